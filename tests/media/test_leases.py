"""A lease: the right to one film, on one device, for a while."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from lms.db import utcnow
from lms.errors import Conflict, NotFound
from media.assets.models import Asset, Rendition, Segment, State
from media.playback import queries, services
from media.playback.models import Lease
from media.playback.policy import is_live, live_for
from tests.media.viewers import Viewer, add_film, at_once


def test_a_second_device_takes_over(session, viewer, clock, facts):
    phone = Viewer(session, facts, viewer.actor, viewer.film)
    with pytest.raises(Conflict) as refused:
        viewer.report((0, 10))
    assert refused.value.message == "您正在另一台设备上学习。"
    with pytest.raises(NotFound):
        queries.film_of(session, viewer.actor, viewer.token)
    assert queries.film_of(session, phone.actor, phone.token) == viewer.film.id


def test_a_lease_is_worth_nothing_to_anybody_else(session, viewer, school):
    for person in (school.colleague, school.trainer, school.admin):
        other = school.actor(session, person)
        with pytest.raises(NotFound):
            queries.film_of(session, other, viewer.token)
        with pytest.raises(NotFound):
            services.report(session, viewer.facts, other, viewer.token, services.Report(1, [], 0))


@pytest.mark.parametrize("gone", [timedelta(minutes=31), timedelta(hours=13)])
def test_a_lease_left_alone_opens_nothing(session, viewer, clock, gone):
    clock.shift(gone)
    with pytest.raises(NotFound):
        queries.film_of(session, viewer.actor, viewer.token)


@pytest.mark.parametrize("minutes", [0, 29, 31, 721])
@pytest.mark.parametrize("is_over", [True, False])
def test_the_rule_of_a_live_lease_and_its_sql_agree(session, viewer, clock, minutes, is_over):
    clock.shift(timedelta(minutes=minutes))
    if is_over:
        services.end_leases(session, viewer.subject)
    lease = session.scalar(select(Lease).where(Lease.token == viewer.token))
    session.refresh(lease)
    found = session.scalar(select(Lease.token).where(live_for(viewer.actor, utcnow())))
    assert (found is not None) == is_live(viewer.actor, lease, utcnow())


def test_the_right_to_a_lesson_ends_with_it(session, viewer):
    services.end_leases(session, "lesson:2")
    assert queries.film_of(session, viewer.actor, viewer.token)
    services.end_leases(session, "lesson:1", person_id=viewer.actor.id)
    with pytest.raises(NotFound):
        queries.film_of(session, viewer.actor, viewer.token)


def test_a_film_that_is_not_ready_is_refused_with_its_progress(session, school, film):
    session.execute(update(Asset).values(state=State.encoding, progress=0.45))
    session.execute(Segment.__table__.delete())
    session.execute(Rendition.__table__.delete())
    session.expire_all()
    actor = school.actor(session, school.member)
    with pytest.raises(Conflict) as refused:
        services.open_lease(session, actor, film, subject="lesson:1", needed=1)
    assert "45%" in str(refused.value)


def test_eight_devices_at_once_leave_one_lease(committed_app, committed_school):
    with committed_app.db.session(write=True) as session:
        film = add_film(session, committed_school.trainer)
        actor = committed_school.actor(session, committed_school.member)
        session.commit()

    def open_one(_number):
        with committed_app.db.session(write=True) as session:
            ticket = services.open_lease(session, actor, film, subject="lesson:1", needed=1)
            session.commit()
        return ticket.token

    tokens = at_once(8, open_one)
    with committed_app.db.session(write=False) as session:
        live = session.scalars(select(Lease.token).where(Lease.ended_at.is_(None))).all()
    assert len(set(tokens)) == 8
    assert len(live) == 1
