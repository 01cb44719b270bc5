"""What trainers do with quizzes."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Update, select, update
from sqlalchemy.orm import Session

from lms import audit
from lms.db import took_effect, utcnow
from lms.errors import Conflict, FieldError, Invalid, demand
from lms.people import Actor
from quizzes.bank.policy import may_author
from quizzes.papers.checks import problems
from quizzes.papers.drafts import Settings, settings_of
from quizzes.papers.models import WAITS_FOR_CLOSE, Part, Quiz
from quizzes.papers.policy import may_manage
from quizzes.papers.queries import blueprint

WHOLE = 100
FREE = {"title", "instructions", "visibility", "opens_at", "closes_at", "release", "attempts"}


def draft(session: Session, actor: Actor, settings: Settings) -> Quiz:
    """Begin a quiz. Raises Invalid, naming each fault with its field."""
    demand(may_author(actor))
    _refuse_faulty(settings)
    quiz = Quiz(owner_id=actor.id, **asdict(settings))
    session.add(quiz)
    session.flush()
    audit.record(session, actor.id, "quiz.draft", f"quiz:{quiz.id}", title=quiz.title)
    return quiz


def revise(session: Session, actor: Actor, quiz: Quiz, settings: Settings) -> None:
    """Change the rules of a draft; of a published quiz only those that decide no marks.

    Raises Invalid for settings that do not go together, Conflict for a frozen one.
    """
    demand(may_manage(actor, quiz))
    _refuse_faulty(settings)
    changed = {
        name: value for name, value in asdict(settings).items() if value != getattr(quiz, name)
    }
    if not changed:
        return
    write = update(Quiz).where(Quiz.id == quiz.id)
    if changed.keys() <= FREE:
        _refuse_fewer_attempts(quiz, settings)
    else:
        write = _while_draft(quiz)
    if not took_effect(session, write.values(**changed)):
        raise frozen()
    audit.record(session, actor.id, "quiz.revise", f"quiz:{quiz.id}", changed=sorted(changed))


def _refuse_fewer_attempts(quiz: Quiz, settings: Settings) -> None:
    """Nobody who sits a published quiz may lose an attempt they were promised."""
    wanted = settings.attempts
    takes_away = wanted is not None and (quiz.attempts is None or wanted < quiz.attempts)
    if quiz.is_published and takes_away:
        raise Invalid(errors=[FieldError("attempts", "测试已发布，次数只能增加，不能减少。")])


def publish(session: Session, actor: Actor, quiz: Quiz) -> None:
    """Open the quiz. Twice keeps the first moment. Raises Conflict with what is amiss."""
    demand(may_manage(actor, quiz))
    if quiz.is_published:
        return
    plan, at = blueprint(session, quiz.id), utcnow()
    found = problems(quiz, plan, at)
    if found:
        raise Conflict(found[0].message, **found[0].values)
    counted = {"item_count": plan.item_count, "max_mark": plan.max_mark}
    if took_effect(session, _while_draft(quiz).values(published_at=at, **counted)):
        audit.record(session, actor.id, "quiz.publish", f"quiz:{quiz.id}")


def withdraw(session: Session, actor: Actor, quiz: Quiz) -> None:
    """Take a published quiz back to a draft, as long as nobody has sat it."""
    demand(may_manage(actor, quiz))
    unsat = update(Quiz).where(Quiz.id == quiz.id, Quiz.first_sat_at.is_(None))
    if not took_effect(session, unsat.values(published_at=None)):
        raise Conflict("已经有人作答，不能撤回。可以复制一份，在副本上修改。")
    audit.record(session, actor.id, "quiz.withdraw", f"quiz:{quiz.id}")


def retire(session: Session, actor: Actor, quiz: Quiz) -> None:
    """Take the quiz off the list; marks and running sittings stay. Twice is once."""
    demand(may_manage(actor, quiz))
    live = update(Quiz).where(Quiz.id == quiz.id, Quiz.retired_at.is_(None))
    if took_effect(session, live.values(retired_at=utcnow())):
        audit.record(session, actor.id, "quiz.retire", f"quiz:{quiz.id}")


def restore(session: Session, actor: Actor, quiz: Quiz) -> None:
    demand(may_manage(actor, quiz))
    retired = update(Quiz).where(Quiz.id == quiz.id, Quiz.retired_at.is_not(None))
    if took_effect(session, retired.values(retired_at=None)):
        audit.record(session, actor.id, "quiz.restore", f"quiz:{quiz.id}")


def copy(session: Session, actor: Actor, quiz: Quiz, title: str) -> Quiz:
    """Begin a new draft with the same rules and blueprint, without the window of the old one."""
    demand(may_manage(actor, quiz))
    kept = asdict(settings_of(quiz))
    release = {"release": "at_once"} if quiz.release in WAITS_FOR_CLOSE else {}
    fresh = {**kept, "title": title, "opens_at": None, "closes_at": None, **release}
    twin = draft(session, actor, Settings(**fresh))
    parts = session.scalars(select(Part).where(Part.quiz_id == quiz.id))
    session.add_all(Part(**_content(part), quiz_id=twin.id) for part in parts.all())
    return twin


def _content(part: Part) -> dict[str, Any]:
    names = ("position", "item_id", "bank_id", "kind", "topic", "draw", "mark")
    return {name: getattr(part, name) for name in names}


def hold_draft(session: Session, actor: Actor, quiz: Quiz) -> None:
    """Keep others from publishing the draft until this transaction ends."""
    demand(may_manage(actor, quiz))
    if not took_effect(session, _while_draft(quiz).values(published_at=None)):
        raise frozen()


def frozen() -> Conflict:
    return Conflict("测试已发布，试题和计分规则不能再改。可以复制一份，在副本上修改。")


def _while_draft(quiz: Quiz) -> Update:
    return update(Quiz).where(Quiz.id == quiz.id, Quiz.published_at.is_(None))


def _refuse_faulty(settings: Settings) -> None:
    errors = []
    if settings.opens_at and settings.closes_at and settings.closes_at <= settings.opens_at:
        errors.append(FieldError("closes_at", "截止时间应晚于开始时间。"))
    if settings.release in WAITS_FOR_CLOSE and settings.closes_at is None:
        errors.append(FieldError("closes_at", "截止后才公布，就要填写截止时间。"))
    percent = settings.pass_percent
    if not 0 <= percent <= WHOLE or percent != round(percent, 2):
        errors.append(FieldError("pass_percent", "及格线应在 0 到 100 之间，最多两位小数。"))
    if errors:
        raise Invalid(errors=errors)
