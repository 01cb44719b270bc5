"""Checking a quotation: where it comes from, and what of it is different there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.quoting import queries
from library.quoting.alignment import align
from library.quoting.candidates import Verdict
from library.quoting.comparison import Kind, Weight, compare
from library.quoting.excerpts import Look, Piece, pieces, shared
from library.quoting.given import LONGEST, MOST_PIECES, Given
from library.searching.question import Question
from library.works.models import Work
from library.works.services import withdraw
from lms.errors import Invalid

letters = st.text(st.sampled_from("党课会，。"), min_size=1, max_size=12)
written = st.text(st.sampled_from("没沒调調查，,。“「 象像a Ａ\n"), min_size=1, max_size=20)


def naive(text, quoted):
    """Levenshtein's table, row by row; the text may be entered and left anywhere."""
    above = [0] * (len(text) + 1)
    for character in quoted:
        row = [above[0] + 1]
        for at, other in enumerate(text):
            row.append(min(row[at] + 1, above[at + 1] + 1, above[at] + (character != other)))
        above = row
    return min(above)


def applied(text, comparison):
    """Make of the text what was given, by its differences."""
    made = []
    for stretch in comparison.stretches:
        at, words = stretch.start, ""
        for one in stretch.differences:
            words += text[at : one.at] + one.given
            at = one.until
        made.append(words + text[at : stretch.stop])
    return made


def bare(text):
    return "".join(text.split())


@given(letters, letters)
def test_no_alignment_is_cheaper(text, quoted):
    assert align(text, [quoted]).distance == naive(text, quoted)


@given(letters, letters, letters)
def test_what_stands_in_the_text_has_no_distance(before, quoted, after):
    assert align(before + quoted + after, [quoted]).distance == 0


@given(letters, st.lists(letters, min_size=1, max_size=3))
def test_each_character_is_laid_once_and_in_order(text, quoted):
    alignment = align(text, quoted)
    for piece, pairs in zip(quoted, alignment.pieces, strict=True):
        assert [place for _, place in pairs if place is not None] == list(range(len(piece)))
    places = [at for pairs in alignment.pieces for at, _ in pairs if at is not None]
    assert places == sorted(set(places))
    cost = sum(
        None in pair or text[pair[0]] != piece[pair[1]]
        for piece, pairs in zip(quoted, alignment.pieces, strict=True)
        for pair in pairs
    )
    assert cost == alignment.distance


@given(st.lists(letters, min_size=1, max_size=3), letters)
def test_what_was_left_out_at_an_ellipsis_costs_nothing(quoted, between):
    assert align(between.join(quoted), quoted).distance == 0


@given(written, st.lists(written.filter(bare), min_size=1, max_size=2))
def test_applying_the_differences_gives_the_quotation(text, quoted):
    comparison = compare(text, quoted)
    assert [bare(made) for made in applied(text, comparison)] == [bare(one) for one in quoted]


@given(written.filter(bare))
def test_a_text_does_not_differ_from_itself(text):
    (stretch,) = compare(text, [text]).stretches
    assert stretch.differences == []


def differences(text, quoted):
    compared = compare(text, Given.parse(quoted).pieces)
    return [
        (str(one.kind), str(one.weight), one.source, one.given)
        for stretch in compared.stretches
        for one in stretch.differences
    ]


MARK_MISSING = [("missing", "punctuation", "，", "")]


@pytest.mark.parametrize(
    ("text", "quoted", "found"),
    [
        ("先检查，后开机。", "先检查，后开机。", []),
        ("先检查，后开机。", "先检查后开机。", MARK_MISSING),
        ("先检查，后开机。", "先检查，再开机。", [("replaced", "words", "后", "再")]),
        ("先检查，后开机。", "先认真检查，后开机。", [("extra", "words", "", "认真")]),
        ("先检查，后开机。", "先检查,后开机", [("replaced", "punctuation", "，", ",")]),
        ("依照ＧＢ著录。", "依照GB著录", [("replaced", "punctuation", "ＧＢ", "GB")]),
        (
            "没有调查",
            "沒有調查",
            [("replaced", "variant", "没", "沒"), ("replaced", "variant", "调", "調")],
        ),
        ("不像样子", "不象样子", [("replaced", "variant", "像", "象")]),
        (
            "检查，开机完毕",
            "检查就开机完毕",
            [("missing", "punctuation", "，", ""), ("extra", "words", "", "就")],
        ),
    ],
)
def test_differences_say_what_they_are(text, quoted, found):
    assert differences(text, quoted) == found


@pytest.mark.parametrize(
    ("pasted", "quoted"),
    [
        ("“先检查，后开机。”", ("先检查，后开机。",)),
        ("「『先检查』，后开机」", ("『先检查』，后开机",)),
        ("“先检查”，再“后开机”", ("“先检查”，再“后开机”",)),
        ("“先检查，后开机。”（方远：《动员讲话》，2025 年，第 2 段。）", ("先检查，后开机。",)),
        ("先检查……后开机", ("先检查", "后开机")),
        ("……先检查[...]后开机（……）", ("先检查", "后开机")),
    ],
)
def test_what_is_not_part_of_a_quotation_is_taken_off(pasted, quoted):
    assert Given.parse(pasted).pieces == quoted


@pytest.mark.parametrize(
    "text", ["", "  ", "党课。", "“……”", "长" * (LONGEST + 1), "党课……" * (MOST_PIECES + 1)]
)
def test_too_little_and_too_much_are_refused_with_the_reason(text):
    with pytest.raises(Invalid) as refusal:
        Given.parse(text)
    assert refusal.value.errors[0].field == "text"


@pytest.fixture
def check(session, school, index):
    def _check(text, **args):
        question = Question.from_args({"q": [text], "mode": ["quote"], **args})
        return queries.check(session, index, school.actor(session, school.member), question)

    return _check


@pytest.fixture
def minutes(shelve):
    shelve(
        "会前要有准备。",
        "会上要有记录，会后还要有落实。",
        "件件有回音，事事有着落。",
        title="支委会怎样开",
        author="方远",
        kind="文章",
        dated="2025 年",
    )
    shelve(
        "落实要看结果：会后要抓落实，件件要有回音。",
        title="谈落实",
        author="周清",
        kind="讲话",
        dated="2020 年",
    )


def test_an_exact_quotation_is_told_with_its_place(check, minutes):
    answer = check("“会后还要有落实”")
    best = answer.page.items[0]
    assert answer.verdict is Verdict.exact
    assert (best.work.title, best.first.n, best.source) == ("支委会怎样开", 2, "会后还要有落实")


def test_a_wrong_word_is_shown_where_it_stands(check, minutes):
    best = check("会上要有记录，会后还要有执行。").page.items[0]
    assert best.verdict is Verdict.differs
    (one,) = best.differences
    assert (one.kind, one.weight, one.source, one.given) == (
        Kind.replaced,
        Weight.words,
        "落实",
        "执行",
    )
    assert best.text[one.at : one.until] == "落实"
    looks = [(piece.look, piece.text) for piece in pieces(best)]
    assert looks == [
        (Look.same, "会上要有记录，会后还要有"),
        (Look.missing, "落实"),
        (Look.extra, "执行"),
        (Look.same, "。"),
    ]


def test_a_quotation_may_span_passages(check, minutes):
    best = check("会后还要有落实。件件有回音，事事有着落。").page.items[0]
    assert (best.verdict, best.first.n, best.last.n) == (Verdict.exact, 2, 3)


def test_a_quotation_over_passages_may_be_written_in_another_way(check, minutes):
    """Traditional characters, half-width marks and other quotation marks are no other words."""
    best = check("「會後還要有落實.件件有回音,事事有著落」").page.items[0]
    assert (best.verdict, best.first.n, best.last.n) == (Verdict.differs, 2, 3)
    assert best.weights == {Weight.variant, Weight.punctuation}


def test_what_was_left_out_may_be_passages(check, minutes):
    best = check("会前要有准备……事事有着落").page.items[0]
    assert (best.verdict, best.first.n, best.last.n) == (Verdict.exact, 1, 3)


def test_other_works_that_say_alike_come_after(check, minutes):
    answer = check("会后还要有落实，件件有回音")
    assert [found.work.title for found in answer.page] == ["支委会怎样开", "谈落实"]
    assert answer.page.items[1].verdict in {Verdict.differs, Verdict.near}


def test_a_quotation_in_traditional_characters_finds_its_source(check, minutes):
    best = check("會後還要有落實").page.items[0]
    assert best.verdict is Verdict.differs
    assert best.weights == {Weight.variant}


def test_only_in_the_works_of_one_author(check, minutes):
    answer = check("会后还要有落实，件件有回音", author=["周清"])
    assert [found.work.title for found in answer.page] == ["谈落实"]
    counts = {v.value: v.answers for f in answer.facets if f.name == "author" for v in f.values}
    assert counts == {"方远": 1, "周清": 1}


def test_what_nobody_said_is_not_found(check, minutes):
    assert check("今天食堂供应红烧肉和米饭").verdict is Verdict.none


INVENTED = "他一再说过，事事有着落才是好支部，别的都可以商量着办，不必着急"


def test_what_nobody_said_shows_where_some_of_its_words_stand(school, sign_in, check, minutes):
    answer = check(INVENTED)
    assert (answer.verdict, answer.page.items) == (Verdict.none, [])
    (near,) = answer.nearest
    assert (near.work.title, near.longest_same) == ("支委会怎样开", 6)
    assert Piece(Look.same, "事事有着落") in [
        piece._replace(text=piece.text.strip("，。")) for piece in shared(near)
    ]
    page = sign_in(school.member).get(f"/library/search?mode=quote&q={INVENTED}").text
    assert "馆内没有这句话；最接近的几处" in page
    assert "<mark>，事事有着落</mark>" in page
    assert "未找到这段引文" not in page
    answer = sign_in(school.member).post("/api/v1/library/quotations", json={"text": INVENTED}).json
    assert (answer["verdict"], answer["candidates"]) == ("none", [])
    assert [near["work"]["title"] for near in answer["nearest"]] == ["支委会怎样开"]


def test_words_that_stand_together_by_chance_are_nothing_near(check, minutes):
    """A few pairs in common are in the index, and still no place to look at."""
    answer = check("食堂里有记录本一册，供落实菜单的师傅每天写，写完挂在墙上")
    assert (answer.verdict, answer.nearest) == (Verdict.none, [])


def test_the_page_tells_verdict_differences_and_source(school, sign_in, minutes):
    browser = sign_in(school.member)
    page = browser.get("/library/search?mode=quote&q=会上要有记录会后还要有执行").text
    assert "有 2 处差别" in page
    assert '<ins class="diff-add">落实</ins><del class="diff-del">执行</del>' in page
    assert "原文作“落实”，引文作“执行”" in page
    assert "方远. 支委会怎样开[Z]. 2025 年: 第 2 段." in page
    assert "只是标点" in browser.get("/library/search?mode=quote&q=会上要有记录会后还要有落实").text


def test_the_page_says_what_to_do(school, sign_in, minutes):
    browser = sign_in(school.member)
    assert "粘贴一句话" in browser.get("/library/search?mode=quote").text
    assert "未找到这段引文" in browser.get("/library/search?mode=quote&q=红烧肉和米饭").text
    short = browser.get("/library/search?mode=quote&q=会")
    assert (short.status_code, "请至少输入 4 个字。" in short.text) == (422, True)
    assert browser.get(f"/library/search?mode=quote&q={'长' * 900}").status_code == 422


def test_what_was_withdrawn_is_no_source(session, school, check, minutes):
    work = session.get_one(Work, check("事事有着落").page.items[0].work.id)
    withdraw(session, school.actor(session, school.trainer), work, "修订中")
    assert check("事事有着落").verdict is Verdict.none
