"""A trainer's bank and a published quiz in the small school."""

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

import pytest
from sqlalchemy.orm import Session

from lms.db import utcnow
from lms.people import Actor, Person
from quizzes.bank import services as bank_services
from quizzes.bank.models import Item, ItemBank
from quizzes.interchange import ItemDraft, Option
from quizzes.marking import Kind
from quizzes.papers import laying
from quizzes.papers import services as paper_services
from quizzes.papers.drafts import PartDraft, Settings
from quizzes.papers.models import Quiz
from tests.factories import School

SINGLE = ItemDraft(
    kind=Kind.single,
    stem="党支部党员大会一般多长时间召开一次？",
    options=(Option("每月"), Option("每季度", is_right=True), Option("每年")),
    explanation="一般每季度召开一次。",
    max_mark=Decimal(2),
    topic="组织生活",
)
MULTIPLE = ItemDraft(
    kind=Kind.multiple,
    stem="“三会一课”中的“三会”是哪些？",
    options=(
        Option("支部党员大会", is_right=True),
        Option("支部委员会会议", is_right=True),
        Option("党小组会", is_right=True),
        Option("职工代表大会"),
    ),
    max_mark=Decimal(3),
    topic="组织生活",
)
TRUTH = ItemDraft(
    kind=Kind.true_false, stem="预备党员没有表决权。", is_true=True, max_mark=Decimal(1)
)
SHORT = ItemDraft(
    kind=Kind.short_answer, stem="预备期多长？", wordings=("一年", "1年"), max_mark=Decimal(4)
)
DRAFTS = (SINGLE, MULTIPLE, TRUTH, SHORT)


class Exam(NamedTuple):
    """A bank of four items, and a published quiz of all four, in this order, ten points in all."""

    bank: ItemBank
    items: list[Item]
    quiz: Quiz


def build_exam(session: Session, trainer: Actor, **settings) -> Exam:
    bank = bank_services.open_bank(session, trainer, "党务知识题库")
    items = [bank_services.add_item(session, trainer, bank, draft) for draft in DRAFTS]
    quiz = build_quiz(session, trainer, items, **settings)
    return Exam(bank, items, quiz)


def build_quiz(session: Session, trainer: Actor, items: list[Item], **settings) -> Quiz:
    wanted = {"title": "党章知识测试", "shuffles_items": False, "shuffles_options": False}
    quiz = paper_services.draft(session, trainer, Settings(**{**wanted, **settings}))
    laying.add_parts(session, trainer, quiz, [PartDraft(item_id=item.id) for item in items])
    paper_services.publish(session, trainer, quiz)
    session.refresh(quiz)
    session.commit()
    return quiz


@pytest.fixture
def trainer(session: Session, school: School) -> Actor:
    return school.actor(session, school.trainer)


@pytest.fixture
def member(session: Session, school: School) -> Actor:
    return school.actor(session, school.member)


@pytest.fixture
def exam(session: Session, trainer: Actor) -> Exam:
    return build_exam(session, trainer, time_limit_seconds=1200, attempts=2)


def in_an_hour():
    return utcnow() + timedelta(hours=1)


def names_of(people: list[Person]) -> list[str]:
    return [person.name for person in people]
