import re
from dataclasses import replace
from io import BytesIO

import pytest

from lms.errors import Conflict, Forbidden, Invalid, NotFound
from quizzes.bank import queries, services
from quizzes.bank.content import draft_of
from quizzes.bank.queries import ItemOrder, Wanted
from quizzes.interchange import read_candidates, write_gift
from quizzes.interchange.template import SAMPLES, write_workbook
from tests.quizzes.conftest import DRAFTS, MULTIPLE, SINGLE


@pytest.fixture
def bank(session, trainer):
    return services.open_bank(session, trainer, "党务知识题库")


@pytest.fixture
def browser(sign_in, school):
    return sign_in(school.trainer)


def stems(session, bank, **wanted):
    return [row.stem for row in queries.items(session, bank, Wanted(**wanted), 1)]


def test_a_question_comes_out_of_the_bank_as_it_went_in(session, trainer, bank):
    for draft in (*DRAFTS, *SAMPLES):
        item = services.add_item(session, trainer, bank, draft)
        _item, revision = queries.editable_item(session, trainer, item.id)
        assert draft_of(revision, item.topic) == draft


def test_a_faulty_question_is_refused_by_field(session, trainer, bank):
    with pytest.raises(Invalid) as refusal:
        services.add_item(session, trainer, bank, replace(SINGLE, stem="", options=()))
    assert {error.field for error in refusal.value.errors} == {"stem", "options"}


def test_editing_makes_a_new_revision_and_keeps_the_old(session, trainer, bank):
    item = services.add_item(session, trainer, bank, SINGLE)
    services.revise(session, trainer, item, 1, replace(SINGLE, stem="新"))
    session.refresh(item)
    assert item.revision == 2
    assert stems(session, bank) == ["新"]


def test_nobody_overwrites_what_somebody_else_wrote_meanwhile(session, trainer, bank):
    item = services.add_item(session, trainer, bank, SINGLE)
    services.revise(session, trainer, item, 1, replace(SINGLE, stem="甲写的"))
    with pytest.raises(Conflict, match="刚刚被别人修改过"):
        services.revise(session, trainer, item, 1, replace(SINGLE, stem="乙写的"))
    assert stems(session, bank) == ["甲写的"]


def test_other_trainers_see_a_bank_only_when_it_is_shared(session, school, trainer, bank):
    other = school.actor(session, school.other_trainer)
    with pytest.raises(NotFound):
        queries.editable_bank(session, other, bank.id)
    services.share(session, trainer, bank, other.id)
    services.share(session, trainer, bank, other.id)
    session.expire_all()
    shared = queries.editable_bank(session, other, bank.id)
    services.add_item(session, other, shared, SINGLE)
    with pytest.raises(Forbidden):
        services.share(session, other, shared, school.admin.id)
    services.unshare(session, trainer, shared, other.id)
    with pytest.raises(NotFound):
        queries.editable_bank(session, other, bank.id)


def test_items_are_found_by_words_kind_topic_and_state(session, trainer, bank):
    first, *_rest = [services.add_item(session, trainer, bank, draft) for draft in DRAFTS]
    assert len(stems(session, bank)) == 4
    assert stems(session, bank, text="三会") == [MULTIPLE.stem]
    assert stems(session, bank, text="%") == []
    assert stems(session, bank, kind="multiple") == [MULTIPLE.stem]
    assert stems(session, bank, topic="组织生活") == [MULTIPLE.stem, SINGLE.stem]
    services.retire(session, trainer, first)
    assert SINGLE.stem not in stems(session, bank)
    assert stems(session, bank, is_retired=True) == [SINGLE.stem]


def test_the_list_takes_as_many_queries_for_many_items(session, trainer, bank, count_queries):
    services.add_item(session, trainer, bank, SINGLE)
    with count_queries() as few:
        stems(session, bank)
    for n in range(20):
        services.add_item(session, trainer, bank, replace(SINGLE, stem=f"题 {n}"))
    with count_queries() as many:
        assert len(stems(session, bank)) == 21
    assert len(many) == len(few)


def test_an_import_writes_nothing_before_it_is_confirmed_and_then_once(session, trainer, bank):
    services.add_item(session, trainer, bank, SINGLE)
    candidates = read_candidates(write_gift([*DRAFTS, MULTIPLE]).encode())
    kept = services.preview(session, trainer, bank, file_name="题.gift", candidates=candidates)
    assert len(stems(session, bank)) == 1
    kept = queries.editable_import(session, trainer, kept.id)
    assert services.confirm(session, trainer, kept) == 3
    assert services.confirm(session, trainer, kept) == 3
    assert len(stems(session, bank)) == 4


def test_the_whole_way_of_a_file(session, browser, trainer):
    url = browser.post("/teach/bank", data={"title": " 新  题库 "}).location
    assert "新 题库" in browser.get(url).text
    book = BytesIO(write_workbook(DRAFTS))
    kept = browser.post(f"{url}/imports", data={"file": (book, "题.xlsx")}).location
    page = browser.get(kept).text
    assert "有 4 道题可以导入" in page
    assert "现在还没有写入题库" in page
    assert browser.post(f"{kept}/confirmation").location == url
    assert "已导入 4 道题" in browser.get(url).text
    for extension, start in (("xlsx", b"PK"), ("gift", b"[plain]")):
        file = browser.get(f"{url}/items.{extension}")
        assert file.data.startswith(start) or b"$CATEGORY" in file.data
        assert len([one for one in read_candidates(file.data) if one.draft]) == 4


def test_bad_rows_say_where_and_why_and_good_rows_go_in(session, browser):
    url = browser.post("/teach/bank", data={"title": "题库"}).location
    text = "甲{TRUE}\n\n乙{#1822}\n\n丙{=一 ~二\n\n"
    kept = browser.post(f"{url}/imports", data={"file": (BytesIO(text.encode()), "a.txt")}).location
    page = browser.get(kept).text
    assert "有 1 道题可以导入" in page
    assert "题库暂时没有数值题" in page
    assert "花括号不成对" in page
    assert "第 5 行" in page


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ((BytesIO(b""), "empty.txt"), "文件是空的"),
        ((BytesIO(b"PK\x03\x04broken"), "a.xlsx"), "已损坏"),
        ((BytesIO(b"\x00\x01" * 9), "a.gift"), "不是文本文件"),
        ((BytesIO(b""), ""), "请选择文件"),
        ("a.gift", "请选择文件"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_on_its_page(browser, file, words):
    url = browser.post("/teach/bank", data={"title": "题库"}).location
    answer = browser.post(f"{url}/imports", data={"file": file})
    assert answer.status_code == 422
    assert words in answer.text


def test_the_editor_keeps_what_was_typed_and_previews_without_saving(session, browser, trainer):
    url = browser.post("/teach/bank", data={"title": "题库"}).location
    typed = {"stem": "新题 <1>", "options-0": "甲", "options-1": "乙", "max_mark": "2"}
    refused = browser.post(f"{url}/items/new?kind=single", data=typed)
    assert refused.status_code == 422
    assert "请标出正确选项。" in refused.text
    assert "新题 &lt;1&gt;" in refused.text
    assert 'value="甲"' in refused.text
    typed["right"] = "1"
    for mark in ("NaN", "sNaN", "Infinity"):
        refused = browser.post(f"{url}/items/new?kind=single", data={**typed, "max_mark": mark})
        assert "请填写数字，例如 0.5。" in refused.text
    preview = browser.post(f"{url}/items/new?kind=single", data={**typed, "preview": "1"})
    assert "预览，尚未保存" in preview.text
    assert "题库里还没有试题" in browser.get(url).text
    assert browser.post(f"{url}/items/new?kind=single", data=typed).location == url
    assert "新题 &lt;1&gt;" in browser.get(url).text


def rows_of(page):
    """The options as the form shows them, and which of them are marked as right."""
    texts = re.findall(r'name="options-\d+"[^>]*value="([^"]*)"', page)
    return texts, [int(n) for n in re.findall(r'name="right"\s*value="(\d)" checked', page)]


def test_options_come_and_go_without_javascript_and_keep_what_was_typed(browser):
    url = browser.post("/teach/bank", data={"title": "题库"}).location
    new = f"{url}/items/new?kind=multiple"
    assert rows_of(browser.get(new).text) == ([""] * 4, [])
    typed = {
        "stem": "题", "max_mark": "很多", "right": ["0", "2"],
        "options-0": "甲", "options-1": "乙", "options-2": "丙",
    }  # fmt: skip
    more = browser.post(new, data={**typed, "more": "1"})
    assert (more.status_code, rows_of(more.text)) == (200, (["甲", "乙", "丙", ""], [0, 2]))
    assert 'value="很多"' in more.text
    less = browser.post(new, data={**typed, "less": "1"})
    assert rows_of(less.text) == (["甲", "丙"], [0, 1])
    strange = browser.post(new, data={**typed, "right": ["%00", "2", "-1"], "less": "1"})
    assert rows_of(strange.text) == (["甲", "丙"], [1])
    least = browser.post(new, data={"options-0": "甲", "options-1": "乙", "less": "0"})
    assert rows_of(least.text)[0] == ["甲", "乙"]
    full = {f"options-{n}": str(n) for n in range(8)}
    assert len(rows_of(browser.post(new, data={**full, "more": "1"}).text)[0]) == 8


def test_banks_and_items_are_found_and_sorted(session, browser, trainer):
    for title in ("乙库", "甲库"):
        browser.post("/teach/bank", data={"title": title})
    listed = browser.get("/teach/bank?q=甲&sort=newest").text
    assert "甲库" in listed
    assert "乙库" not in listed
    assert "没有符合条件的题库" in browser.get("/teach/bank?q=丙").text
    assert "甲库" in browser.get("/teach/bank?sort=无").text
    bank = queries.editable_bank(session, trainer, queries.all_banks(session, trainer)[0].id)
    for topic in ("二", "一"):
        services.add_item(session, trainer, bank, replace(SINGLE, stem=f"{topic}？", topic=topic))
    assert stems(session, bank, order=ItemOrder.topic) == ["一？", "二？"]


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (
            "multiple",
            {"options-0": "甲", "options-1": "乙", "options-2": "丙", "right": ["0", "2"]},
        ),
        ("true_false", {"is_true": "false"}),
        ("short_answer", {"wordings": "一年\n 1年 \n"}),
    ],
)
def test_every_kind_can_be_written_and_written_again(session, browser, trainer, kind, typed):
    url = browser.post("/teach/bank", data={"title": "题库"}).location
    typed = {"stem": "题", "max_mark": "1.5", **typed}
    browser.post(f"{url}/items/new?kind={kind}", data=typed)
    bank = queries.all_banks(session, trainer)[0]
    (row,) = queries.items(session, queries.editable_bank(session, trainer, bank.id), Wanted(), 1)
    page = browser.get(f"/teach/items/{row.id}").text
    assert "1.5" in page
    again = {**typed, "stem": "改", "seen": "1"}
    assert browser.post(f"/teach/items/{row.id}", data=again).status_code == 302
    stale = browser.post(f"/teach/items/{row.id}", data={**again, "stem": "又改"})
    assert stale.status_code == 422
    assert "又改</textarea>" in stale.text
    assert '<span class="lines">改</span>' in stale.text
    assert 'name="seen" type="hidden" value="2"' in stale.text
    strange = browser.post(f"/teach/items/{row.id}", data={**again, "seen": "9" * 5000})
    assert strange.status_code == 422


def test_members_are_told_whom_to_ask(sign_in, school):
    answer = sign_in(school.member).get("/teach/bank")
    assert answer.status_code == 403
    assert "请联系系统管理员" in answer.text


def test_a_bank_is_shared_with_trainers_only_and_on_its_page(browser, school, sign_in):
    url = browser.post("/teach/bank", data={"title": "题库"}).location
    other = school.other_trainer
    found = browser.get(f"{url}/settings?q={other.name}").text
    assert f'name="person" value="{other.id}"' in found
    browser.post(f"{url}/trainers", data={"person": school.member.id})
    assert sign_in(school.member).get(url).status_code == 403
    browser.post(f"{url}/trainers", data={"person": other.id})
    assert sign_in(other).get(url).status_code == 200
    browser.post(f"{url}/trainers/{other.id}/removal")
    assert sign_in(other).get(url).status_code == 404
