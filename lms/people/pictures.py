"""QR codes, drawn in black on white whatever the theme: cameras need it so."""

import segno
from markupsafe import Markup


def qr_code(words: str, *, scale: int = 4) -> Markup:
    drawn = segno.make(words, error="m", micro=False).svg_inline(
        scale=scale, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None
    )
    return Markup(drawn)  # noqa: S704  a drawing: the words are not in it as such
