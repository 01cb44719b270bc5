"""What a person notes for themselves at some place: at a moment of a film, at a passage of a work.

The floors say what the places are; what a note is, and whose, is the same everywhere.
"""
