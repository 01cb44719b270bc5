"""Documents set by typst: what certificates and printed reports share."""

from courses.typesetting.press import Manuscript, has_fonts, typeset

__all__ = ["Manuscript", "has_fonts", "typeset"]
