"""What touches the safety of an account is told to its owner."""

import pytest
from sqlalchemy import select

from lms import audit
from lms.db import utcnow
from lms.mail.composing import Words
from lms.mail.delivery import Taken
from lms.mail.models import Letter
from lms.people import alerts, services
from lms.people.activation.services import give_link, look_up, set_by_link
from lms.people.factors import services as factors
from lms.people.factors.models import SecondFactor
from lms.people.services import set_password

PASSWORD, FRESH = "alte-Tür-1921", "neue-Tür-2026"


@pytest.fixture
def member(session, school):
    school.member.mail = "member@example.com"
    set_password(school.member, PASSWORD, must_change=False)
    session.flush()
    return school.member


def letters(session, settings):
    """Return what the letters about safety say, in order."""
    statement = select(Letter).filter_by(kind=alerts.LETTER).order_by(Letter.id)
    taken = [
        Taken(**{name: getattr(one, name) for name in Taken._fields})
        for one in session.scalars(statement)
    ]
    said = alerts.compose(session, settings, taken)
    assert all(isinstance(words, Words) for words in said.values())
    return [said[one.id].values["what"] for one in taken]


def test_who_changes_the_password_gets_a_letter_and_finds_it_listed(
    app, session, school, member, sign_in
):
    services.change_password(app.db, school.actor(session, member), PASSWORD, FRESH)
    assert letters(session, app.settings) == ["密码已修改"]
    page = sign_in(member).get("/me/sessions").text
    assert "密码已修改" in page
    assert "本人操作" in page


def test_a_reset_is_told_when_it_is_begun_and_when_it_is_used(app, session, school, member):
    link = give_link(session, school.actor(session, school.admin), member, days=3)
    session.commit()
    set_by_link(app.db, look_up(app.db, link.code, "127.0.0.1"), FRESH)
    said = ["原密码已停用，等待通过链接设置新密码", "已通过链接设置密码"]
    assert letters(session, app.settings) == said
    found = alerts.events(session, member.id, utcnow())
    assert [(event.deed, event.by_owner) for event in found] == [
        ("link.use", True),
        ("link.give", False),
    ]


def test_a_second_factor_that_is_taken_away_is_told(app, session, school, member):
    kept = {"secret": b"x", "created_at": utcnow(), "confirmed_at": utcnow(), "last_step": 0}
    session.add(SecondFactor(person_id=member.id, **kept))
    session.flush()
    factors.remove(session, school.actor(session, school.admin), member)
    assert letters(session, app.settings) == ["两步验证已停用"]


def test_nobody_sees_what_touched_the_account_of_others(session, school, member):
    audit.record(session, school.colleague.id, "password.change", f"person:{school.colleague.id}")
    audit.record(session, member.id, "password.change", f"person:{school.colleague.id}")
    assert alerts.events(session, member.id, utcnow()) == []


def test_without_an_address_nothing_is_written(app, session, school):
    set_password(school.colleague, PASSWORD, must_change=False)
    session.flush()
    actor = school.actor(session, school.colleague)
    services.change_password(app.db, actor, PASSWORD, FRESH)
    assert letters(session, app.settings) == []
