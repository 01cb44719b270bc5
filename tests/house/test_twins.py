"""Each rule and its SQL twin answer alike, whoever asks about whatever there is."""

import inspect
import pkgutil
from importlib import import_module
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from courses.assignments.policy import may_plan
from courses.catalogue.policy import may_author
from lms.notices.policy import may_send
from lms.office.trail.policy import may_read_all
from lms.people.activation.policy import may_give_link
from lms.people.policy import may_administer
from lms.people.units.policy import may_stand_under
from media.assets.policy import may_upload
from quizzes.bank.policy import may_author as may_author_quizzes
from tests.generated import whole_schools
from tests.house.twins import TWINS, furnish, visitors

# rules whose twin is tried in their own room, where what they ask about is built
IN_THEIR_ROOM = {may_give_link}
FLOORS = ("lms", "media", "library", "quizzes", "courses")
# rules that look at no record: there is nothing to filter
ALONE = {
    may_administer,
    may_author,
    may_author_quizzes,
    may_plan,
    may_read_all,
    may_stand_under,
    may_upload,
    may_send,
}


def rules():
    """Find every rule of the house: the functions may_* of the rooms' policies."""
    for floor in FLOORS:
        package = import_module(floor)
        for found in pkgutil.walk_packages(package.__path__, f"{floor}."):
            if found.name.endswith(".policy"):
                yield from _rules_of(import_module(found.name))


def _rules_of(module):
    for name, rule in inspect.getmembers(module, inspect.isfunction):
        if name.startswith("may_") and rule.__module__ == module.__name__:
            yield rule


@given(seed=st.integers(0, 2**32))
@whole_schools
def test_rules_and_their_twins_agree(session, school, seed):
    chance = Random(seed)  # noqa: S311
    with session.begin_nested() as world:
        furnish(session, school, chance)
        for visitor in visitors(session, school, chance):
            for twin in TWINS:
                by_sql = set(session.scalars(twin.rows.where(twin.allowed_to(visitor))))
                by_rule = {row for row in session.scalars(twin.rows) if twin.may(visitor, row)}
                assert by_sql == by_rule, (twin.rule, visitor.actor)
        world.rollback()
    session.expire_all()


def test_no_rule_is_without_a_twin():
    assert set(rules()) - ALONE - IN_THEIR_ROOM == {twin.rule for twin in TWINS}


def test_rules_that_stand_alone_are_still_there():
    assert set(rules()) >= ALONE | IN_THEIR_ROOM
