from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from lms.db import utcnow
from lms.errors import Conflict, Invalid, NotFound
from lms.facts import Facts
from quizzes.bank import services as bank
from quizzes.papers import laying
from quizzes.papers import services as papers
from quizzes.papers.drafts import PartDraft, Settings
from quizzes.sittings import queries
from quizzes.sittings.models import Hand
from quizzes.sittings.services import Closed, Save, flag, hand_in, keep_late, save, start, sweep
from tests.generated import worlds
from tests.quizzes.conftest import SINGLE, build_quiz

GRACE = 120
RIGHT = {1: "2", 2: ["1", "2", "3"], 3: "true", 4: " １ 年"}


def answer_all(session, actor, sitting, answers=RIGHT):
    saves = [Save(n, 1, answer) for n, answer in answers.items()]
    return save(session, actor, sitting.id, saves, GRACE)


def answers_of(session, sitting):
    return {one.n: one.answer for one in queries.questions(session, sitting.id)}


def test_a_sitting_asks_what_the_blueprint_says_and_lasts_as_long(session, member, exam):
    sitting, is_new = start(session, member, exam.quiz)
    assert is_new
    assert sitting.deadline_at - sitting.started_at == timedelta(minutes=20)
    assert queries.questions(session, sitting.id)[0].stem == SINGLE.stem
    assert sitting.max_mark == exam.quiz.max_mark == 10


def test_starting_again_gives_the_running_sitting(session, member, exam):
    first, _ = start(session, member, exam.quiz)
    again, is_new = start(session, member, exam.quiz)
    assert (again.id, is_new) == (first.id, False)


def test_the_deadline_is_no_later_than_the_quiz_closes(session, trainer, member, exam):
    closes_at = utcnow() + timedelta(minutes=5)
    quiz = build_quiz(session, trainer, exam.items, time_limit_seconds=1800, closes_at=closes_at)
    assert start(session, member, quiz)[0].deadline_at == closes_at


def test_a_quiz_is_sat_only_in_its_window(session, trainer, member, exam):
    now = utcnow()
    window = {"opens_at": now + timedelta(hours=1), "closes_at": now + timedelta(hours=2)}
    quiz = build_quiz(session, trainer, exam.items, **window)
    with pytest.raises(Conflict, match="还没有开始"):
        start(session, member, quiz)
    with time_machine.travel(now + timedelta(hours=2)), pytest.raises(Conflict, match="已经截止"):
        start(session, member, quiz)
    with time_machine.travel(now + timedelta(minutes=90)):
        assert start(session, member, quiz)[1]


def test_attempts_are_counted_and_no_more_are_given(session, member, exam):
    for attempt in (1, 2):
        sitting, _ = start(session, member, exam.quiz)
        assert sitting.attempt == attempt
        hand_in(session, Facts(), sitting)
    with pytest.raises(Conflict, match="共可作答 2 次"):
        start(session, member, exam.quiz)


def test_an_edited_item_stays_as_it_was_in_a_sitting(session, trainer, member, exam):
    sitting, _ = start(session, member, exam.quiz)
    bank.revise(session, trainer, exam.items[0], 1, replace(SINGLE, stem="新题干"))
    assert queries.questions(session, sitting.id)[0].stem == SINGLE.stem


def test_all_right_answers_earn_everything_in_decimals(session, member, exam):
    sitting, _ = start(session, member, exam.quiz)
    answer_all(session, member, sitting)
    hand_in(session, Facts(), sitting)
    assert sitting.mark == Decimal("10.00")
    assert sitting.is_passed
    assert sitting.receipt


def test_an_older_save_changes_nothing_and_is_told_so(session, member, exam):
    sitting, _ = start(session, member, exam.quiz)
    save(session, member, sitting.id, [Save(1, 7, "2")], GRACE)
    (told,) = save(session, member, sitting.id, [Save(1, 6, "1")], GRACE)
    assert (told.seq, told.is_accepted) == (7, False)
    assert answers_of(session, sitting)[1] == "2"


def test_the_same_save_again_is_fine(session, member, exam):
    sitting, _ = start(session, member, exam.quiz)
    first = save(session, member, sitting.id, [Save(1, 7, "2")], GRACE)
    assert save(session, member, sitting.id, [Save(1, 7, "2")], GRACE) == first


saves = st.lists(
    st.tuples(st.integers(1, 4), st.integers(1, 9)), min_size=1, max_size=20, unique=True
)


def answer_for(n, seq):
    """An answer that tells by itself which save it came from."""
    return {1: str(seq % 3 + 1), 2: [str(seq % 4 + 1)], 3: str(seq % 2 == 0).lower()}.get(
        n, str(seq)
    )


@given(sent=saves, data=st.data())
@worlds
def test_the_last_answer_stays_whatever_order_repeats_or_losses(session, member, exam, sent, data):
    """Saves arrive in any order, several times, one by one or in batches; some never do."""
    arrived = data.draw(st.lists(st.sampled_from(sent), min_size=1, max_size=30))
    with session.begin_nested() as world:
        sitting, _ = start(session, member, exam.quiz)
        rest = [Save(n, seq, answer_for(n, seq)) for n, seq in arrived]
        while rest:
            size = data.draw(st.integers(1, 4))
            save(session, member, sitting.id, rest[:size], GRACE)
            rest = rest[size:]
        last = {n: max(seq for m, seq in arrived if m == n) for n, _seq in arrived}
        expected = {n: answer_for(n, last[n]) if n in last else None for n in RIGHT}
        assert answers_of(session, sitting) == expected
        world.rollback()


def test_null_takes_an_answer_back(session, member, exam):
    sitting, _ = start(session, member, exam.quiz)
    save(session, member, sitting.id, [Save(1, 1, "2")], GRACE)
    save(session, member, sitting.id, [Save(1, 2, None)], GRACE)
    assert answers_of(session, sitting)[1] is None


def test_a_wrong_answer_in_a_batch_keeps_the_whole_batch_out(session, member, exam):
    sitting, _ = start(session, member, exam.quiz)
    with pytest.raises(Invalid):
        save(session, member, sitting.id, [Save(1, 1, "2"), Save(2, 1, ["9"])], GRACE)
    assert answers_of(session, sitting)[1] is None


def test_nobody_answers_for_somebody_else(session, school, member, exam):
    sitting, _ = start(session, member, exam.quiz)
    other = school.actor(session, school.colleague)
    for deed in (
        lambda: save(session, other, sitting.id, [Save(1, 1, "2")], GRACE),
        lambda: queries.own_paper(session, other, sitting.id),
        lambda: flag(session, other, sitting.id, 1, is_flagged=True),
    ):
        with pytest.raises(NotFound):
            deed()


@pytest.mark.parametrize(
    ("after", "counts"), [(20 * 60, True), (22 * 60, True), (22 * 60 + 1, False)]
)
def test_what_arrives_within_the_grace_counts(session, member, exam, after, counts):
    sitting, _ = start(session, member, exam.quiz)
    claimed = sitting.started_at + timedelta(minutes=1)
    late = [Save(1, 1, "2", claimed)]
    with time_machine.travel(sitting.started_at + timedelta(seconds=after), tick=False):
        if counts:
            save(session, member, sitting.id, late, GRACE)
        else:
            with pytest.raises(Closed, match="时间已到"):
                save(session, member, sitting.id, late, GRACE)
            keep_late(session, member, sitting.id, late)
    assert (answers_of(session, sitting)[1] == "2") is counts
    kept = queries.late_answers(session, sitting.id)
    assert [(one.n, one.answer, one.answered_at) for one in kept] == (
        [] if counts else [(1, "2", claimed)]
    )


def test_the_sweep_hands_in_after_deadline_and_grace(session, member, exam):
    sitting, _ = start(session, member, exam.quiz)
    answer_all(session, member, sitting, {1: "2"})
    with time_machine.travel(sitting.deadline_at + timedelta(seconds=119), tick=False):
        assert sweep(session, Facts(), GRACE) == 0
    with time_machine.travel(sitting.deadline_at + timedelta(seconds=121), tick=False):
        assert sweep(session, Facts(), GRACE) == 1
        assert sweep(session, Facts(), GRACE) == 0
    session.refresh(sitting)
    assert (sitting.submitted_by, sitting.mark, sitting.is_passed) == (Hand.school, 2, False)


def test_handing_in_twice_gives_one_receipt_and_tells_one_fact(session, member, exam):
    heard = []
    facts = Facts()
    facts.subscribe("sitting.handed_in", lambda _session, fact: heard.append(fact))
    sitting, _ = start(session, member, exam.quiz)
    first = hand_in(session, facts, sitting).receipt
    assert hand_in(session, facts, sitting).receipt == first
    assert [(fact.person_id, fact.subject_id) for fact in heard] == [(member.id, exam.quiz.id)]


def test_after_hand_in_no_answer_changes(session, member, exam):
    sitting, _ = start(session, member, exam.quiz)
    hand_in(session, Facts(), sitting)
    with pytest.raises(Closed):
        save(session, member, sitting.id, [Save(1, 9, "2")], GRACE)
    assert answers_of(session, sitting)[1] is None


def test_the_best_mark_counts(session, member, exam):
    for answers in (RIGHT, {1: "2"}):
        sitting, _ = start(session, member, exam.quiz)
        answer_all(session, member, sitting, answers)
        hand_in(session, Facts(), sitting)
    (result,) = queries.best_results(session, [exam.quiz.id], [member.id]).values()
    assert (result.mark, result.is_passed, result.attempts) == (10, True, 2)


def test_draws_take_so_many_from_the_bank_and_never_one_twice(session, trainer, member, exam):
    quiz = papers.draft(session, trainer, Settings(title="抽题"))
    parts = [
        PartDraft(item_id=exam.items[0].id),
        PartDraft(bank_id=exam.bank.id, draw=3, mark=Decimal(2)),
    ]
    laying.lay_out(session, trainer, quiz, parts)
    papers.publish(session, trainer, quiz)
    session.refresh(quiz)
    sitting, _ = start(session, member, quiz, Random(7))  # noqa: S311
    stems = [one.stem for one in queries.questions(session, sitting.id)]
    assert len(set(stems)) == 4
    assert sitting.max_mark == 8
