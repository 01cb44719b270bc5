"""How a refusal or a fault is told: a page in the shell, or problem+json (RFC 9457) to programs."""

from http import HTTPStatus

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from lms.errors import Conflict, Invalid, Later, Refusal, Unavailable
from lms.web.i18n import gettext
from lms.web.misfits import misfits

PROBLEM = "application/problem+json"
TOLD = {"Allow", "Retry-After", "Content-Range"}  # headers of Flask's own refusals
READ_BY_ITSELF = 8 * 1024
log = structlog.get_logger()

WORDS = {
    HTTPStatus.NOT_FOUND: "没有找到您要的内容。",
    HTTPStatus.METHOD_NOT_ALLOWED: "这个地址不支持此操作。",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "内容太大，请缩小后重试。",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "不支持这种内容格式。",
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: "要读取的范围超出了文件的长度。",
    HTTPStatus.BAD_REQUEST: "请求不完整或格式不对，请检查后重试。",
}


def install(app: Flask) -> None:
    for error, tell in (
        (Refusal, refuse),
        (CSRFError, refuse_token),
        (IntegrityError, conflict_of_constraints),
        (DataError, refuse_unfit_value),
        (OverflowError, refuse_unfit_value),
        (OperationalError, refuse_busy),
        (PoolTimeout, refuse_busy),
        (HTTPException, refuse_http),
        (Exception, break_down),
    ):
        app.register_error_handler(error, tell)


def wants_problem() -> bool:
    """Say whether a program is asking."""
    is_program = request.path.startswith(("/api/", "/play/", "/uploads"))
    return is_program or request.headers.get("Accept") == PROBLEM


def refuse(refusal: Refusal) -> ResponseReturnValue:
    words = gettext(refusal.message, **refusal.values)
    errors = refusal.errors if isinstance(refusal, Invalid) else ()
    told = [
        {"field": error.field, "message": gettext(error.message, **(error.values or {}))}
        for error in errors
    ]
    answer = _answer(refusal.status, words, told)
    if isinstance(refusal, Later):
        answer.headers["Retry-After"] = str(refusal.retry_after)
    return answer


def refuse_http(error: HTTPException) -> ResponseReturnValue:
    """Tell what Flask itself refuses (no such address, wrong method, body too large)."""
    if error.response is not None or error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error  # a redirect
    words = WORDS.get(HTTPStatus(error.code), "请求没有完成，请检查后重试。")
    answer = _answer(HTTPStatus(error.code), gettext(words), _details(error))
    for name, value in error.get_headers():
        if name in TOLD:
            answer.headers[name] = value
    return answer


def _details(error: HTTPException) -> list[dict[str, str]]:
    """Tell what the API's argument parser collected: {place of the request: its misfits}."""
    messages = (getattr(error, "data", None) or {}).get("messages", {})
    return [one for said in messages.values() for one in misfits(said)]


def refuse_token(_error: CSRFError) -> ResponseReturnValue:
    return refuse(Refusal("页面已过期，请刷新后重试。"))


def break_down(error: Exception) -> ResponseReturnValue:
    """Answer a fault of ours: the number shown is the one in the log."""
    log.error("fault", request_id=g.get("request_id"), path=request.path, exc_info=error)
    words = gettext("抱歉，系统出了问题，您的数据没有受影响。")
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, words, [])


def conflict_of_constraints(error: Exception) -> ResponseReturnValue:
    """Answer a write that a constraint of the database refused: two deeds met."""
    log.warning("constraint", request_id=g.get("request_id"), path=request.path, exc_info=error)
    return refuse(Conflict("内容刚刚有变化，请刷新后重试。"))


def refuse_unfit_value(error: Exception) -> ResponseReturnValue:
    """Answer a value that no column of the database can hold, such as a number of 30 digits."""
    log.warning("unfit value", request_id=g.get("request_id"), path=request.path, exc_info=error)
    return refuse(Invalid("有数值或文字超出了能保存的范围，请修改后重试。"))


def refuse_busy(error: Exception) -> ResponseReturnValue:
    """Answer when the database does not: no connection is free, two writers met, it restarts."""
    log.error("database", request_id=g.get("request_id"), path=request.path, exc_info=error)
    return refuse(Unavailable("系统繁忙，请稍后再试。", retry_after=5))


def _answer(status: HTTPStatus, words: str, errors: list[dict[str, str]]) -> Response:
    if wants_problem():
        answer = jsonify(
            status=int(status),
            title=status.phrase,
            detail=words,
            errors=errors,
            request_id=g.get("request_id"),
        )
        answer.content_type = PROBLEM
    else:
        page = render_template(
            "errors/refusal.html", status=int(status), message=words, errors=errors
        )
        answer = make_response(page)
    answer.status_code = int(status)
    if _is_left_unread(status):
        answer.headers["Connection"] = "close"
    return answer


def _is_left_unread(status: HTTPStatus) -> bool:
    """Say whether more of a body may be on its way than the server reads by itself.

    It drops the connection then: a client that is not told would send its next request into it.
    """
    is_too_large = status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return is_too_large or (request.content_length or 0) > READ_BY_ITSELF
