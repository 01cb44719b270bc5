"""Exempting people from study tasks, and what ends an exemption."""

from datetime import date

import pytest
from sqlalchemy import func, select

from courses.assignments import exempting, exemptions
from courses.assignments.exempting import Excuse
from courses.assignments.exemptions import Sought
from courses.assignments.models import Exemption
from lms.errors import Conflict, Invalid, NotFound
from lms.people import Membership
from tests.courses.studying import START, set_task

TODAY = date(2026, 6, 12)


def excuse(person, day=TODAY, reason="长期外派"):
    return Excuse(person.id, reason, day)


def test_exempting_needs_a_reason_and_somebody_who_is_asked(session, school, organizer, task):
    def _wrong(*args):
        with pytest.raises(Invalid) as refused:
            exempting.exempt(session, organizer, task, excuse(*args), TODAY)
        return {error.field for error in refused.value.errors}

    assert _wrong(school.member, TODAY, "  ") == {"reason"}
    with pytest.raises(NotFound):
        exempting.exempt(session, organizer, task, excuse(school.outsider), TODAY)
    task.units = [school.branch_b]
    session.flush()
    assert _wrong(school.member) == {"person"}
    assert session.scalar(select(func.count(Exemption.id))) == 0


def test_nobody_is_exempt_twice(session, school, organizer, task):
    exempting.exempt(session, organizer, task, excuse(school.member), TODAY)
    with pytest.raises(Conflict):
        exempting.exempt(session, organizer, task, excuse(school.member), TODAY)
    sought = Sought(task.id, TODAY)
    row = exemptions.exemption_of(session, organizer, sought, school.member.id)
    assert (row.name, row.reason, row.recorded_by) == (
        "member同志", "长期外派", "organizer同志",
    )  # fmt: skip


def test_an_exemption_that_ends_held_until_then(session, school, organizer, task):
    exempting.exempt(session, organizer, task, excuse(school.member, START), TODAY)
    sought = Sought(task.id, TODAY)
    row = exemptions.exemption_of(session, organizer, sought, school.member.id)
    found = exemptions.exemption_to_end(session, organizer, row.id, TODAY)
    exempting.end_exemption(session, organizer, found, TODAY)
    known = session.scalars(select(Exemption).where(Exemption.superseded_at.is_(None))).one()
    assert (known.valid_from, known.valid_to) == (START, TODAY)
    with pytest.raises(Conflict):
        exempting.end_exemption(session, organizer, found, TODAY)
    exempting.exempt(session, organizer, task, excuse(school.member), TODAY)


def test_an_exemption_that_ends_on_its_first_day_never_held(session, school, organizer, task):
    exempting.exempt(session, organizer, task, excuse(school.member), TODAY)
    row = session.scalars(select(Exemption)).one()
    exempting.end_exemption(session, organizer, row, TODAY)
    known = select(func.count(Exemption.id)).where(Exemption.superseded_at.is_(None))
    assert session.scalar(known) == 0


def test_nobody_ends_exemptions_of_people_of_others(session, school, organizer, course):
    above = set_task(session, [school.committee], course, by=school.admin)
    admin = school.actor(session, school.admin)
    exempting.exempt(session, admin, above, excuse(school.outsider), TODAY)
    row = session.scalars(select(Exemption)).one()
    with pytest.raises(NotFound):
        exemptions.exemption_to_end(session, organizer, row.id, TODAY)
    assert exemptions.exemptions(session, organizer, Sought(above.id, TODAY)).total == 0


def test_only_people_in_reach_are_found_to_be_exempt(session, school, organizer, course):
    above = set_task(session, [school.committee], course, by=school.admin)
    exempting.exempt(session, organizer, above, excuse(school.colleague), TODAY)
    found = exemptions.addressees(session, organizer, above, "同志", TODAY)
    assert {each.name for each in found} == {"member同志", "trainer同志", "trainer2同志"}
    number = exemptions.addressees(session, organizer, above, "10000001", TODAY)
    assert [each.name for each in number] == ["member同志"]


def test_who_left_is_not_found(session, school, organizer, task):
    old = session.scalars(select(Membership).filter_by(person_id=school.member.id)).one()
    old.valid_to = TODAY
    session.flush()
    assert exemptions.addressees(session, organizer, task, "member", TODAY) == []


def test_nobody_exempts_themselves(session, school, organizer, task):
    """Somebody else in scope, or above, does it."""
    task.units = [school.north]
    session.flush()
    mine = excuse(school.organizer)
    with pytest.raises(Conflict):
        exempting.exempt(session, organizer, task, mine, TODAY)
    found = exemptions.addressees(session, organizer, task, "organizer", TODAY)
    assert school.organizer.id not in {row.id for row in found}
    admin = school.actor(session, school.admin)
    exempting.exempt(session, admin, task, mine, TODAY)
    assert session.scalar(select(func.count(Exemption.id))) == 1


def test_nobody_ends_their_own_exemption(session, school, organizer, task):
    admin = school.actor(session, school.admin)
    exempting.exempt(session, admin, task, excuse(school.organizer), TODAY)
    mine = session.scalars(select(Exemption)).one()
    with pytest.raises(Conflict):
        exempting.end_exemption(session, organizer, mine, TODAY)
    shown = exemptions.exemption_of(session, organizer, Sought(task.id, TODAY), school.organizer.id)
    assert not shown.can_end
    exempting.end_exemption(session, admin, mine, TODAY)
