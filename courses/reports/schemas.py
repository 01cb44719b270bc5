from typing import Any

from marshmallow import Schema, fields, validate

from courses.assignments.models import LONGEST_PERIOD
from courses.assignments.standing import Standing
from courses.reports.asking import Asked
from courses.reports.counts import Counts
from courses.reports.kinds import Kind
from courses.reports.queries import PersonRow, Row
from courses.reports.report import Report
from courses.reports.roster import Member
from courses.reports.units import Unit
from lms.exports.models import ExportState, Format
from lms.exports.queries import Delivery
from lms.people import MemberStatus, UnitKind
from lms.web.api import ListArgs, Strict, list_schema, sensible
from lms.web.strange import LARGEST_ID

ID = validate.Range(1, LARGEST_ID)


class ReportQuestionSchema(Strict):
    """What a report is about. Without any of the first three it is the task that matters now."""

    assignment = fields.Integer(load_default=None, validate=ID)
    course = fields.Integer(load_default=None, validate=ID)
    period = fields.String(load_default="", validate=validate.Length(max=LONGEST_PERIOD))
    as_of = fields.Date(load_default=None, validate=sensible)
    unit = fields.Integer(load_default=None, validate=ID)


class ReportArgs(ReportQuestionSchema):
    """`recorded_by`: the report as it was made at that moment."""

    recorded_by = fields.AwareDateTime(load_default=None, validate=sensible)


class PeopleArgs(ListArgs, ReportArgs):
    state = fields.Enum(Standing, by_value=True, load_default=None)
    q = fields.String(load_default="", validate=validate.Length(max=64))


class StandingCountsSchema(Schema):
    """Who is exempt, or studies unasked (voluntary), is not among the required."""

    required = fields.Integer()
    completed = fields.Integer()
    in_progress = fields.Integer()
    not_started = fields.Integer()
    exempt = fields.Integer()
    voluntary = fields.Integer()


class UnitCompletionSchema(StandingCountsSchema):
    """A unit right below; `direct`: the people of the unit itself. They add up to the whole."""

    unit = fields.Integer()
    name = fields.String()
    direct = fields.Boolean()


class CompletionSchema(StandingCountsSchema):
    unit = fields.Integer()
    name = fields.String()
    assignments = fields.List(fields.Integer())
    as_of = fields.Date()
    children = fields.List(fields.Nested(UnitCompletionSchema))
    generated_at = fields.AwareDateTime()


class PersonStandingSchema(Schema):
    id = fields.Integer()
    name = fields.String()
    staff_number = fields.String(allow_none=True)
    unit = fields.Integer()
    unit_name = fields.String()
    state = fields.Enum(Standing, by_value=True)
    done = fields.Integer()
    content_count = fields.Integer()
    completed_at = fields.AwareDateTime(allow_none=True)
    reason = fields.String(allow_none=True)


PersonStandingList = list_schema(PersonStandingSchema)


class ExportArgs(ReportQuestionSchema):
    """`state` and `q` narrow the people that a list holds."""

    state = fields.Enum(Standing, by_value=True, load_default=None)
    q = fields.String(load_default="", validate=validate.Length(max=64))


class ExportOrderSchema(Strict):
    """Certificates are those that hold, in PDF; `course` narrows them, as it does the others."""

    report = fields.Enum(Kind, by_value=True, load_default=Kind.completion)
    parameters = fields.Nested(ExportArgs, load_default=lambda: ExportArgs().load({}))
    format = fields.Enum(Format, by_value=True, load_default=Format.xlsx)


class ExportSchema(Schema):
    """`url` leads to the file once it is ready; `sha256` is the hash of its content."""

    id = fields.Integer()
    report = fields.String()
    format = fields.Enum(Format, by_value=True)
    state = fields.Enum(ExportState, by_value=True)
    progress = fields.Float()
    url = fields.String(allow_none=True)
    sha256 = fields.String(allow_none=True)
    expires_at = fields.AwareDateTime()


class UnitSchema(Schema):
    id = fields.Integer()
    parent = fields.Integer(allow_none=True)
    name = fields.String()
    kind = fields.Enum(UnitKind, by_value=True)
    is_active = fields.Boolean()


UnitList = list_schema(UnitSchema)


class MembersArgs(ListArgs):
    unit = fields.Integer(load_default=None, validate=ID)
    q = fields.String(load_default="", validate=validate.Length(max=64))


class MemberSchema(Schema):
    id = fields.Integer()
    name = fields.String()
    staff_number = fields.String(allow_none=True)
    status = fields.Enum(MemberStatus, by_value=True)
    unit = fields.Integer()
    unit_name = fields.String()
    since = fields.Date()


MemberList = list_schema(MemberSchema)


def read_asked(body: dict[str, Any]) -> Asked:
    return Asked(
        task=body["assignment"],
        course=body["course"],
        period=body["period"],
        as_of=body["as_of"],
        recorded_by=body.get("recorded_by"),
    )


def told_report(report: Report) -> dict[str, Any]:
    return {
        **_told_counts(report.total),
        "unit": report.subject.place.unit.id,
        "name": report.subject.place.unit.name,
        "assignments": [task.id for task in report.subject.tasks],
        "as_of": report.subject.question.day,
        "children": [_told_row(row) for row in report.rows],
        "generated_at": report.subject.generated_at,
    }


def _told_counts(counts: Counts) -> dict[str, int]:
    return {
        "required": counts.required,
        "completed": counts.completed,
        "in_progress": counts.in_progress,
        "not_started": counts.not_started,
        "exempt": counts.exempt,
        "voluntary": counts.voluntary,
    }


def _told_row(row: Row) -> dict[str, Any]:
    unit = {"unit": row.unit.id, "name": row.unit.name, "direct": row.is_own}
    return {**_told_counts(row.counts), **unit}


def told_person(row: PersonRow, excuses: dict[int, str], whole: int) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "staff_number": row.staff_number,
        "unit": row.unit_id,
        "unit_name": row.unit,
        "state": row.standing,
        "done": row.done_count,
        "content_count": whole,
        "completed_at": row.completed_at,
        "reason": excuses.get(row.id),
    }


def told_export(export: Delivery, url: str) -> dict[str, Any]:
    is_ready = export.state is ExportState.ready
    return {
        "id": export.id,
        "report": export.report,
        "format": Format(export.format),
        "state": ExportState.failed if export.is_given_up else export.state,
        "progress": 1.0 if is_ready else export.progress,
        "url": url if is_ready else None,
        "sha256": export.blob,
        "expires_at": export.expires_at,
    }


def told_unit(unit: Unit) -> dict[str, Any]:
    return {**unit._asdict(), "parent": unit.parent_id}


def told_member(member: Member) -> dict[str, Any]:
    return {**member._asdict(), "unit": member.unit_id, "unit_name": member.unit}
