"""Each predicate and its SQL twin answer alike, for generated banks and quizzes and every actor."""

import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import false, select, true
from sqlalchemy.orm import selectinload

from lms.db import utcnow
from lms.people import Actor, Grant, Role
from quizzes.bank import policy as bank
from quizzes.bank.models import BankTrainer, ItemBank
from quizzes.papers import policy as papers
from quizzes.papers.models import Quiz, Visibility
from quizzes.sittings import policy as sittings
from quizzes.sittings.models import Sitting
from tests.factories import add_person
from tests.generated import worlds

BANKS = select(ItemBank).options(selectinload(ItemBank.co_trainers))
QUIZZES = select(Quiz)
SITTINGS = select(Sitting)

# who owns; who helps (banks); published, retired, given, sat by whom (quizzes)
banks = st.tuples(st.integers(0, 3), st.sets(st.integers(0, 3)))
quizzes = st.tuples(
    st.integers(0, 3),
    st.booleans(),
    st.booleans(),
    st.sampled_from(Visibility),
    st.sets(st.integers(0, 3)),
)
roles = st.lists(st.sets(st.sampled_from(Role)), min_size=4, max_size=4)
schools = st.tuples(roles, st.lists(banks, max_size=4), st.lists(quizzes, max_size=4))


def fill(session, school):
    held, wanted_banks, wanted_quizzes = school
    people = [add_person(session, f"p{n}") for n in range(4)]
    for owner, helpers in wanted_banks:
        made = ItemBank(title="b", owner_id=people[owner].id)
        made.co_trainers = [BankTrainer(person_id=people[n].id) for n in helpers - {owner}]
        session.add(made)
    for owner, is_published, is_retired, visibility, sat in wanted_quizzes:
        now = utcnow()
        quiz = Quiz(
            title="q",
            owner_id=people[owner].id,
            visibility=visibility,
            published_at=now if is_published else None,
            retired_at=now if is_retired else None,
        )
        session.add(quiz)
        session.flush()
        for n in sat:
            session.add(Sitting(quiz_id=quiz.id, person_id=people[n].id, attempt=1, max_mark=1))
    session.flush()
    return [
        Actor(one.id, one.login, one.name, frozenset(Grant(role, 1, "/1/") for role in has))
        for one, has in zip(people, held, strict=True)
    ]


def ids(session, statement, holds=lambda _row: True):
    return {row.id for row in session.scalars(statement) if holds(row)}


@worlds
@given(schools)
def test_banks(app, session, school):
    with app.db.session(write=True) as world:
        for actor in fill(world, school):
            for may, allowed in (
                (bank.may_edit, bank.editable_by),
                (bank.may_share, bank.shared_by),
            ):
                by_predicate = ids(world, BANKS, lambda row, may=may, actor=actor: may(actor, row))
                assert by_predicate == ids(world, BANKS.where(allowed(actor)))


@worlds
@given(schools)
def test_managing_quizzes(app, session, school):
    twins = (
        (papers.may_manage, papers.managed_by),
        (sittings.may_inspect, sittings.inspected_by),
    )
    with app.db.session(write=True) as world:
        for actor in fill(world, school):
            for may, allowed in twins:
                by_predicate = ids(
                    world, QUIZZES, lambda row, may=may, actor=actor: may(actor, row)
                )
                assert by_predicate == ids(world, QUIZZES.where(allowed(actor)))


@pytest.mark.parametrize("is_admitted", [True, False])
@worlds
@given(school=schools)
def test_sitting_quizzes(app, session, is_admitted, school):
    admitted = true() if is_admitted else false()
    with app.db.session(write=True) as world:
        for actor in fill(world, school):
            sat = set(world.scalars(select(Sitting.quiz_id).where(Sitting.person_id == actor.id)))
            may_sit = ids(world, QUIZZES, lambda row: papers.may_sit(row, is_admitted=is_admitted))
            assert may_sit == ids(world, QUIZZES.where(papers.sittable(admitted)))
            may_open = ids(
                world,
                QUIZZES,
                lambda row, sat=sat: sittings.may_open(
                    row, is_admitted=is_admitted, has_sat=row.id in sat
                ),
            )
            assert may_open == ids(world, QUIZZES.where(sittings.openable_by(actor, admitted)))


@worlds
@given(schools)
def test_ones_own_sittings(app, session, school):
    with app.db.session(write=True) as world:
        for actor in fill(world, school):
            own = ids(world, SITTINGS, lambda row, actor=actor: sittings.may_sit_on(actor, row))
            assert own == ids(world, SITTINGS.where(sittings.sat_by(actor)))


def test_no_predicate_is_left_out():
    named = {
        name
        for module in (bank, papers, sittings)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if name.startswith("may_") and function.__module__ == module.__name__
    }
    assert named == {
        "may_author",  # asks about the actor alone: a list needs no twin
        "may_edit",
        "may_share",
        "may_manage",
        "may_sit",
        "may_open",
        "may_inspect",
        "may_sit_on",
    }
