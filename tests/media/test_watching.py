"""What counts of watching a film."""

from datetime import timedelta

from sqlalchemy import update

from lms.db import utcnow
from media.playback import queries, services
from media.playback.intervals import Interval, union
from media.playback.models import Lease
from tests.media.viewers import NEEDED, Viewer, add_film, at_once, pairs


def test_a_request_that_claims_the_whole_film_completes_nothing(viewer):
    receipt = viewer.report((0, 600))
    assert (pairs(receipt.accepted), pairs(receipt.rest)) == ([], [(0, 600)])
    assert not receipt.is_complete
    assert viewer.counted_s() == 0


def test_watching_in_real_time_counts_every_second(viewer, clock):
    for start in range(0, 600, 20):
        clock.shift(20)
        receipt = viewer.report((start, start + 20))
        assert not receipt.rest
    assert receipt.is_complete
    assert viewer.counted_s() == 600


def test_twice_the_speed_loses_nothing_and_more_gains_nothing(viewer, clock):
    clock.shift(15)
    assert pairs(viewer.report((0, 30)).accepted) == [(0, 30)]
    clock.shift(15)
    receipt = viewer.report((30, 270))  # 16 times the speed
    assert (pairs(receipt.accepted), pairs(receipt.rest)) == ([(30, 60)], [(60, 270)])


def test_what_was_left_over_counts_later(viewer, clock):
    clock.shift(10)
    rest = viewer.report((0, 50)).rest
    clock.shift(15)
    assert pairs(viewer.report(*pairs(rest)).accepted) == [(20, 50)]
    assert viewer.counted_s() == 50


def test_waiting_fills_two_minutes_and_no_more(viewer, clock):
    clock.shift(3600)
    assert pairs(viewer.report((0, 600)).accepted) == [(0, 120)]


def test_two_films_at_once_count_like_one(session, viewer, clock, school, facts):
    other = add_film(session, school.trainer)
    clock.shift(30)
    assert pairs(viewer.report((0, 60)).accepted) == [(0, 60)]
    second = Viewer(session, facts, viewer.actor, other)
    assert pairs(second.report((0, 60)).accepted) == []
    clock.shift(10)
    assert pairs(second.report((0, 60)).accepted) == [(0, 20)]


def test_opening_again_and_again_gains_nothing(viewer, clock):
    clock.shift(30)
    for _time in range(10):
        viewer.open()
    assert pairs(viewer.report((0, 600)).accepted) == [(0, 60)]


def test_a_second_that_was_watched_costs_and_counts_once(viewer, clock):
    clock.shift(30)
    viewer.report((0, 60))
    receipt = viewer.report((0, 60))
    assert (pairs(receipt.accepted), receipt.rest) == ([(0, 60)], [])
    assert viewer.counted_s() == 60


def test_a_report_sent_twice_is_answered_alike(viewer, clock):
    clock.shift(30)
    first = viewer.report((0, 90), seq=1)
    clock.shift(30)
    again = viewer.report((0, 90), seq=1)
    assert (again.accepted, again.rest, again.counted) == (
        first.accepted,
        first.rest,
        first.counted,
    )


def test_an_older_report_changes_nothing_and_is_told_what_counts(viewer, clock):
    clock.shift(60)
    viewer.report((0, 30), seq=5)
    late = viewer.report((20, 50), seq=4)
    assert (pairs(late.accepted), pairs(late.rest)) == ([(20, 30)], [(30, 50)])
    assert viewer.counted_s() == 30


def test_nothing_beyond_the_end_counts(viewer, clock):
    clock.shift(60)
    assert pairs(viewer.report((590, 700)).accepted) == [(590, 600)]


def test_completion_is_told_once(session, viewer, clock, facts, monkeypatch):
    told = []
    monkeypatch.setattr(facts, "tell", lambda _session, fact: told.append(fact))
    for start in range(0, 600, 60):
        clock.shift(60)
        viewer.report((start, start + 60))
        viewer.report((start, start + 60))
    assert [(fact.kind, fact.person_id, fact.subject_id) for fact in told] == [
        ("video.watched", viewer.actor.id, viewer.film.id)
    ]


def test_sixteen_reports_at_once_never_count_too_much(committed_app, committed_school):
    """The bucket holds a minute after half of one: whatever the order, no more than it counts."""
    app = committed_app
    with app.db.session(write=True) as session:
        film = add_film(session, committed_school.trainer)
        actor = committed_school.actor(session, committed_school.member)
        ticket = services.open_lease(session, actor, film, subject="lesson:1", needed=NEEDED)
        session.execute(update(Lease).values(seen_at=utcnow() - timedelta(seconds=30)))
        session.commit()

    def report(number):
        told = services.Report(number + 1, [Interval(number * 20_000, number * 20_000 + 20_000)], 0)
        with app.db.session(write=True) as session:
            receipt = services.report(session, app.facts, actor, ticket.token, told)
            session.commit()
        return receipt.accepted

    accepted = [interval for part in at_once(16, report) for interval in part]
    with app.db.session(write=False) as session:
        watched = queries.watched(session, actor.id, film.id)
    assert 20_000 <= watched.counted_ms <= 70_000
    assert union(accepted) == watched.counted
