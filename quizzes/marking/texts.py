"""When two short answers are the same answer."""

import re
import unicodedata

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
BESIDE_HAN = re.compile(rf"(?<=[{HAN}])\s+|\s+(?=[{HAN}])")
SPACES = re.compile(r"\s+")


def folded(text: str) -> str:
    """Return the text without the differences that no marker would mind.

    Full and half width, case and runs of spaces are folded, invisible characters dropped; a space
    beside a Chinese character means nothing, between two Latin words it separates them.
    """
    visible = "".join(c for c in _caseless(text) if unicodedata.category(c) not in {"Cf", "Cc"})
    return BESIDE_HAN.sub("", SPACES.sub(" ", _caseless(visible))).strip()


def _caseless(text: str) -> str:
    """Fold width and case as Unicode defines it (toNFKC_Casefold), control spaces to spaces."""
    plain = unicodedata.normalize("NFD", SPACES.sub(" ", text)).casefold()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", plain).casefold())
