"""GIFT, the text format in which Moodle and others exchange questions.

`blocks` cuts a file into items, `parse` reads one, `drafting` judges it, `writer` goes back.
"""
