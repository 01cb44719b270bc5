"""Questions as Hypothesis writes them: any that the bank takes."""

from decimal import Decimal

from hypothesis import strategies as st

from quizzes.interchange import ItemDraft, Option, faults
from quizzes.interchange.drafts import tidy
from quizzes.marking import Kind

LETTERS = st.sampled_from("abZ019 \n'\"&<>一乙题（）＝ＡéЖ👍\u3000")
GIFT_SIGNS = st.sampled_from("~=#{}:\\%[]$/->\nn 一题")


def texts(most=40):
    return st.text(LETTERS | GIFT_SIGNS, min_size=1, max_size=most).map(tidy).filter(bool)


def lines(most=40):
    return texts(most).map(lambda text: tidy(" ".join(text.split()))).filter(bool)


@st.composite
def options(draw, kind):
    found = draw(st.lists(texts(), min_size=2, max_size=8, unique=True))
    at = range(len(found))
    right = (
        {draw(st.sampled_from(at))}
        if kind is Kind.single
        else draw(st.sets(st.sampled_from(at), min_size=2))
    )
    return tuple(Option(text, n in right) for n, text in enumerate(found))


@st.composite
def item_drafts(draw):
    kind = draw(st.sampled_from(Kind))
    is_choice = kind in {Kind.single, Kind.multiple}
    draft = ItemDraft(
        kind=kind,
        stem=draw(texts()),
        options=draw(options(kind)) if is_choice else (),
        is_true=draw(st.booleans()) if kind is Kind.true_false else None,
        wordings=draw(st.lists(lines(), min_size=1, max_size=4, unique=True).map(tuple))
        if kind is Kind.short_answer
        else (),
        explanation=draw(st.just("") | texts()),
        max_mark=draw(st.decimals(Decimal("0.01"), 100, places=2)),
        topic=draw(st.just("") | lines(20)),
    )
    assert not faults(draft)
    return draft
