"""Who did not hear the answer asks again: it is told the same, nothing is done twice.

A program names a deed by `Idempotency-Key`: the same key with the same person, route and body
answers the same result for a day, with another body it is refused. The answer is kept at the end
of the deed's transaction, so either both are there or none, and nothing is locked while a view
reads what was sent. Of two requests at once the one that keeps its answer first has done the deed;
the other's is rolled back whole, and it is told the first one's answer.

The forms of one page carry a name of that page: a form that is pressed twice, or sent again by
reloading, leads where it led the first time. Filled in otherwise it is another deed.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import wraps
from typing import Any, Final, NamedTuple, TypeVar, cast

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, and_, delete, update
from sqlalchemy.orm import Session

from lms.db import insert_once, utcnow
from lms.errors import Conflict, FieldError, Invalid
from lms.jobs.services import WAITING
from lms.people.actor import account_or_none
from lms.people.models import KeptAnswer
from lms.web import current_database, current_session
from lms.web.flask import READING, is_fine, is_secret

HEADER = "Idempotency-Key"
FIELD = "once"
SCRIPT = "X-CSRFToken"
LONGEST_KEY = 200
KEPT = timedelta(hours=24)
KEPT_HEADERS = ("Content-Type", "Location")
UNDER_WAY = 0  # the status of an answer that is still to come
LONGEST_DEED = timedelta(minutes=5)
NOTHING_YET: Final = {"status": UNDER_WAY, "headers": {}, "content": ""}
View = TypeVar("View", bound=Callable[..., Any])


class Deed(NamedTuple):
    """What is asked for under a key: `asked` hashes person, route and key, `body` what was sent."""

    asked: str
    person_id: int
    body: str


def once(view: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """Answer this request by its view, or as it was answered before."""
    account, key = account_or_none(), _key()
    if account is None or key is None:
        return view()
    deed = _deed(account.actor.id, key)
    return _told_before(deed) or _done(deed, view)


def _key() -> str | None:
    """Return the name of the deed, if it has one.

    Scripts send their token in a header and stay on their page: what they ask for is new each time.
    """
    if request.method in READING or is_secret(request.endpoint):
        return None
    if _is_program():
        return request.headers.get(HEADER)
    return None if SCRIPT in request.headers else request.form.get(FIELD)


def _is_program() -> bool:
    return request.path.startswith("/api/")


def _deed(person_id: int, key: str) -> Deed:
    body = _hash(_body())
    route = [str(person_id), request.method, request.full_path, _fitting(key)]
    asked = route if _is_program() else [*route, body]
    return Deed(_hash(part.encode() for part in asked), person_id, body)


def _fitting(key: str) -> str:
    if not 0 < len(key) <= LONGEST_KEY:
        message, most = "应为 1 到 %(most)s 个字符。", {"most": LONGEST_KEY}
        raise Invalid(errors=[FieldError(HEADER, message, dict(most))])
    return key


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
    if kept.status == UNDER_WAY:
        raise Conflict("这个请求还在处理，请稍后再问。")
    return Response(kept.content, kept.status, kept.headers)


def _done(deed: Deed, view: Callable[[], ResponseReturnValue]) -> Response:
    """Do the deed and keep its answer, unless the same one came first.

    That may show in a refusal already: of a name that is taken, say. What came first is committed
    by then, for we have waited for it.
    """
    session = current_session()
    try:
        answer = current_app.make_response(view())
        if is_fine(answer) and (_is_passing(answer) or _keep(session, deed, answer)):
            return answer
    except Exception:
        _undo(session)
        if told := _told_before(deed):
            return told
        raise
    _undo(session)
    return _told_before(deed) or answer


def once_alone(view: View) -> View:
    """Let a view that opens its own transactions be done once, too.

    Its key is taken before it begins; what fails, or died some minutes ago, gives the key back.
    """

    @wraps(view)
    def _once(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        account, key = account_or_none(), _key()
        if account is None or key is None:
            return cast("ResponseReturnValue", view(*args, **kwargs))
        deed = _deed(account.actor.id, key)
        if not _takes(deed):
            return _told_before(deed) or _once(*args, **kwargs)
        try:
            answer = current_app.make_response(view(*args, **kwargs))
        except Exception:
            _settle(deed, None)
            raise
        _settle(deed, answer)
        return answer

    return cast("View", _once)


def _takes(deed: Deed) -> bool:
    """Take the key of a deed; one that is taken for too long was left by a process that died."""
    dead = and_(KeptAnswer.status == UNDER_WAY, KeptAnswer.created_at < utcnow() - LONGEST_DEED)
    with current_database().session(write=True) as session:
        session.execute(delete(KeptAnswer).where(KeptAnswer.asked == deed.asked, dead))
        forget_old(session, KeptAnswer.asked == deed.asked)
        is_ours = insert_once(session, KeptAnswer, **deed._asdict(), **NOTHING_YET)
        session.commit()
    return is_ours


def _settle(deed: Deed, answer: Response | None) -> None:
    """Keep the answer of a deed whose key was taken; of a failed one nothing is kept."""
    ours = KeptAnswer.asked == deed.asked
    with current_database().session(write=True) as session:
        if answer is None or not is_fine(answer):
            session.execute(delete(KeptAnswer).where(ours))
        else:
            session.execute(update(KeptAnswer).where(ours).values(**_told(answer)))
        session.commit()


def _is_passing(answer: Response) -> bool:
    """Tell a page from a way to one: only that is told again to who pressed twice."""
    return not _is_program() and answer.location is None


def _undo(session: Session) -> None:
    session.rollback()
    session.info.pop(WAITING, None)  # jobs that are not there any more


def _keep(session: Session, deed: Deed, answer: Response) -> bool:
    """Keep the answer; say whether none was there."""
    forget_old(session, KeptAnswer.asked == deed.asked)
    return insert_once(session, KeptAnswer, **deed._asdict(), **_told(answer))


def _told(answer: Response) -> dict[str, Any]:
    headers = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
    return {
        "status": answer.status_code,
        "headers": headers,
        "content": answer.get_data(as_text=True),
    }


def forget_old(session: Session, *which: ColumnElement[bool]) -> None:
    session.execute(delete(KeptAnswer).where(KeptAnswer.created_at < utcnow() - KEPT, *which))
