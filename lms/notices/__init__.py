"""Notices: what the school and those who work in it tell people, and who has taken note."""
