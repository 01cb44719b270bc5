"""A program that did not hear the answer asks again: it is told the same, nothing is done twice.

`Idempotency-Key` names a deed: the same key with the same person, route and body answers the
same result for a day, with another body it is refused. The answer is kept in the transaction of
the deed, so either both are there or none.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, delete, update
from sqlalchemy.orm import Session

from lms.db import insert_once, utcnow
from lms.errors import FieldError, Invalid
from lms.people.actor import account_or_none
from lms.people.models import KeptAnswer
from lms.web import current_session
from lms.web.flask import READING, is_secret

HEADER = "Idempotency-Key"
LONGEST_KEY = 200
KEPT = timedelta(hours=24)
KEPT_HEADERS = ("Content-Type", "Location")


def once(view: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """Answer this request by its view, or as it was answered before."""
    account = account_or_none()
    if account is None or not _is_named():
        return view()
    session, asked = current_session(), _hash(_route(account.actor.id))
    values = {"asked": asked, "person_id": account.actor.id, "body": _hash(_body())}
    forget_old(session, KeptAnswer.asked == asked)
    if not insert_once(session, KeptAnswer, **values):
        return _told_again(session.get_one(KeptAnswer, asked), values["body"])
    answer = current_app.make_response(view())
    _keep(session, asked, answer)
    return answer


def _is_named() -> bool:
    is_deed = request.method not in READING and request.path.startswith("/api/")
    return is_deed and HEADER in request.headers and not is_secret(request.endpoint)


def _route(person_id: int) -> Iterator[bytes]:
    key = request.headers[HEADER]
    if not 0 < len(key) <= LONGEST_KEY:
        message, most = "应为 1 到 %(most)s 个字符。", {"most": LONGEST_KEY}
        raise Invalid(errors=[FieldError(HEADER, message, dict(most))])
    yield from (part.encode() for part in (str(person_id), request.method, request.full_path, key))


def _body() -> Iterator[bytes]:
    """Give what was sent; of a form its fields and files, for each try draws other boundaries."""
    yield request.get_data()
    for name, value in sorted(request.form.items(multi=True)):
        yield f"{name}={value}".encode()
    for name, file in sorted(request.files.items(multi=True), key=lambda item: item[0]):
        yield f"{name}={file.filename}".encode()
        yield file.stream.read()
        file.stream.seek(0)


def _hash(parts: Iterator[bytes]) -> str:
    """Hash the parts apart from each other, so that "ab", "c" is not "a", "bc"."""
    hashes = b"".join(hashlib.sha256(part).digest() for part in parts)
    return hashlib.sha256(hashes).hexdigest()


def _told_again(kept: KeptAnswer, body: object) -> Response:
    if kept.body != body:
        message = "这个键已用于另一个请求，请换一个。"
        raise Invalid(errors=[FieldError(HEADER, message)])
    return Response(kept.content, kept.status, kept.headers)


def _keep(session: Session, asked: str, answer: Response) -> None:
    headers = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
    kept = update(KeptAnswer).where(KeptAnswer.asked == asked)
    content = answer.get_data(as_text=True)
    session.execute(kept.values(status=answer.status_code, headers=headers, content=content))


def forget_old(session: Session, *which: ColumnElement[bool]) -> None:
    session.execute(delete(KeptAnswer).where(KeptAnswer.created_at < utcnow() - KEPT, *which))
