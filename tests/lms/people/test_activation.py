"""One-time links: who may give them, whom they let in, and how often."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import select

from lms.audit.models import AuditEntry
from lms.config import ZONE
from lms.db import today, utcnow
from lms.errors import Conflict, Forbidden, Gone, Invalid, Refusal
from lms.mail.composing import Drop
from lms.mail.models import Letter
from lms.people import OrgUnit, Person, Role
from lms.people.activation import forgotten, queries, services
from lms.people.activation.models import OneTimeLink, Purpose
from lms.people.activation.policy import may_give_link, within_reach
from lms.people.models import Membership, Post
from lms.people.passwords import is_password
from lms.people.policy import held_on
from tests.factories import PASSWORD, add_person, build_school, give_post

HERE = "127.0.0.1"
FRESH = "a quite fresh password"


@pytest.fixture
def admin(session, school):
    return school.actor(session, school.admin)


def give(session, actor, person):
    link = services.give_link(session, actor, person, days=14)
    session.commit()
    return link


def test_a_new_person_sets_their_own_password_and_signs_in(session, school, admin, sign_in):
    newcomer = add_person(session, "newcomer", school.branch_a, name="新同志")
    link = give(session, admin, newcomer)
    stranger = sign_in()
    typed = stranger.post("/activate", data={"code": link.code.upper().replace("-", " ")})
    assert "新同志" in stranger.get(typed.location).text
    answer = stranger.post(typed.location, data={"new": FRESH, "again": FRESH})
    assert answer.location == "/sign-in"
    answer = stranger.post("/sign-in", data={"login": "newcomer", "password": FRESH})
    assert answer.location == "/"


def test_a_link_sets_one_password(app, session, school, admin, sign_in):
    link = give(session, admin, school.member)
    stranger, url = sign_in(), f"/activate/{link.code}"
    assert stranger.post(url, data={"new": "short", "again": "short"}).status_code == 422
    assert stranger.post(url, data={"new": FRESH, "again": FRESH}).status_code == 302
    assert stranger.get(url).status_code == 410
    assert stranger.post(url, data={"new": FRESH, "again": FRESH}).status_code == 410


def test_two_at_once_set_one_password(committed_app):
    with committed_app.db.session(write=True) as session:
        school = build_school(session)
        actor, member = school.actor(session, school.admin), school.member.id
        link = services.give_link(session, actor, session.get_one(Person, member), days=14)
        session.commit()
    found, start = services.look_up(committed_app.db, link.code, HERE), Barrier(4)

    def _set(number):
        start.wait()
        try:
            services.set_by_link(committed_app.db, found, f"password number {number}")
        except Gone:
            return None
        return f"password number {number}"

    with ThreadPoolExecutor(4) as pool:
        came_in = [one for one in pool.map(_set, range(4)) if one]
    assert len(came_in) == 1
    with committed_app.db.session(write=False) as session:
        assert is_password(came_in[0], session.get_one(Person, member).password_hash)


def test_a_reset_ends_the_password_and_every_session(session, school, admin, sign_in):
    client = sign_in(school.member)
    link = give(session, admin, school.member)
    assert link.purpose is Purpose.reset
    assert client.get("/me/sessions").status_code == 302
    answer = sign_in().post("/sign-in", data={"login": "member", "password": PASSWORD})
    assert answer.status_code == 422


def test_the_newest_link_is_the_one_that_holds(app, session, school, admin):
    first, second = give(session, admin, school.member), give(session, admin, school.member)
    with pytest.raises(Gone):
        services.look_up(app.db, first.code, HERE)
    assert services.look_up(app.db, second.code, HERE).login == "member"


def test_a_link_holds_for_its_days(app, session, school, admin):
    link = give(session, admin, school.member)
    with time_machine.travel(utcnow() + timedelta(days=15)), pytest.raises(Gone):
        services.look_up(app.db, link.code, HERE)


def test_codes_are_not_to_be_guessed(app, session, school, sign_in):
    stranger = sign_in()
    answers = [stranger.get(f"/activate/guess-{n}").status_code for n in range(61)]
    assert set(answers[:60]) == {410}
    assert answers[60] == 429


def test_the_code_is_kept_nowhere(session, school, admin):
    link = give(session, admin, school.member)
    kept = session.scalars(select(OneTimeLink)).one()
    told = str([entry.details for entry in session.scalars(select(AuditEntry))])
    assert link.code not in told + kept.code_hash


def test_a_password_everybody_tries_first_is_refused(app, session, school, admin):
    link = give(session, admin, school.member)
    found = services.look_up(app.db, link.code, HERE)
    with pytest.raises(Invalid):
        services.set_by_link(app.db, found, "12345678")
    assert services.look_up(app.db, link.code, HERE)


def test_nobody_gives_themselves_a_link(session, school, admin):
    with pytest.raises(Conflict):
        give(session, admin, school.admin)
    school.member.is_active = False
    with pytest.raises(Forbidden):
        give(session, admin, school.member)


def test_an_organizer_reaches_the_plain_members_of_their_own_units(session, school, sign_in):
    organizer = sign_in(school.organizer)
    url = "/branch/accounts/{}/link".format
    assert organizer.post(url(school.member.id)).status_code == 200
    for other in (school.outsider, school.admin, school.trainer, school.auditor, school.organizer):
        assert organizer.post(url(other.id)).status_code == 404
    page = organizer.get("/branch/accounts?state=").text
    assert "colleague" in page
    assert "outsider" not in page


@pytest.mark.parametrize("role", Role)
def test_the_rule_and_its_twin_agree(session, school, role):
    add_person(session, "shut", school.branch_a, is_active=False)
    give_post(session, school.colleague, school.group_a, Role.organizer)
    actor, day = school.actor(session, getattr(school, role)), today(ZONE)
    in_reach = set(session.scalars(select(Person.id).where(within_reach(actor, day))))
    for person in session.scalars(select(Person)):
        belongs = select(OrgUnit).join(Membership, Membership.unit_id == OrgUnit.id)
        units = session.scalars(
            belongs.where(Membership.person_id == person.id, held_on(Membership, day))
        ).all()
        has_post = session.scalar(select(Post.id).where(Post.person_id == person.id)) is not None
        rule = may_give_link(actor, person, units, has_post=has_post)
        assert rule == (person.id in in_reach), person.login


def test_a_sheet_has_a_slip_for_each_who_has_no_password(session, school, sign_in):
    for n in range(3):
        add_person(session, f"n{n}", school.branch_b, name=f"新党员{n}")
    organizer = sign_in(school.organizer)
    sheet = organizer.post("/branch/accounts/slips", data={"unit": school.branch_b.id}).text
    assert all(f"新党员{n}" in sheet for n in range(3))
    assert sheet.count('<svg class="qr"') + sheet.count('class="qr"') >= 3
    assert "member" not in sheet
    links = session.scalars(select(OneTimeLink)).all()
    assert len(links) == 3
    assert {link.purpose for link in links} == {Purpose.activation}
    south = organizer.post("/branch/accounts/slips", data={"unit": school.branch_c.id})
    assert south.status_code == 422


def test_a_sheet_costs_no_more_queries_for_more_people(session, school, admin, count_queries):
    def _count():
        with count_queries() as seen:
            services.print_slips(session, admin, school.branch_b, today(ZONE), days=14)
        return len(seen)

    add_person(session, "n", school.branch_b)
    session.flush()
    before = _count()
    for n in range(30):
        add_person(session, f"n{n}", school.branch_b)
    assert _count() <= before + 1


def test_a_sheet_is_for_a_branch_not_for_a_town(session, school, admin, monkeypatch):
    monkeypatch.setattr(services, "MOST_SLIPS", 0)
    add_person(session, "n", school.branch_b)
    with pytest.raises(Refusal):
        services.print_slips(session, admin, school.branch_b, today(ZONE), days=14)


def test_links_are_listed_for_who_needs_one(session, school, admin):
    wanted = queries.Wanted(is_active=False)
    logins = {row.login for row in queries.people(session, admin, wanted, today(ZONE))}
    assert "colleague" in logins
    assert "member" not in logins


@pytest.fixture
def mailing(app, monkeypatch):
    """A school that can send mail."""
    settings = dataclasses.replace(
        app.settings, mail_url="smtp://127.0.0.1:1", mail_from="school@example.com"
    )
    monkeypatch.setattr(app, "settings", settings)
    return settings


def written(app, session, settings):
    """Return what the letters that wait would say, without their subjects."""
    rows = session.scalars(select(Letter).order_by(Letter.id)).all()
    with app.app_context():
        said = forgotten.compose(session, settings, rows)
    return [said[row.id] for row in rows]


def test_who_has_forgotten_the_password_gets_a_link_by_mail(app, session, school, sign_in, mailing):
    school.member.mail = "member@example.com"
    session.commit()
    stranger = sign_in()
    page = stranger.post("/forgotten", data={"login": "10000001"})
    assert "链接已经发出" in page.text
    [letter] = written(app, session, mailing)
    link = f"/activate/{letter.values['code']}"
    still = stranger.post("/sign-in", data={"login": "member", "password": PASSWORD})
    assert still.location == "/"  # asking alone changes nothing
    fresh = sign_in()
    assert fresh.post(link, data={"new": FRESH, "again": FRESH}).location == "/sign-in"
    assert fresh.get(link).status_code == 410


def test_the_answer_does_not_tell_who_is_there(app, session, school, sign_in, mailing):
    school.member.mail = "member@example.com"
    session.commit()
    pages = [
        sign_in().post("/forgotten", data={"login": login}).text
        for login in ("member", "outsider", "nobody")
    ]
    assert len({page.split("<main")[1].split("</main")[0] for page in pages}) == 1
    assert len(session.scalars(select(Letter)).all()) == 1


def test_nobody_is_flooded_with_letters(session, school, sign_in, mailing):
    stranger = sign_in()
    asked = [stranger.post("/forgotten", data={"login": "member"}) for _ in range(4)]
    assert [answer.status_code for answer in asked] == [200, 200, 200, 429]


def test_an_old_letter_is_not_sent_any_more(app, session, school, mailing):
    school.member.mail = "member@example.com"
    forgotten.ask(session, mailing, "member")
    session.flush()
    with time_machine.travel(utcnow() + timedelta(hours=2)):
        assert isinstance(written(app, session, mailing)[0], Drop)


def test_without_mail_the_page_says_whom_to_ask(session, school, sign_in):
    page = sign_in().get("/forgotten").text
    assert "请联系所在党组织的组织员" in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]
