"""What the API says of itself beside the schemas of its rooms, in one place for every call."""

from decimal import Decimal
from http import HTTPStatus
from typing import Any, Final

from marshmallow import Schema, fields

from lms.web.problems import PROBLEM

KEY: Final = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "Asked again with the same key, person, route and body, the answer is the same.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}
RETRY_AFTER: Final = {"Retry-After": {"schema": {"type": "integer", "minimum": 0}}}
UNSAFE: Final = {"post", "put", "patch", "delete"}
# Every call can meet these: what it asks for, who asks, and how busy the school is decide.
REFUSALS: Final = {
    HTTPStatus.BAD_REQUEST: {},
    HTTPStatus.UNAUTHORIZED: {},
    HTTPStatus.FORBIDDEN: {},
    HTTPStatus.NOT_FOUND: {},
    HTTPStatus.METHOD_NOT_ALLOWED: {"Allow": {"schema": {"type": "string"}}},
    HTTPStatus.CONFLICT: {},
    HTTPStatus.GONE: {},
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: {},
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: {},
    HTTPStatus.UNPROCESSABLE_ENTITY: {},
    HTTPStatus.TOO_MANY_REQUESTS: RETRY_AFTER,
    HTTPStatus.SERVICE_UNAVAILABLE: RETRY_AFTER,
}


class FieldProblemSchema(Schema):
    field = fields.String(required=True)
    message = fields.String(required=True)


class ProblemSchema(Schema):
    """RFC 9457, with the fields that do not fit and the number that stands in the log."""

    status = fields.Integer(required=True)
    title = fields.String(required=True)
    detail = fields.String(required=True)
    errors = fields.List(fields.Nested(FieldProblemSchema), required=True)
    request_id = fields.String(required=True, allow_none=True)


def describe_refusals(spec: Any) -> None:
    """Put what is said with each status where the calls refer to it."""
    for status, headers in REFUSALS.items():
        content = {PROBLEM: {"schema": ProblemSchema}}
        told = {"description": status.phrase, "content": content, "headers": headers}
        spec.components.response(status.name, told)


def with_refusals(doc: dict[str, Any], *, method: str) -> dict[str, Any]:
    """Say of a call what it may refuse, and that a deed takes a key."""
    refusals = {str(int(status)): status.name for status in REFUSALS}
    doc["responses"] = {**refusals, **_answers(doc), "422": refusals["422"]}
    if method in UNSAFE:
        doc["parameters"] = [*doc.get("parameters", ()), KEY]
    return doc


def _answers(doc: dict[str, Any]) -> dict[str, Any]:
    return {str(status): told for status, told in doc.get("responses", {}).items()}


def in_one_form(parameters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Describe a file and the fields beside it as the one body that they come in."""
    parts = [part for part in parameters if part["in"] in {"files", "form"}]
    if len(parts) < 2:  # noqa: PLR2004  alone it is described well
        return parameters
    schemas = tuple(part["schema"] for part in parts)
    together = type(schemas[0].__name__, schemas, {})
    form = {"in": "files", "required": True, "schema": together}
    return [form, *(part for part in parameters if part not in parts)]


def plain_numbers(_converter: Any, _field: Any, *, ret: dict[str, Any]) -> dict[str, Any]:
    """Write bounds and defaults as JSON's numbers, whatever holds them in Python."""
    return {name: float(value) for name, value in ret.items() if isinstance(value, Decimal)}
