"""Marked-up text made plain: the bank keeps words, not looks."""

import html
import re

import nh3
from markdown_it import MarkdownIt

from quizzes.interchange.drafts import Remark, tidy

TAG = re.compile(r"<\s*([a-zA-Z][a-zA-Z0-9]*)")
LINE_END = re.compile(r"<\s*br\s*/?\s*>|<\s*/\s*(?:p|div|li|tr|pre|h[1-6])\s*>", re.IGNORECASE)
THINGS = {"audio", "embed", "iframe", "img", "math", "object", "svg", "table", "video"}
PLAIN = {"br", "div", "p", "pre"}
MARKDOWN = MarkdownIt("js-default")


def from_html(source: str) -> tuple[str, list[Remark]]:
    """Return the words of an HTML text, a line for each paragraph, and what was left behind."""
    ended = LINE_END.sub(lambda found: f"{found[0]}\n", source)
    words = html.unescape(nh3.clean(ended, tags=set())).replace("\xa0", " ")
    return tidy(re.sub(r"\n\s*\n+", "\n", words)), _lost(source)


def from_markdown(source: str) -> tuple[str, list[Remark]]:
    return from_html(MARKDOWN.render(source))


def _lost(source: str) -> list[Remark]:
    tags = {tag.lower() for tag in TAG.findall(source)}
    if tags & THINGS:
        return [Remark("图片、表格、音视频等没有导入，请检查。")]
    return [Remark("文字的格式没有保留。")] if tags - PLAIN else []
