from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.db import utcnow
from lms.errors import Conflict, Invalid, NotFound
from lms.facts import Facts
from quizzes.bank import services as banks
from quizzes.marking import Kind
from quizzes.papers import laying, queries, services
from quizzes.papers.checks import problems
from quizzes.papers.drafts import PartDraft, Settings, settings_of
from quizzes.papers.drawing import Need, drawn, missing
from quizzes.papers.models import Release, Visibility
from quizzes.sittings.services import hand_in, start
from tests.quizzes.conftest import DRAFTS, build_quiz

pools = st.frozensets(st.integers(1, 12))
needs = st.lists(st.tuples(st.integers(1, 5), pools), max_size=4).map(
    lambda found: [Need(part, draw, pool) for part, (draw, pool) in enumerate(found, 1)]
)


@given(needs, pools, st.integers())
def test_what_is_not_missing_is_drawn_in_full_and_nothing_twice(wanted, fixed, seed):
    found = drawn(wanted, fixed, Random(seed))  # noqa: S311
    everything = [item for items in found.values() for item in items]
    assert len(everything) == len(set(everything))
    assert not set(everything) & fixed
    assert all(set(found[need.part]) <= need.pool for need in wanted)
    if not missing(wanted, fixed):
        assert all(len(found[need.part]) == need.draw for need in wanted)


def test_a_narrow_draw_goes_before_a_wide_one():
    wide, narrow = Need(1, 5, frozenset(range(10))), Need(2, 5, frozenset(range(5)))
    assert missing([wide, narrow], frozenset()) == {}


def test_each_missing_item_is_counted():
    needs = [Need(1, 3, frozenset({1, 2, 3})), Need(2, 2, frozenset({1, 2, 3, 4}))]
    assert missing(needs, frozenset({3})) == {1: 1, 2: 2}


@pytest.fixture
def bank(session, trainer):
    return banks.open_bank(session, trainer, "题库")


@pytest.fixture
def items(session, trainer, bank):
    return [banks.add_item(session, trainer, bank, draft) for draft in DRAFTS]


@pytest.fixture
def draft(session, trainer):
    return services.draft(session, trainer, Settings(title="测试"))


def said(session, quiz):
    found = problems(quiz, queries.blueprint(session, quiz.id), utcnow())
    return [remark.message % remark.values for remark in found]


def publish(session, trainer, quiz, items):
    laying.add_parts(session, trainer, quiz, [PartDraft(item_id=item.id) for item in items])
    services.publish(session, trainer, quiz)
    session.refresh(quiz)


def test_a_quiz_without_questions_is_not_published(session, trainer, draft):
    with pytest.raises(Conflict, match="还没有试题"):
        services.publish(session, trainer, draft)


def test_what_is_missing_is_named_before_publication(session, trainer, bank, items, draft):
    banks.retire(session, trainer, items[3])
    laying.add_parts(
        session,
        trainer,
        draft,
        [PartDraft(item_id=items[0].id), PartDraft(bank_id=bank.id, draw=5, kind=Kind.multiple)],
    )
    assert said(session, draft) == ["第 2 部分要抽 5 道题，题库中还差 4 道。"]
    banks.retire(session, trainer, items[0])
    assert "第 1 部分的试题已停用，请换一道。" in said(session, draft)


def test_an_item_stands_in_a_quiz_once(session, trainer, items, draft):
    part = PartDraft(item_id=items[0].id)
    assert laying.add_parts(session, trainer, draft, [part, part]) == 1
    assert laying.add_parts(session, trainer, draft, [part]) == 0


def test_parts_move_change_and_go(session, trainer, bank, items, draft):
    laying.add_parts(session, trainer, draft, [PartDraft(item_id=item.id) for item in items])
    first, second, *_ = queries.blueprint(session, draft.id).parts
    laying.move_part(session, trainer, draft, second.id, -1)
    laying.change_part(session, trainer, draft, first.id, PartDraft(mark=Decimal("2.5")))
    laying.remove_part(session, trainer, draft, first.id)
    laying.remove_part(session, trainer, draft, first.id)
    assert queries.blueprint(session, draft.id).parts[0].id == second.id
    assert queries.blueprint(session, draft.id).max_mark == 8


def test_nobody_takes_items_from_somebody_elses_bank(session, school, items, bank):
    other = school.actor(session, school.other_trainer)
    quiz = services.draft(session, other, Settings(title="别人的"))
    for part in (
        PartDraft(item_id=items[0].id),
        PartDraft(bank_id=bank.id),
        PartDraft(item_id=999),
    ):
        with pytest.raises(Invalid):
            laying.add_parts(session, other, quiz, [part])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"pass_percent": Decimal("60.555")}, "pass_percent"),
        ({"pass_percent": Decimal(101)}, "pass_percent"),
        ({"release": Release.after_close}, "closes_at"),
        ({"opens_at": utcnow(), "closes_at": utcnow() - timedelta(days=1)}, "closes_at"),
    ],
)
def test_rules_that_do_not_go_together_are_refused_by_field(session, trainer, wrong, field):
    with pytest.raises(Invalid) as refusal:
        services.draft(session, trainer, Settings(title="测试", **wrong))
    assert [error.field for error in refusal.value.errors] == [field]


def test_a_published_quiz_keeps_what_decides_marks(session, trainer, items, draft):
    publish(session, trainer, draft, items)
    rules = settings_of(draft)
    for frozen in ({"pass_percent": Decimal(10)}, {"time_limit_seconds": 60}, {"partial": "share"}):
        with pytest.raises(Conflict, match="不能再改"):
            services.revise(session, trainer, draft, changed(rules, **frozen))
    with pytest.raises(Conflict, match="不能再改"):
        laying.lay_out(session, trainer, draft, [])
    services.revise(session, trainer, draft, changed(rules, title="新名", attempts=None))
    session.refresh(draft)
    assert draft.title == "新名"


def changed(rules, **values):
    names = {name: getattr(rules, name) for name in Settings.__slots__}
    return Settings(**{**names, **values})


def test_attempts_are_never_taken_away(session, trainer, items, draft):
    services.revise(session, trainer, draft, changed(settings_of(draft), attempts=2))
    session.refresh(draft)
    publish(session, trainer, draft, items)
    with pytest.raises(Invalid):
        services.revise(session, trainer, draft, changed(settings_of(draft), attempts=1))
    services.revise(session, trainer, draft, changed(settings_of(draft), attempts=3))


def test_a_quiz_goes_back_to_a_draft_until_somebody_sits_it(session, trainer, member, items, draft):
    publish(session, trainer, draft, items)
    services.withdraw(session, trainer, draft)
    session.refresh(draft)
    services.publish(session, trainer, draft)
    session.refresh(draft)
    start(session, member, draft)
    with pytest.raises(Conflict, match="已经有人作答"):
        services.withdraw(session, trainer, draft)


def test_a_copy_is_a_new_draft_with_the_same_paper(session, trainer, items, draft):
    publish(session, trainer, draft, items)
    twin = services.copy(session, trainer, draft, "副本")
    assert not twin.is_published
    parts = [part.item_id for part in queries.blueprint(session, twin.id).parts]
    assert parts == [item.id for item in items]


def test_a_given_quiz_is_closed_until_somebody_gives_it(session, trainer, exam, sign_in, school):
    quiz = build_quiz(session, trainer, exam.items, visibility=Visibility.given)
    assert sign_in(school.member).get(f"/quizzes/{quiz.id}").status_code == 404
    assert sign_in(school.member).post(f"/quizzes/{quiz.id}/sittings").status_code == 404


def test_a_retired_quiz_takes_nobody_new_and_keeps_its_marks(
    session, trainer, exam, sign_in, school
):
    draft = exam.quiz
    sitting, _ = start(session, school.actor(session, school.member), draft)
    hand_in(session, Facts(), sitting)
    services.retire(session, trainer, draft)
    session.commit()
    page = sign_in(school.member)
    assert page.get(f"/quizzes/{draft.id}").status_code == 200
    assert page.post(f"/quizzes/{draft.id}/sittings").status_code == 404
    assert sign_in(school.colleague).get(f"/quizzes/{draft.id}").status_code == 404


def test_other_trainers_do_not_see_a_quiz(session, school, draft):
    with pytest.raises(NotFound):
        queries.managed_quiz(session, school.actor(session, school.other_trainer), draft.id)
    assert queries.managed_quiz(session, school.actor(session, school.admin), draft.id)


def test_the_blueprint_takes_as_many_queries_for_many_parts(
    session, trainer, exam, draft, count_queries
):
    bank, items = exam.bank, exam.items
    laying.add_parts(session, trainer, draft, [PartDraft(bank_id=bank.id)])
    with count_queries() as few:
        queries.blueprint(session, draft.id)
    laying.add_parts(session, trainer, draft, [PartDraft(bank_id=bank.id) for _ in range(10)])
    laying.add_parts(session, trainer, draft, [PartDraft(item_id=item.id) for item in items])
    with count_queries() as many:
        queries.blueprint(session, draft.id)
    assert len(many) == len(few)
