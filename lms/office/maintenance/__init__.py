"""Announcing that the school is worked on; while it is, everybody may read and nobody changes."""
