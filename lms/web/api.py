"""The public API's edge: /api/v1, JSON, described by OpenAPI 3.1.

Bodies that are not JSON answer 400, values that do not fit 422, unknown parameters are refused by
name. Errors are problem+json (see `problems`).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Flask, Request
from flask_smorest import Api as SmorestApi
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, ValidationError, fields, validate
from webargs.flaskparser import FlaskParser

from lms.errors import Refusal
from lms.web.i18n import gettext
from lms.web.openapi import describe_refusals, in_one_form, plain_numbers, with_refusals
from lms.web.tidy import CHECK_YEAR, is_sensible, words

PREFIX = "/api/v1"
LARGEST_PAGE = 200


class Api(SmorestApi):
    """Ours, which leaves refusals to `problems`, where pages and the API are told alike."""

    DEFAULT_ERROR_RESPONSE_NAME = None  # each is named instead

    def _register_error_handlers(self) -> None:
        pass

    def _register_responses(self) -> None:
        self.ma_plugin.converter.add_attribute_function(plain_numbers)
        describe_refusals(self.spec)


class Parser(FlaskParser):
    """Reads arguments strictly: what we do not know is named, not ignored."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": RAISE,
        "form": RAISE,
    }

    def load_json(self, req: Request, schema: Schema) -> Any:
        if req.get_data() and not req.is_json:
            raise Refusal("请求内容应为 JSON，请设置 Content-Type: application/json。")
        try:
            return super().load_json(req, schema)
        except (ValueError, RecursionError) as error:  # 5,000 digits, 100,000 brackets
            return self._handle_invalid_json_error(error)

    def _handle_invalid_json_error(self, error: Any, *_rest: Any) -> Any:
        raise Refusal("请求内容不是有效的 JSON。") from error


class ApiBlueprint(Blueprint):
    """A room's part of the API. Paths are written without the prefix."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, name: str, import_name: str, **options: Any) -> None:
        super().__init__(f"api_{name}", import_name, url_prefix=PREFIX, **options)
        self._prepare_doc_cbks.insert(0, _gather_form)
        self._prepare_doc_cbks.append(_add_refusals)


def _gather_form(doc: dict[str, Any], doc_info: dict[str, Any], **_rest: Any) -> dict[str, Any]:
    taken = doc_info.get("arguments", {})
    if "parameters" in taken:
        taken["parameters"] = in_one_form(taken["parameters"])
    return doc


def _add_refusals(
    doc: dict[str, Any], _doc_info: dict[str, Any], *, method: str, **_rest: Any
) -> dict[str, Any]:
    return with_refusals(doc, method=method)


class Strict(Schema):
    """A body or query whose every field we know."""

    class Meta:
        unknown = RAISE


def sensible(day: date) -> None:
    """Refuse a day or moment that overflows when it is told in another time zone."""
    if not is_sensible(day):
        raise ValidationError(gettext(CHECK_YEAR))


class Words(fields.String):
    """A line of text with the spaces that forms would keep: none but spaces is an empty one."""

    def _deserialize(self, value: Any, *rest: Any, **options: Any) -> Any:
        return words(super()._deserialize(value, *rest, **options))


class ListArgs(Strict):
    """What every list takes: `limit` and the `cursor` that the page before gave as `next`."""

    limit = fields.Integer(load_default=50, validate=validate.Range(1, LARGEST_PAGE))
    cursor = fields.Integer(load_default=0, validate=validate.Range(0, 2**53))


def listed(items: list[Any], total: int, args: Mapping[str, Any]) -> dict[str, Any]:
    """Return the shape of every list: its items, the next cursor (or none), the whole's count."""
    after = args["cursor"] + len(items)
    return {"items": items, "next": after if items and after < total else None, "total": total}


def list_schema(item: type[Schema]) -> type[Schema]:
    """Return the schema of a list of `item`."""
    return Schema.from_dict(
        {
            "items": fields.List(fields.Nested(item)),
            "next": fields.Integer(allow_none=True),
            "total": fields.Integer(),
        },
        name=f"{item.__name__.removesuffix('Schema')}List",
    )


def install(app: Flask) -> Api:
    app.config.update(
        API_TITLE="企业网上党校",
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = Api(app)
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    api.spec.options["security"] = [{"bearer": []}]
    return api
