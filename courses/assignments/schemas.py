from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from courses.assignments import contents
from courses.assignments.contents import Content
from courses.assignments.exemptions import ExemptionRow
from courses.assignments.mine import Mine
from courses.assignments.models import (
    LONGEST_PERIOD,
    LONGEST_REASON,
    LONGEST_TITLE,
    Assignment,
    ContentKind,
)
from courses.assignments.queries import STATES
from courses.assignments.services import Plan
from courses.assignments.standing import Standing
from lms.people import MemberStatus, Role
from lms.web.api import ListArgs, Strict, list_schema, sensible
from lms.web.strange import LARGEST_ID

KINDS = [kind.value for kind in ContentKind]
ID = validate.Range(1, LARGEST_ID)


class AssignmentArgs(ListArgs):
    q = fields.String(load_default="", validate=validate.Length(max=LONGEST_TITLE))
    period = fields.String(load_default="", validate=validate.Length(max=LONGEST_PERIOD))
    state = fields.String(load_default="", validate=validate.OneOf(["", *STATES]))


class TaskContentSchema(Strict):
    """One thing to study: exactly one of the three, by its id."""

    course = fields.Integer(strict=True, validate=ID)
    quiz = fields.Integer(strict=True, validate=ID)
    work = fields.Integer(strict=True, validate=ID)
    title = fields.String(dump_only=True)

    @validates_schema
    def _one_of_three(self, data: dict[str, Any], **_how: object) -> None:
        if len(data.keys() & set(KINDS)) != 1:
            raise ValidationError("course、quiz、work 中应恰好填写一项。", "content")


class TaskAudienceSchema(Strict):
    """`unit`, or several `units`; empty roles or statuses ask for none in particular."""

    unit = fields.Integer(strict=True, validate=ID)
    units = fields.List(fields.Integer(strict=True, validate=ID), validate=validate.Length(max=500))
    roles = fields.List(fields.Enum(Role, by_value=True))
    statuses = fields.List(fields.Enum(MemberStatus, by_value=True))


class TaskPlanSchema(Strict):
    title = fields.String(required=True)
    period = fields.String(required=True)
    starts_on = fields.Date(validate=sensible)
    deadline = fields.Date(required=True, validate=sensible)
    mandatory = fields.Boolean(load_default=True)
    audience = fields.Nested(TaskAudienceSchema, required=True)
    content = fields.List(
        fields.Nested(TaskContentSchema), required=True, validate=validate.Length(max=200)
    )


class TaskRevisionSchema(TaskPlanSchema):
    """What is to change; given partly. An audience and the content are given whole."""


class AssignmentSchema(Schema):
    id = fields.Integer()
    title = fields.String()
    period = fields.String()
    starts_on = fields.Date()
    deadline = fields.Date()
    mandatory = fields.Boolean()
    audience = fields.Nested(TaskAudienceSchema)
    content = fields.List(fields.Nested(TaskContentSchema))
    withdrawn_at = fields.AwareDateTime(allow_none=True)


AssignmentList = list_schema(AssignmentSchema)


class OwnTaskContentSchema(TaskContentSchema):
    """A thing to study with how far the caller is."""

    done_at = fields.AwareDateTime(allow_none=True)
    begun = fields.Boolean()


class OwnAssignmentSchema(Schema):
    """A task as the caller has it."""

    id = fields.Integer()
    title = fields.String()
    period = fields.String()
    starts_on = fields.Date()
    deadline = fields.Date()
    mandatory = fields.Boolean()
    state = fields.Enum(Standing, by_value=True)
    content = fields.List(fields.Nested(OwnTaskContentSchema))


OwnAssignmentList = list_schema(OwnAssignmentSchema)


class ExemptionRequestSchema(Strict):
    person = fields.Integer(required=True, strict=True, validate=ID)
    reason = fields.String(required=True, validate=validate.Length(1, LONGEST_REASON))
    from_day = fields.Date(data_key="from", validate=sensible)


class ExemptionSchema(Schema):
    id = fields.Integer()
    person = fields.Integer()
    name = fields.String()
    unit = fields.String()
    reason = fields.String()
    valid_from = fields.Date()
    valid_to = fields.Date(allow_none=True)
    recorded_at = fields.AwareDateTime()
    recorded_by = fields.String()


ExemptionList = list_schema(ExemptionSchema)


def read_plan(body: dict[str, Any]) -> Plan:
    """Return the plan that a body describes; without `starts_on` it starts when it is due."""
    audience = body["audience"]
    units = [*audience.get("units", ()), *([audience["unit"]] if "unit" in audience else ())]
    return Plan(
        title=body["title"],
        period=body["period"],
        starts_on=body["starts_on"],
        deadline=body["deadline"],
        is_mandatory=body["mandatory"],
        unit_ids=frozenset(units),
        roles=frozenset(audience.get("roles", ())),
        statuses=frozenset(audience.get("statuses", ())),
        contents=tuple(dict.fromkeys(_read_content(item) for item in body["content"])),
    )


def _read_content(item: dict[str, int]) -> Content:
    [(kind, key)] = item.items()
    return Content(ContentKind(kind), key)


def told_plan(plan: Plan) -> dict[str, Any]:
    """Write a plan as a body would describe it."""
    return {
        "title": plan.title,
        "period": plan.period,
        "starts_on": plan.starts_on,
        "deadline": plan.deadline,
        "mandatory": plan.is_mandatory,
        "audience": {
            "unit": min(plan.unit_ids, default=None),
            "units": sorted(plan.unit_ids),
            "roles": sorted(plan.roles),
            "statuses": sorted(plan.statuses),
        },
        "content": [{item.kind.value: item.id} for item in plan.contents],
    }


def told(assignment: Assignment, plan: Plan, titles: dict[Content, str]) -> dict[str, Any]:
    content = [
        {item.kind.value: item.id, "title": titles.get(item, "")}
        for item in contents.of(assignment)
    ]
    return {
        **told_plan(plan),
        "id": assignment.id,
        "content": content,
        "withdrawn_at": assignment.withdrawn_at,
    }


def told_own(task: Mine) -> dict[str, Any]:
    return {
        "id": task.id,
        "title": task.title,
        "period": task.period,
        "starts_on": task.starts_on,
        "deadline": task.deadline,
        "mandatory": task.is_mandatory,
        "state": task.state,
        "content": [
            {
                item.kind.value: item.id,
                "title": item.title,
                "done_at": item.done_at,
                "begun": bool(item.is_begun),
            }
            for item in task.items
        ],
    }


def told_exemption(row: ExemptionRow) -> dict[str, Any]:
    return {**row._asdict(), "person": row.person_id}
