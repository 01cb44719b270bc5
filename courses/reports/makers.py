"""Which table goes into which file."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from courses.certificates import queries as certificates
from courses.certificates import sheet
from courses.certificates.queries import Gathered
from courses.reports import listing, printed, queries, roster, separated, words
from courses.reports.asking import Clock
from courses.reports.kinds import Kind
from courses.reports.listing import Listing
from courses.reports.names import names
from courses.reports.report import Subject, report, subject
from courses.reports.roster import Looked
from courses.reports.services import asked_by, narrow_of
from courses.reports.units import Place, place
from lms.config import Config
from lms.errors import Conflict
from lms.exports import kinds as exports
from lms.exports.models import Export, Format
from lms.people import Actor

MOST_CERTIFICATES = 2000


class Making(NamedTuple):
    """A report that is being made: of which place, with the figures of which moment."""

    order: exports.Making
    here: Place
    clock: Clock

    @property
    def session(self) -> Session:
        return self.order.session

    @property
    def actor(self) -> Actor:
        return self.order.actor

    @property
    def export(self) -> Export:
        return self.order.export

    @property
    def settings(self) -> Config:
        return self.order.settings

    @property
    def day(self) -> date:
        return self.clock.today

    def subject(self) -> Subject:
        return subject(self.session, self.actor, self.here, asked_by(self.export), self.clock)


def make(ordered: exports.Making, target: Path) -> None:
    """Make the file of a report, in the scope that its person has now."""
    here = place(ordered.session, ordered.actor, ordered.export.parameters["unit"])
    making = Making(ordered, here, Clock(ordered.at, ordered.settings.zone))
    MAKERS[Kind(ordered.export.report)](making, target)


def _completion(making: Making, target: Path) -> None:
    about = making.subject()
    if making.order.format != Format.xlsx:
        _write(making, target, listing.figures(report(making.session, about, making.settings.zone)))
        return
    from courses.reports import workbook  # noqa: PLC0415  an engine of 4 MB that only this needs

    whole = max(queries.head_count(making.session, about.question), 1)
    workbook.write(
        target,
        about,
        names(making.session, about.question),
        making.settings.zone,
        lambda written: making.order.tell(written / whole),
    )


def _people(making: Making, target: Path) -> None:
    about = making.subject()
    listed = names(making.session, about.question, narrow_of(making.export))
    _write(making, target, listing.people(words.people_heading(about), about, listed))


def _roster(making: Making, target: Path) -> None:
    wanted = Looked(making.here.unit.path, making.day, narrow_of(making.export).words)
    members = roster.everybody(making.session, making.actor, wanted)
    _write(making, target, listing.roster(making.here, members, making.day))


def _certificates(making: Making, target: Path) -> None:
    course = making.export.parameters.get("course")
    wanted = Gathered(making.here.unit.path, making.day, course)
    found = certificates.gathered_valid(making.session, making.actor, wanted)
    if not found:
        raise Conflict("没有可以打印的证书。")
    if len(found) > MOST_CERTIFICATES:
        words_ = "一次最多打印 %(most)s 份证书，请选择下级组织或一门课程。"
        raise Conflict(words_, most=f"{MOST_CERTIFICATES:,}")
    site = making.export.parameters.get("site", "")
    target.write_bytes(sheet.pdf(found, making.settings, site, making.order.beat))


def _write(making: Making, target: Path, made: Listing) -> None:
    if making.order.format == Format.csv:
        separated.write(target, made, making.settings.zone)
    elif making.order.format == Format.pdf:
        printed.write(target, made, making.settings, making.clock.now, making.order.beat)
    else:
        from courses.reports import workbook  # noqa: PLC0415  see above

        workbook.write_listing(target, made, making.clock)


MAKERS: Mapping[Kind, Callable[[Making, Path], None]] = {
    Kind.completion: _completion,
    Kind.people: _people,
    Kind.roster: _roster,
    Kind.certificates: _certificates,
}
