"""What administrators do with letters that did not arrive."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from lms import audit
from lms.db import took_effect
from lms.errors import Conflict
from lms.mail.bounces import trust_again
from lms.mail.models import Letter, LetterState
from lms.mail.queries import ENDED_BADLY
from lms.mail.services import deliver_soon, fresh
from lms.people.actor import Actor


def send_again(session: Session, actor: Actor, letter: Letter) -> None:
    """Try a letter once more that did not arrive, under the same Message-ID.

    Whoever does that says that the address will do: what came back before is forgotten.
    """
    ended = update(Letter).where(Letter.id == letter.id, Letter.state.in_(ENDED_BADLY))
    waiting = {"state": LetterState.waiting, "attempts": 0, "due_at": fresh()["due_at"]}
    if not took_effect(session, ended.values(**waiting)):
        raise Conflict("只有没有送达的邮件可以重新投递。")
    trust_again(session, letter.address)
    deliver_soon(session)
    audit.record(session, actor.id, "letter.retry", f"letter:{letter.id}")
