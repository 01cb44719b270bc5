"""Writing letters into the outbox, in the transaction of what they tell."""

from typing import Any, NamedTuple

from sqlalchemy import Select, insert, literal, select
from sqlalchemy.orm import Session

from lms.db import insert_once, utcnow
from lms.jobs import enqueue
from lms.mail.models import Letter, LetterState

DELIVER = "mail.deliver"
COLLECT = "mail.returns"


class Addressee(NamedTuple):
    person_id: int | None
    address: str


def post(
    session: Session,
    kind: str,
    to: Addressee,
    *,
    key: str | None = None,
    **told: object,
) -> bool:
    """Write one letter; one whose `key` was written before is not written again."""
    values = {**fresh(), "kind": kind, "key": key, "told": told, **to._asdict()}
    is_new = insert_once(session, Letter, **values)
    if is_new:
        deliver_soon(session)
    return is_new


def post_all(
    session: Session,
    kind: str,
    people: Select[*tuple[Any, ...]],
    *,
    about: int | None = None,
    **told: object,
) -> None:
    """Write a letter to everybody of a statement of (person id, address): one INSERT."""
    constant = {**fresh(), "kind": kind, "subject_id": about, "told": told}
    found = people.subquery("addressees")
    values = (literal(value, getattr(Letter, name).type) for name, value in constant.items())
    rows = select(*found.c, *values)
    names = ["person_id", "address", *constant]
    session.execute(insert(Letter).from_select(names, rows))
    deliver_soon(session)


def fresh() -> dict[str, Any]:
    """Return the columns of a letter that waits for its first try."""
    now = utcnow()
    return {
        "state": LetterState.waiting,
        "attempts": 0,
        "error": "",
        "due_at": now,
        "created_at": now,
    }


def deliver_soon(session: Session) -> None:
    enqueue(session, DELIVER, {}, key=DELIVER)
