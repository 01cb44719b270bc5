from typing import Any

from marshmallow import Schema, fields

from quizzes.statistics.items import ItemStatistics
from quizzes.statistics.queries import Overview


class ItemStatisticsSchema(Schema):
    """An item by first attempts; shares of 1, null where nothing can be said yet."""

    item = fields.Integer()
    kind = fields.String()
    stem = fields.String()
    count = fields.Integer()
    facility = fields.Float(allow_none=True)
    sd = fields.Float(allow_none=True)
    discrimination_index = fields.Float(allow_none=True)
    discriminative_efficiency = fields.Float(allow_none=True)


class StatisticsSchema(Schema):
    """How a quiz went: people by their best mark, items by first attempts."""

    people = fields.Integer()
    passed = fields.Integer()
    mean = fields.Float(allow_none=True)
    max_mark = fields.Float()
    items = fields.List(fields.Nested(ItemStatisticsSchema))


def told_statistics(seen: Overview, items: list[ItemStatistics]) -> dict[str, Any]:
    return {
        "people": seen.people,
        "passed": seen.passed,
        "mean": seen.mean,
        "max_mark": seen.max_mark,
        "items": [_told_item(one) for one in items],
    }


def _told_item(one: ItemStatistics) -> dict[str, Any]:
    sat, *shares = one.measures
    names = ("facility", "sd", "discrimination_index", "discriminative_efficiency")
    return {
        "item": one.item_id,
        "kind": one.kind,
        "stem": one.stem,
        "count": sat,
        **dict(zip(names, shares, strict=True)),
    }
