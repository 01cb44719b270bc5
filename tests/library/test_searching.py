"""Finding: what a member sees who remembers a word, a sentence or a name."""

import re

import pytest

from library.searching import queries
from library.searching.question import Question
from library.works import services


@pytest.fixture
def find(session, school, index):
    def _find(q="", **args):
        asked = {name: [value] if isinstance(value, str) else value for name, value in args.items()}
        question = Question.from_args({"q": [q], **asked})
        member = school.actor(session, school.member)
        search = queries.works if args.get("mode") == "title" else queries.passages
        return search(session, index, member, question)

    return _find


@pytest.fixture
def three_works(shelve):
    """Two speeches of one author in different years, and a regulation."""
    shelve("安全生产，人人有责。", "先检查，后开机。", title="动员讲话", author="方远",
           era="当代", kind="讲话", dated="2025 年")  # fmt: skip
    shelve("安全生产要常抓不懈。", title="总结讲话", author="方远", era="当代", kind="讲话",
           dated="2020 年")  # fmt: skip
    shelve("进入车间必须遵守安全生产规定。", title="车间须知", author="安全管理部", era="近代",
           kind="制度", dated="1990 年", chapters={"进门之前": ["安全生产规定见附件。"]})  # fmt: skip


def titles(answer):
    return [hit.work.title for hit in answer.page]


def facet(answer, name):
    return {v.value: v.answers for f in answer.facets if f.name == name for v in f.values}


def test_a_sentence_is_found_with_its_place_and_its_marks(find, three_works):
    (hit,) = find("先检查，后开机").page
    assert (hit.work.title, hit.n, hit.anchor) == ("动员讲话", 2, 2)
    assert [words for words, is_marked in hit.excerpt.pieces if is_marked] == ["先检查", "后开机"]


def test_counts_tell_what_each_author_era_and_kind_would_give(find, three_works):
    answer = find("安全生产")
    assert answer.page.total == 3
    assert facet(answer, "author") == {"方远": 2, "安全管理部": 1}
    assert facet(answer, "kind") == {"讲话": 2, "制度": 1}


def test_ticks_of_one_facet_add_up_and_those_of_two_narrow(find, three_works):
    assert find("安全生产", kind=["讲话", "制度"]).page.total == 3
    narrowed = find("安全生产", kind="制度", author="方远")
    assert narrowed.page.total == 0
    assert facet(narrowed, "author") == {"方远": 0, "安全管理部": 1}
    assert facet(narrowed, "kind") == {"讲话": 2, "制度": 0}


def test_what_was_ticked_stays_in_the_list_when_nothing_is_left(find, three_works):
    assert facet(find("食堂", author="方远"), "author") == {"方远": 0}


def test_answers_in_order_of_time(find, three_works):
    assert titles(find("安全生产", sort="time")) == ["车间须知", "总结讲话", "动员讲话"]


def test_only_in_one_work(find, three_works):
    answer = find("安全生产", work="动员讲话")
    assert titles(answer) == ["动员讲话"]
    assert answer.within.title == "动员讲话"


def test_works_by_title_author_and_heading(find, three_works):
    named = lambda q, **args: [n.work.title for n in find(q, mode="title", **args).page]  # noqa: E731
    assert named("讲话") == ["动员讲话", "总结讲话"]
    assert named("方远 总结") == ["总结讲话"]
    assert named("进门") == ["车间须知"]
    assert named("", kind="制度") == ["车间须知"]
    assert named("100%_") == []
    (heading,) = find("进门", mode="title").page.items[0].headings
    assert (heading.title, heading.number) == ("进门之前", 1)


def test_each_way_of_searching_tells_what_the_other_would_find(find, three_works):
    assert find("讲话").named == 2
    assert find("安全生产", mode="title").passages == 3


def test_a_misspelt_word_is_put_right(find, shelve):
    shelve("坚持三会一课制度，开好组织生活会。")
    answer = find("三会一科")
    assert answer.suggestion == "三会一课"
    assert find("三会一课").suggestion is None


def test_a_title_nearly_right_is_suggested(find, three_works):
    assert find("动圆讲话").suggestion == "动员讲话"


def test_what_was_withdrawn_is_not_found_and_not_counted(session, school, find, three_works):
    trainer = school.actor(session, school.trainer)
    work = next(hit.work for hit in find("后开机").page)
    services.withdraw(session, trainer, session.get_one(services.Work, work.id), "修订中")
    assert find("后开机").page.total == 0
    assert facet(find("安全生产"), "author") == {"方远": 1, "安全管理部": 1}


def test_a_changed_author_counts_at_once(session, school, find, three_works):
    trainer = school.actor(session, school.trainer)
    work = session.get_one(services.Work, find("后开机").page.items[0].work.id)
    values = {name: getattr(work, name) for name in services.DESCRIBED}
    services.revise(session, trainer, work, values | {"author": "周清"})
    session.flush()
    assert facet(find("安全生产"), "author") == {"方远": 1, "周清": 1, "安全管理部": 1}


def test_the_number_of_queries_does_not_grow_with_the_library(
    school, sign_in, shelve, count_queries
):
    browser = sign_in(school.member)
    browser.get("/library")
    shelve("安全生产", title="甲")
    with count_queries() as few:
        browser.get("/library/search?q=安全生产")
    for number in range(12):
        shelve(*(f"安全生产第{n}条" for n in range(10)), title=f"第{number}号")
    with count_queries() as many:
        page = browser.get("/library/search?q=安全生产")
    assert len(many) == len(few)
    assert page.text.count('class="hit"') == 10
    with count_queries() as front:
        browser.get("/library")
    assert len(front) <= len(few)


def test_the_page_works_without_scripts(session, school, sign_in, three_works):
    browser = sign_in(school.member)
    page = browser.get("/library/search?q=安全生产&kind=讲话&page=1").text
    assert "2 条结果" in page
    assert "<mark>安全生产</mark>" in page
    assert 'name="kind" value="讲话" checked' in page
    assert "方远：《动员讲话》，2025 年，第 1 段。" in page
    (first, *_rest) = re.findall(r'href="(/library/[^"]*?at=p1[^"]*)"', page)
    assert browser.get(first.replace("&amp;", "&")).status_code == 200


def test_htmx_gets_the_part_that_changes(school, sign_in, three_works):
    browser = sign_in(school.member)
    whole = browser.get("/library/search?q=安全生产")
    part = browser.get("/library/search?q=安全生产", headers={"HX-Request": "true"})
    assert "<html" in whole.text
    assert "<html" not in part.text
    assert "3 条结果" in part.text
    assert "HX-Request" in whole.headers["Vary"]


def test_nothing_found_says_what_to_do(school, sign_in, three_works):
    browser = sign_in(school.member)
    assert "没有找到“石油”" in browser.get("/library/search?q=石油").text
    assert "清除筛选" in browser.get("/library/search?q=石油&era=当代").text
    assert "请输入要查找的词语" in browser.get("/library/search").text


@pytest.mark.parametrize(
    "args",
    [
        "q=" + "长" * 5000,
        "page=0",
        "page=-1",
        "page=999999999999999999999",
        "page=" + "9" * 5000,
        "page=x",
        "mode=quote",
        "sort=x",
        "era=" + "&era=".join(map(str, range(99))),
        "work=没有",
        "q=%F0%9F%98%80",
    ],
)
def test_odd_addresses_are_answered(school, sign_in, three_works, args):
    browser = sign_in(school.member)
    for path in ("/library", "/library/search"):
        assert browser.get(f"{path}?{args}").status_code == 200


def test_an_empty_library_says_so(school, sign_in, index):
    browser = sign_in(school.member)
    assert "文库里还没有著作" in browser.get("/library").text
    assert browser.get("/library/search?q=党课").status_code == 200
