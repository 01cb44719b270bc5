"""Who may load a film, and what of watching it counts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import func, select, update

from lms.db import utcnow
from lms.errors import Conflict, NotFound
from media.assets.models import Asset, Kind, Rendition, Segment, State
from media.playback import queries, services
from media.playback.intervals import Interval, union
from media.playback.models import Lease, Watched
from media.playback.policy import is_live, live_for
from tests.conftest import new_client
from tests.media import tus
from tests.media.work import work_off

NOON = datetime(2026, 6, 12, 4, tzinfo=UTC)
LENGTH = 600_000
NEEDED = 540_000


def add_film(session, owner, length_ms=LENGTH):
    film = Asset(
        owner_id=owner.id, title="第一讲", filename="1.mp4", size=1, state=State.ready,
        kind=Kind.video, original="0" * 64, duration_ms=length_ms,
    )  # fmt: skip
    session.add(film)
    session.flush()
    rendition = Rendition(
        asset_id=film.id, width=640, height=360, bandwidth=1, codecs="avc1", blob="0" * 64,
        head_length=1,
    )  # fmt: skip
    session.add(rendition)
    session.flush()
    session.add(Segment(rendition_id=rendition.id, number=0, offset=1, length=9, seconds=4))
    session.flush()
    return film


@pytest.fixture
def film(session, school):
    return add_film(session, school.trainer)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


class Viewer:
    """One person with one film, on one device."""

    def __init__(self, session, facts, actor, film, subject="lesson:1"):
        self.session, self.facts, self.actor, self.film = session, facts, actor, film
        self.subject, self.seq = subject, 0
        self.open()

    def open(self):
        ticket = services.open_lease(
            self.session, self.actor, self.film, subject=self.subject, needed=NEEDED
        )
        self.token, self.seq = ticket.token, 0
        return ticket

    def report(self, *seconds, seq=None):
        self.seq = self.seq + 1 if seq is None else seq
        told = [Interval(start * 1000, stop * 1000) for start, stop in seconds]
        report = services.Report(self.seq, told, told[-1].stop if told else 0)
        return services.report(self.session, self.facts, self.actor, self.token, report)

    def counted_s(self):
        return queries.watched(self.session, self.actor.id, self.film.id).counted_ms / 1000


@pytest.fixture
def facts(app):
    return app.facts


@pytest.fixture
def viewer(session, school, film, facts, clock):
    return Viewer(session, facts, school.actor(session, school.member), film)


def pairs(intervals):
    return [(start / 1000, stop / 1000) for start, stop in intervals]


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


def test_a_film_that_is_not_ready_is_refused_with_its_progress(session, school, film):
    session.execute(update(Asset).values(state=State.encoding, progress=0.45))
    session.execute(Segment.__table__.delete())
    session.execute(Rendition.__table__.delete())
    session.expire_all()
    actor = school.actor(session, school.member)
    with pytest.raises(Conflict) as refused:
        services.open_lease(session, actor, film, subject="lesson:1", needed=1)
    assert "45%" in str(refused.value)


def open_over_http(client, film_id):
    return client.post(f"/api/v1/assets/{film_id}/playback").json


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"seq": 0, "intervals": []},
        {"seq": "1", "intervals": []},
        {"seq": 1, "intervals": [[5, 1, 1]]},
        {"seq": 1, "intervals": [[-5, 1, 1]]},
        {"seq": 1, "intervals": [[1]]},
        {"seq": 1, "intervals": [["NaN", 1]]},
        {"seq": 1, "intervals": [[0, 1e300]]},
        {"seq": 1, "intervals": [[0, 1]] * 1000},
        {"seq": 1, "intervals": [], "complete": True},
    ],
)
def test_a_report_that_makes_no_sense_is_refused(session, sign_in, school, film, body):
    client = sign_in(school.trainer)
    lease = open_over_http(client, film.id)["lease"]
    answer = client.post(f"/api/v1/leases/{lease}/intervals", json=body)
    assert answer.status_code == 422, answer.text
    assert session.scalar(select(func.count()).select_from(Watched)) == 0


def test_what_was_played_too_fast_is_not_kept(sign_in, school, film, clock):
    client = sign_in(school.trainer)
    lease = open_over_http(client, film.id)["lease"]
    clock.shift(20)
    body = {"seq": 1, "intervals": [[0, 160, 16], [200, 210, 1.5]], "position_s": 210}
    receipt = client.post(f"/api/v1/leases/{lease}/intervals", json=body).json
    assert (receipt["accepted"], receipt["rest"]) == ([[200, 210]], [])
    assert (receipt["counted_s"], receipt["complete"]) == (10, False)


@pytest.fixture
def shown(committed_app, committed_school, reel):
    """A real lecture, and the ticket of its trainer."""
    client = new_client(committed_app, committed_school.trainer)
    film_id = tus.upload(client, "第一讲.mp4", (reel / "tidy.mp4").read_bytes())
    work_off(committed_app)
    return client, open_over_http(client, film_id)


def test_a_player_finds_all_it_needs(committed_app, shown):
    client, ticket = shown
    assert ticket["needed_s"] == pytest.approx(0.9 * ticket["duration_s"], abs=0.01)
    assert client.get(ticket["poster_url"]).mimetype == "image/jpeg"
    master = client.get(ticket["manifest_url"])
    assert master.mimetype == "application/vnd.apple.mpegurl"
    names = [line for line in master.text.splitlines() if not line.startswith("#")]
    assert len(names) == 1
    base = ticket["manifest_url"].rsplit("/", 1)[0]
    playlist = client.get(f"{base}/{names[0]}").text
    folder = f"{base}/{names[0].split('/')[0]}"
    parts = [line for line in playlist.splitlines() if not line.startswith("#")]
    film = client.get(f"{folder}/head.mp4").data
    for part in parts:
        answer = client.get(f"{folder}/{part}")
        assert answer.status_code == 200
        assert int(answer.headers["Content-Length"]) == len(answer.data) <= 2 * 1024**2
        film += answer.data
    with committed_app.db.session(write=False) as session:
        blob = session.scalar(select(Rendition.blob).order_by(Rendition.id))
    assert film == committed_app.blobs.read(blob)[: len(film)]


def test_a_range_is_sent_only_when_it_was_asked_for(shown):
    client, ticket = shown
    base = ticket["manifest_url"].rsplit("/", 1)[0]
    whole = client.get(f"{base}/1/0.m4s")
    part = client.get(f"{base}/1/0.m4s", headers={"Range": "bytes=10-19"})
    assert (whole.status_code, part.status_code) == (200, 206)
    assert part.data == whole.data[10:20]
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole.data)}"


def test_nothing_is_sent_without_a_live_lease(committed_app, committed_school, shown):
    client, ticket = shown
    base = ticket["manifest_url"].rsplit("/", 1)[0]
    addresses = ["master.m3u8", "1/playlist.m3u8", "1/head.mp4", "1/0.m4s", "poster.jpg"]
    stranger, admin = new_client(committed_app), new_client(committed_app, committed_school.admin)
    for name in addresses:
        assert client.get(f"{base}/{name}").status_code == 200
        assert stranger.get(f"{base}/{name}").status_code == 401
        assert admin.get(f"{base}/{name}").status_code == 404
        assert client.get(f"/play/{'0' * 32}/{name}").status_code == 404
    assert client.get(f"{base}/1/999.m4s").status_code == 404
    open_over_http(client, 1)
    for name in addresses:
        assert client.get(f"{base}/{name}").status_code == 404


def at_once(count, deed):
    """Do the same from so many threads at the same moment; return what each got."""
    start = Barrier(count)

    def _do(number):
        start.wait()
        return deed(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(_do, range(count)))


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
