"""Films to watch, and people who watch them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

from media.assets.models import Asset, Kind, Rendition, Segment, State
from media.playback import queries, services
from media.playback.intervals import Interval

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


def pairs(intervals):
    return [(start / 1000, stop / 1000) for start, stop in intervals]


def at_once(count, deed):
    """Do the same from so many threads at the same moment; return what each got."""
    start = Barrier(count)

    def _do(number):
        start.wait()
        return deed(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(_do, range(count)))
