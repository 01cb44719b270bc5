"""Ordering a report as a file: what was asked, written down and read again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from courses.assignments.standing import Standing
from courses.reports import queries
from courses.reports.asking import Asked, Clock, inquiry
from courses.reports.kinds import Kind
from courses.reports.queries import EVERYBODY, Narrow
from courses.reports.units import Place, place
from lms.errors import Conflict, FieldError, Invalid
from lms.exports import services as exports
from lms.exports.models import Export, Format
from lms.people import Actor

MOST_PRINTED = 5000  # people in a PDF: 125 sheets
TABLES = (Format.xlsx, Format.csv, Format.pdf)
OFFERED: Mapping[Kind, tuple[Format, ...]] = {
    Kind.completion: TABLES,
    Kind.people: TABLES,
    Kind.roster: TABLES,
    Kind.certificates: (Format.pdf,),
}
ABOUT_TASKS = frozenset({Kind.completion, Kind.people})


@dataclass(frozen=True, slots=True)
class Order:
    """Which report somebody wants as which file, and in which language.

    `site` is where the school is reached, for files that lead there.
    """

    unit_id: int
    asked: Asked
    kept_days: int
    language: str = "zh"
    kind: Kind = Kind.completion
    format: Format = Format.xlsx
    narrow: Narrow = EVERYBODY
    site: str = ""


def order(session: Session, actor: Actor, wanted: Order, clock: Clock) -> Export:
    """Order a report as a file, with the figures of this moment. Refuses what is out of reach."""
    here = place(session, actor, wanted.unit_id)
    _refuse_unfit(session, actor, here, wanted, clock)
    parameters = {"unit": here.unit.id, **written(wanted)}
    ordered = exports.Order(
        wanted.kind, wanted.format, wanted.kept_days, parameters, wanted.language
    )
    return exports.order(session, actor, ordered, clock.now)


def _refuse_unfit(session: Session, actor: Actor, here: Place, wanted: Order, clock: Clock) -> None:
    if wanted.format not in OFFERED[wanted.kind]:
        raise Invalid(errors=[FieldError("format", "证书只能导出为 PDF。")])
    found = inquiry(session, actor, here.unit.path, wanted.asked, clock)
    is_list = wanted.kind in {Kind.people, Kind.roster}
    if is_list and wanted.format is Format.pdf:
        people = queries.head_count(session, found.question)
        if people > MOST_PRINTED:
            words = "名单超过 %(most)s 人，不宜导出为 PDF。请导出 Excel 或 CSV，或选择下级组织。"
            raise Conflict(words, most=f"{MOST_PRINTED:,}")


def written(wanted: Order) -> dict[str, Any]:
    """Write down what was asked, without what was not."""
    asked, narrow = wanted.asked, wanted.narrow
    values: dict[str, Any] = {
        "task": asked.task,
        "course": asked.course,
        "period": asked.period,
        "as_of": asked.as_of and asked.as_of.isoformat(),
        "state": narrow.standing,
        "q": narrow.words,
        "own": narrow.own_unit and 1,
        "site": wanted.site if wanted.kind is Kind.certificates else "",
    }
    return {name: value for name, value in values.items() if value}


def asked_by(export: Export) -> Asked:
    """Read what an export asks for: as it was known at the moment of the order."""
    as_of = export.parameters.get("as_of")
    return Asked(
        task=export.parameters.get("task"),
        course=export.parameters.get("course"),
        period=export.parameters.get("period", ""),
        as_of=date.fromisoformat(as_of) if as_of else None,
        recorded_by=export.created_at,
    )


def narrow_of(export: Export) -> Narrow:
    """Read which people an export lists."""
    parameters = export.parameters
    return Narrow(
        standing=Standing(parameters["state"]) if "state" in parameters else None,
        words=parameters.get("q", ""),
        own_unit=parameters["unit"] if "own" in parameters else None,
    )
