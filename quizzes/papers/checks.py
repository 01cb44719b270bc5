"""What has to be in order before a quiz is published."""

from collections.abc import Iterator
from datetime import datetime

from quizzes.interchange import Remark
from quizzes.papers.drawing import missing
from quizzes.papers.models import Quiz
from quizzes.papers.queries import Blueprint

MOST_ITEMS = 200


def problems(quiz: Quiz, blueprint: Blueprint, at: datetime) -> list[Remark]:
    """Return what stands in the way, in the order of the page; nothing: it can be published."""
    return [*_of_parts(blueprint), *_of_window(quiz, at)]


def _of_parts(blueprint: Blueprint) -> Iterator[Remark]:
    if not blueprint.parts:
        yield Remark("还没有试题。请从题库选题，或设置随机抽题。")
    if blueprint.item_count > MOST_ITEMS:
        yield Remark.of("试题太多，最多 %(most)s 道。", most=MOST_ITEMS)
    short = missing(blueprint.needs, blueprint.fixed)
    for number, part in enumerate(blueprint.parts, 1):
        if part.is_retired:
            yield Remark.of("第 %(number)s 部分的试题已停用，请换一道。", number=number)
        if part.id in short:
            words = "第 %(number)s 部分要抽 %(draw)s 道题，题库中还差 %(short)s 道。"
            yield Remark.of(words, number=number, draw=part.draw, short=short[part.id])


def _of_window(quiz: Quiz, at: datetime) -> Iterator[Remark]:
    if quiz.closes_at and quiz.closes_at <= at:
        yield Remark("截止时间已过，请改到以后。")
