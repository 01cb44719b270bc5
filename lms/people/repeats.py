"""A program that did not hear the answer asks again: it is told the same, nothing is done twice.

`Idempotency-Key` names a deed: the same key with the same person, route and body answers the
same result for a day, with another body it is refused. The answer is kept at the end of the
deed's transaction, so either both are there or none, and nothing is locked while a view reads
what was sent. Of two requests at once the one that keeps its answer first has done the deed; the
other's is rolled back whole, and it is told the first one's answer.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import NamedTuple

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, delete
from sqlalchemy.orm import Session

from lms.db import insert_once, utcnow
from lms.errors import FieldError, Invalid
from lms.jobs.services import WAITING
from lms.people.actor import account_or_none
from lms.people.models import KeptAnswer
from lms.web import current_database, current_session
from lms.web.flask import READING, is_fine, is_secret

HEADER = "Idempotency-Key"
LONGEST_KEY = 200
KEPT = timedelta(hours=24)
KEPT_HEADERS = ("Content-Type", "Location")


class Deed(NamedTuple):
    """What is asked for under a key: `asked` hashes person, route and key, `body` what was sent."""

    asked: str
    person_id: int
    body: str


def once(view: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """Answer this request by its view, or as it was answered before."""
    account = account_or_none()
    if account is None or not _is_named():
        return view()
    person_id = account.actor.id
    deed = Deed(_hash(_route(person_id)), person_id, _hash(_body()))
    return _told_before(deed) or _done(deed, view)


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


def _told_before(deed: Deed) -> Response | None:
    with current_database().session(write=False) as session:
        kept = session.get(KeptAnswer, deed.asked)
    if kept is None or kept.created_at < utcnow() - KEPT:
        return None
    if kept.body != deed.body:
        message = "这个键已用于另一个请求，请换一个。"
        raise Invalid(errors=[FieldError(HEADER, message)])
    return Response(kept.content, kept.status, kept.headers)


def _done(deed: Deed, view: Callable[[], ResponseReturnValue]) -> Response:
    """Do the deed and keep its answer, unless the same one came first.

    That may show in a refusal already: of a name that is taken, say. What came first is committed
    by then, for we have waited for it.
    """
    session = current_session()
    try:
        answer = current_app.make_response(view())
        if is_fine(answer) and _keep(session, deed, answer):
            return answer
    except Exception:
        _undo(session)
        if told := _told_before(deed):
            return told
        raise
    _undo(session)
    return _told_before(deed) or answer


def _undo(session: Session) -> None:
    session.rollback()
    session.info.pop(WAITING, None)  # jobs that are not there any more


def _keep(session: Session, deed: Deed, answer: Response) -> bool:
    """Keep the answer; say whether none was there."""
    forget_old(session, KeptAnswer.asked == deed.asked)
    headers = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
    told = {
        "status": answer.status_code,
        "headers": headers,
        "content": answer.get_data(as_text=True),
    }
    return insert_once(session, KeptAnswer, **deed._asdict(), **told)


def forget_old(session: Session, *which: ColumnElement[bool]) -> None:
    session.execute(delete(KeptAnswer).where(KeptAnswer.created_at < utcnow() - KEPT, *which))
