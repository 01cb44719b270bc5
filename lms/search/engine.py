"""The one door to Whoosh 2.7.4, pinned by hash: its successors answer wrongly after a refresh.

The release is from 2016: compiling it warns of escape sequences and of `is` beside a number. Those
warnings are silenced here and nowhere else.
"""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", SyntaxWarning)
    warnings.simplefilter("ignore", DeprecationWarning)
    from whoosh.codec.whoosh3 import W3Codec, W3TermInfo
    from whoosh.columns import Column
    from whoosh.fields import FieldType, Schema
    from whoosh.filedb.filestore import FileStorage
    from whoosh.filedb.structfile import StructFile
    from whoosh.formats import Existence
    from whoosh.index import TOC, EmptyIndexError, FileIndex
    from whoosh.reading import TermNotFound
    from whoosh.writing import PostingPool, SegmentWriter

__all__ = [
    "TOC",
    "Column",
    "EmptyIndexError",
    "Existence",
    "FieldType",
    "FileIndex",
    "FileStorage",
    "PostingPool",
    "Schema",
    "SegmentWriter",
    "StructFile",
    "TermNotFound",
    "W3Codec",
    "W3TermInfo",
]
