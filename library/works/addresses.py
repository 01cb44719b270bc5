"""Anchors as they stand in addresses: passage 12 is p12."""

import re

from lms.errors import NotFound

WRITTEN = re.compile(r"p([1-9][0-9]{0,8})")


def written(anchor: int) -> str:
    return f"p{anchor}"


def anchor_of(words: str) -> int:
    match = WRITTEN.fullmatch(words)
    if match is None:
        raise NotFound("没有找到您要的内容。")
    return int(match[1])
