"""From a file to a manuscript: what its head says, its chapters, their paragraphs."""

from library.works.manuscripts.apart import read_apart, read_at_once
from library.works.manuscripts.files import SUFFIXES, checked_suffix
from library.works.manuscripts.manuscript import Head, Manuscript, Written

__all__ = [
    "SUFFIXES",
    "Head",
    "Manuscript",
    "Written",
    "checked_suffix",
    "read_apart",
    "read_at_once",
]
