"""Numbers of certificates: the year, then ten characters that nobody can guess.

`2026-7KQ4M-XN2PA` is read out and typed without doubt: no I, L, O or U, and what looks like one of
the others is taken for it.
"""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, HALF = 10, 5
ALIKE = str.maketrans("OIL", "011")
BETWEEN = re.compile(r"[\s\-–—－]+")
LONGEST_TYPED = 64
SHAPE = re.compile(rf"(\d{{4}})([{ALPHABET}]{{{HALF}}})([{ALPHABET}]{{{HALF}}})")


def new_number(year: int) -> str:
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{year}-{code[:HALF]}-{code[HALF:]}"


def understood(typed: str) -> str | None:
    """Return the number that was meant, whatever case, spaces and dashes; None: it is none."""
    bare = BETWEEN.sub("", typed[:LONGEST_TYPED]).upper().translate(ALIKE)
    found = SHAPE.fullmatch(bare)
    return "-".join(found.groups()) if found else None
