"""Text files as people send them: UTF-8 with or without a mark, UTF-16 with one, GB18030."""

import codecs

from lms.errors import Invalid

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode_text(source: bytes) -> str:
    """Return the text of a file. Raises Invalid for what is no text.

    GB18030 comes last: it takes almost any bytes, so what is valid UTF-8 is never read as it.
    """
    marked = [name for mark, name in MARKS if source.startswith(mark)]
    for name in marked or ["utf-8", "gb18030"]:
        try:
            text = source.decode(name)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Invalid("这不是文本文件，或者文字编码无法识别。请另存为 UTF-8 后重试。")
