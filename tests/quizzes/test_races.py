"""Many at once, with real threads and real commits: on SQLite and on PostgreSQL."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Barrier

import pytest
from sqlalchemy import func, select

from quizzes.bank.models import ItemBank
from quizzes.interchange.gift.drafting import gift_candidates
from quizzes.interchange.reading import FORMATS
from quizzes.sittings import queries
from quizzes.sittings.models import Sitting
from quizzes.sittings.services import hand_in
from tests.conftest import new_client
from tests.quizzes.conftest import build_exam

API = "/api/v1"


@pytest.fixture
def quiz_id(committed_app, committed_school):
    with committed_app.db.session(write=True) as session:
        trainer = committed_school.actor(session, committed_school.trainer)
        return build_exam(session, trainer, time_limit_seconds=1200, attempts=2).quiz.id


def at_once(deeds):
    """Do all the deeds at the same moment; return what each gave."""
    start = Barrier(len(deeds))

    def _do(deed):
        start.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(_do, deeds))


def browsers(app, person, count):
    return [new_client(app, person) for _ in range(count)]


def count(app, what):
    with app.db.session(write=False) as session:
        return session.scalar(select(func.count(what)))


def test_twelve_starts_make_one_sitting(committed_app, committed_school, quiz_id):
    clients = browsers(committed_app, committed_school.member, 12)
    url = f"{API}/quizzes/{quiz_id}/sittings"
    answers = at_once([lambda client=client: client.post(url) for client in clients])
    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: 11}
    assert len({answer.json["id"] for answer in answers}) == 1
    assert len(answers[0].json["questions"]) == 4
    assert count(committed_app, Sitting.id) == 1


def test_a_hundred_hand_ins_give_one_receipt(committed_app, committed_school, quiz_id):
    told = []
    committed_app.facts.subscribe("sitting.handed_in", lambda _session, fact: told.append(fact))
    client = new_client(committed_app, committed_school.member)
    sitting = client.post(f"{API}/quizzes/{quiz_id}/sittings").json["id"]
    clients = browsers(committed_app, committed_school.member, 20)
    url = f"{API}/sittings/{sitting}/submission"
    deeds = [lambda one=one: one.post(url) for one in clients for _ in range(5)]
    answers = at_once(deeds)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json["receipt"] for answer in answers}) == 1
    assert len(told) == 1


def test_saves_at_once_leave_the_latest(committed_app, committed_school, quiz_id):
    client = new_client(committed_app, committed_school.member)
    sitting = client.post(f"{API}/quizzes/{quiz_id}/sittings").json["id"]
    clients = browsers(committed_app, committed_school.member, 12)
    url = f"{API}/sittings/{sitting}/answers/4"
    deeds = [
        lambda seq=seq, one=one: one.put(url, json={"seq": seq, "answer": f"答 {seq}"})
        for seq, one in enumerate(clients, 1)
    ]
    answers = at_once(deeds)
    assert {answer.status_code for answer in answers} == {200}
    kept = client.get(f"{API}/sittings/{sitting}").json["answers"]["4"]
    assert (kept["seq"], kept["answer"]) == (12, "答 12")


def test_what_was_acknowledged_before_hand_in_is_marked(committed_app, committed_school, quiz_id):
    """A save either counts or is refused: never acknowledged and lost, never changed afterwards."""
    client = new_client(committed_app, committed_school.member)
    sitting = client.post(f"{API}/quizzes/{quiz_id}/sittings").json["id"]
    savers = browsers(committed_app, committed_school.member, 8)
    url = f"{API}/sittings/{sitting}"
    saves = [
        lambda seq=seq, one=one: one.put(
            f"{url}/answers/1", json={"seq": seq, "answer": str(seq % 3 + 1)}
        )
        for seq, one in enumerate(savers, 1)
    ]
    handing_in = new_client(committed_app, committed_school.member)
    answers = at_once([*saves, lambda: handing_in.post(f"{url}/submission")])
    acknowledged = [answer.json["seq"] for answer in answers[:-1] if answer.status_code == 200]
    assert Counter(answer.status_code for answer in answers[:-1]).keys() <= {200, 409}
    with committed_app.db.session(write=False) as session:
        first = queries.questions(session, sitting)[0]
        reviewed = queries.reviewed(session, sitting)[0]
    assert first.seq == max(acknowledged, default=0)
    assert reviewed.mark == (2 if first.answer == "2" else 0)


def test_a_quiz_is_taken_back_or_sat_never_both(committed_app, committed_school, quiz_id):
    trainer = new_client(committed_app, committed_school.trainer)
    clients = browsers(committed_app, committed_school.member, 3)
    start = [
        lambda one=one: one.post(f"{API}/quizzes/{quiz_id}/sittings").status_code for one in clients
    ]
    back = [lambda: trainer.post(f"/teach/quizzes/{quiz_id}/withdrawal").status_code]
    *started, withdrawn = at_once([*start, *back])
    sat = bool({200, 201} & set(started))
    assert sat != (withdrawn == 302)
    assert count(committed_app, Sitting.id) == sat


def test_attempts_are_not_overdrawn(committed_app, committed_school, quiz_id):
    url = f"{API}/quizzes/{quiz_id}/sittings"
    for _ in range(3):
        clients = browsers(committed_app, committed_school.member, 6)
        at_once([lambda one=one: one.post(url) for one in clients])
        with committed_app.db.session(write=True) as session:
            for sitting in session.scalars(select(Sitting).where(Sitting.submitted_at.is_(None))):
                hand_in(session, committed_app.facts, sitting)
            session.commit()
    assert count(committed_app, Sitting.id) == 2


def test_an_import_confirmed_twice_at_once_is_taken_once(committed_app, committed_school):
    trainer = new_client(committed_app, committed_school.trainer)
    bank = trainer.post(f"{API}/banks", json={"title": "题库"}).json["id"]
    file = (BytesIO(b"a{TRUE}\n\nb{FALSE}"), "x.gift")
    kept = trainer.post(f"{API}/banks/{bank}/imports", data={"file": file}).json["id"]
    url = f"{API}/imports/{kept}/confirmation"
    clients = browsers(committed_app, committed_school.trainer, 6)
    answers = at_once([lambda one=one: one.post(url) for one in clients])
    assert {answer.json["taken"] for answer in answers} == {2}
    assert trainer.get(f"{API}/banks/{bank}/items").json["total"] == 2


@pytest.mark.parametrize("path", ["/api/v1/banks/{}/imports", "/teach/bank/{}/imports"])
def test_others_write_while_a_file_is_read(committed_app, committed_school, monkeypatch, path):
    trainer = new_client(committed_app, committed_school.trainer)
    bank_id = trainer.post(f"{API}/banks", json={"title": "题库"}).json["id"]
    written = []

    def _read(source):
        with committed_app.db.session(write=True) as session:
            written.append(session.scalar(select(func.count(ItemBank.id))))
        return gift_candidates(source.decode())

    monkeypatch.setitem(FORMATS, "gift", _read)
    file = {"file": (BytesIO("甲{T}".encode()), "题.gift")}
    assert trainer.post(path.format(bank_id), data=file).status_code in {201, 302}
    assert written == [1]
