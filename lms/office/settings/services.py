from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from lms import audit
from lms.config import RULES, Config
from lms.db import today
from lms.decisions.models import Rule
from lms.errors import Conflict, FieldError, Invalid, demand
from lms.people.actor import Actor
from lms.people.policy import may_administer


class Basis(NamedTuple):
    """What a decision rests on, in the words of who decides."""

    document: str
    article: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision to be made; `text` is the value as the settings' file has it."""

    name: str
    text: str
    valid_from: date
    valid_to: date | None
    basis: Basis


def check(actor: Actor, draft: Draft, settings: Config) -> None:
    """Refuse what cannot be decided: a rule that is fixed, a value out of bounds, the past."""
    demand(may_administer(actor))
    if draft.name in settings.fixed:
        raise Conflict("这一项在配置文件或环境变量中写明，只能在那里修改。")
    try:
        RULES[draft.name](draft.text)
    except ValueError as error:
        raise Invalid(errors=[FieldError("value", "这个值超出了允许的范围。")]) from error
    if draft.valid_from < today(settings.zone):
        raise Invalid(errors=[FieldError("valid_from", "不能早于今天：已经发生的不改变。")])
    if draft.valid_to is not None and draft.valid_to <= draft.valid_from:
        raise Invalid(errors=[FieldError("last_day", "最后一天不能早于开始的一天。")])


def decide(session: Session, actor: Actor, draft: Draft, settings: Config) -> None:
    """Decide about a rule from a day on. What was published or awarded stays as it is."""
    check(actor, draft, settings)
    document, article = draft.basis
    session.add(
        Rule(
            name=draft.name,
            value=draft.text,
            valid_from=draft.valid_from,
            valid_to=draft.valid_to,
            document=document,
            article=article,
            decided_by=actor.id,
        )
    )
    first = draft.valid_from.isoformat()
    audit.record(
        session, actor.id, "rule.decide", f"rule:{draft.name}", value=draft.text, first=first
    )
