"""Notices by mail: as each one wants them, at an address that is theirs."""

import dataclasses
from datetime import UTC, datetime, time, timedelta
from threading import Event

import pytest
import time_machine
from sqlalchemy import select

from lms.config import ZONE
from lms.db import today
from lms.decisions import School
from lms.decisions.models import Rule
from lms.errors import Conflict, Forbidden, Invalid, TooMany
from lms.jobs import leases
from lms.jobs.run import Run
from lms.jobs.services import enqueue
from lms.mail.composing import Drop, Hold, Words
from lms.mail.delivery import Taken
from lms.mail.message import message_of
from lms.mail.models import Letter
from lms.notices import letters
from lms.notices.addresses import code_of
from lms.notices.choices import Wishes
from lms.notices.jobs import write_digests
from lms.notices.models import Choice, Topic, TopicChoice, Way
from lms.notices.services import choosing, reading, sending
from lms.notices.services.choosing import Chosen
from lms.people import Person

NOON = datetime(2026, 6, 12, 4, tzinfo=UTC)  # in Shanghai
DAILY = Chosen(dict.fromkeys(Topic, Way.digest), quiet=None)
SCHOOL = School("北方网上党校", "北方企业党委", "党委组织部")
LETTER = Taken(7, "lease", "notice", 1, "member@example.com", 1, None, 0, NOON)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def settings(app):
    return dataclasses.replace(
        app.settings, mail_from="school@example.com", site_url="https://school.example"
    )


@pytest.fixture
def compose(session, settings):
    """Say what becomes of all letters in the outbox."""

    def _compose(composer=letters.compose_notices):
        found = written(session)
        outcomes = composer(session, settings, found)
        return [outcomes[one.id] for one in found]

    return _compose


@pytest.fixture
def member(session, school):
    school.member.mail = "member@example.com"
    session.flush()
    return school.actor(session, school.member)


def written(session):
    statement = select(Letter).order_by(Letter.id)
    return [
        Taken(**{name: getattr(one, name) for name in Taken._fields})
        for one in session.scalars(statement)
    ]


def test_who_has_an_address_gets_a_letter_in_the_notice_s_own_transaction(session, member, tell):
    tell()
    assert [(one.person_id, one.address) for one in written(session)] == [
        (member.id, "member@example.com")
    ]
    session.rollback()


def test_the_letter_says_the_notice_and_leads_to_it(app, tell, member, compose, settings):
    notice = tell(must_confirm=True)
    (words,) = compose()
    assert isinstance(words, Words)
    with app.app_context():
        message = message_of(LETTER, words, app.jinja_env, settings, SCHOOL)
    text = message.get_body(("plain",)).get_content()
    assert message["Subject"] == "关于集中学习的通知"
    assert message["From"].startswith("北方网上党校 <")
    for line in (
        "请按时完成。",
        "北区党总支",
        "确认收到",
        f"https://school.example/notices/{notice.id}",
    ):
        assert line in text


@pytest.mark.parametrize("way", [Way.site, Way.digest])
def test_who_wants_no_mail_about_this_gets_none(session, member, tell, way):
    choosing.choose(session, member, Chosen({Topic.notice: way}, quiet=None))
    tell()
    assert written(session) == []


def test_what_is_said_by_people_cannot_be_switched_off(session, member):
    for topic in (Topic.notice, Topic.reminder, Topic.duty):
        with pytest.raises(Forbidden):
            choosing.choose(session, member, Chosen({topic: Way.off}, quiet=None))


def test_what_was_read_or_withdrawn_is_not_mailed(session, school, member, tell, compose):
    first, second = tell(), tell()
    reading.read(session, member, first.id)
    sending.withdraw(session, school.actor(session, school.organizer), second, "有误")
    assert [type(outcome) for outcome in compose()] == [Drop, Drop]


@pytest.mark.parametrize(
    ("quiet", "hour", "until"),
    [
        ((22, 7), 21, None),
        ((22, 7), 22, 31),
        ((22, 7), 3, 7),
        ((22, 7), 7, None),
        ((12, 14), 13, 14),
        ((12, 14), 14, None),
        (None, 3, None),
    ],
)
def test_quiet_hours_are_by_the_school_s_clock(quiet, hour, until):
    midnight = datetime(2026, 6, 12, tzinfo=ZONE)
    now = midnight + timedelta(hours=hour, minutes=20)
    expected = None if until is None else midnight + timedelta(hours=until)
    assert Wishes(quiet=quiet).quiet_until(now.astimezone(UTC), ZONE) == expected


def test_a_letter_waits_for_the_morning(member, tell, compose, clock):
    clock.move_to(NOON + timedelta(hours=11))  # 23:00
    tell()
    assert compose() == [Hold(datetime(2026, 6, 13, 7, tzinfo=ZONE))]


def test_many_letters_cost_as_many_queries_as_one(session, school, tell, compose, count_queries):
    costs = []
    for person in (school.member, school.colleague):
        person.mail = f"{person.login}@example.com"
        session.flush()
        tell()
        with count_queries() as seen:
            compose()
        costs.append(len(seen))
    assert costs == [3, 3]  # the letters, the notices, the wishes


@pytest.fixture
def digest(app, session, compose):
    """Write the digests as the worker would, and say what becomes of them."""

    def _digest():
        job_id = enqueue(session, "notices.digest", {})
        session.commit()
        lease = leases.take(session, job_id, attempts=3, seconds=60)
        write_digests.work(Run(lease, 60, app, is_stopping=Event().is_set))
        return compose(letters.compose_digests)

    return _digest


def test_a_digest_tells_once_what_is_still_unread(session, member, tell, clock, digest):
    old = tell(title="选择汇总之前")
    session.execute(Letter.__table__.delete())
    clock.shift(60)
    choosing.choose(session, member, DAILY)
    clock.shift(60)
    known, news = tell(title="已经读过"), tell(title="新的通知")
    assert written(session) == []
    reading.read(session, member, known.id)
    (words,) = digest()
    assert words.subject == "今日通知，共 1 条"
    assert [notice.id for notice in words.values["notices"]] == [news.id]
    assert old.id not in words.values["notices"]
    clock.shift(60)
    assert len(digest()) == 1


def test_digests_are_written_once_a_day_at_the_hour_the_school_decides(
    session, member, tell, clock, digest
):
    choosing.choose(session, member, DAILY)
    day = today(ZONE)
    session.add(Rule(name="digest_hour", value="23", valid_from=day, valid_to=None))
    tell(title="白天的通知")
    assert digest() == []  # not yet
    clock.move_to(datetime.combine(day, time(23, 30), ZONE))
    assert len(digest()) == 1
    tell(title="再晚的通知")
    assert len(written(session)) == 1
    digest()
    assert len(written(session)) == 1  # tomorrow's


def test_a_digest_of_nothing_is_not_sent(session, member, tell, compose, digest):
    choosing.choose(session, member, DAILY)
    notice = tell()
    digest()
    reading.read(session, member, notice.id)
    assert compose(letters.compose_digests) == [Drop("已在站内阅读")]


def test_an_address_holds_once_its_code_is_told_back(session, member, app, compose):
    choosing.propose_address(session, member, "new@example.com")
    with pytest.raises(TooMany):
        choosing.propose_address(session, member, "other@example.com")
    choice = session.get_one(Choice, member.id)
    code = code_of(app.settings, member.id, "new@example.com", choice.new_mail_until)
    (outcome,) = compose(letters.compose_addresses)
    assert outcome.values["code"] == code
    assert not choosing.prove_address(session, member, app.settings, "不是它")
    assert session.get_one(Person, member.id).mail == "member@example.com"
    assert choosing.prove_address(session, member, app.settings, code)
    assert session.get_one(Person, member.id).mail == "new@example.com"


def test_nobody_lets_the_school_write_to_strangers_without_end(session, member, clock):
    for _n in range(choosing.MOST_CODES):
        choosing.propose_address(session, member, "stranger@example.com")
        choosing.forget_address(session, member)
        with pytest.raises(TooMany):
            choosing.propose_address(session, member, "stranger@example.com")
        clock.shift(choosing.PAUSE + timedelta(seconds=1))
    with pytest.raises(TooMany):
        choosing.propose_address(session, member, "stranger@example.com")
    clock.shift(choosing.DAY)
    choosing.propose_address(session, member, "own@example.com")


def test_a_code_ends_after_five_wrong_tries_or_an_hour(session, member, app, clock):
    choosing.propose_address(session, member, "new@example.com")
    for _try in range(choosing.MOST_TRIES):
        assert not choosing.prove_address(session, member, app.settings, "000")
    with pytest.raises(Conflict):
        choosing.prove_address(session, member, app.settings, "000")
    clock.shift(timedelta(minutes=2))
    choosing.propose_address(session, member, "new@example.com")
    clock.shift(timedelta(hours=1, seconds=1))
    with pytest.raises(Conflict):
        choosing.prove_address(session, member, app.settings, "000")


def test_quiet_hours_have_a_length(session, member):
    with pytest.raises(Invalid):
        choosing.choose(session, member, Chosen({}, quiet=(7, 7)))


def test_who_keeps_the_digest_loses_nothing_that_waits_for_it(session, member, clock):
    choosing.choose(session, member, DAILY)
    since = session.get_one(TopicChoice, (member.id, Topic.task)).since
    clock.shift(3600)
    choosing.choose(session, member, DAILY)
    assert session.get_one(TopicChoice, (member.id, Topic.task)).since == since
