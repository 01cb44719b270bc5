"""From a file to a manuscript: what its head says, its chapters, their paragraphs."""

from library.works.manuscripts.manuscript import Head, Manuscript, Written
from library.works.manuscripts.reading import SUFFIXES, read_manuscript

__all__ = ["SUFFIXES", "Head", "Manuscript", "Written", "read_manuscript"]
