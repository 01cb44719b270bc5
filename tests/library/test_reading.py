"""Reading: pages open where one left off, are quoted right, and count as read by a stated rule."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from time_machine import travel

from library.reading import queries, services
from library.reading.models import ChapterRead, Reading
from library.reading.pace import least_time
from library.works import editions
from library.works.queries import readable_text
from lms.db import utcnow
from tests.library.conftest import manuscript


@pytest.fixture
def novel(shelve):
    """Three chapters, each of a page of its own."""
    chapters = {
        f"第{name}回": [f"第{name}回的话" + "说" * 5000, "且听下回分解"] for name in "一二三"
    }
    return shelve(title="说书", author="某甲", era="清", chapters=chapters)


def opened(page):
    return re.search(r'name="opened" value="([^"]+)"', page.text)[1]


def _posted(browser, number, token):
    data = {"opened": token}
    return browser.post(f"/library/说书/chapters/{number}/reading", data=data).status_code


@pytest.fixture
def finish(time_machine):
    """Open a chapter, read for a while, say that it is read."""
    time_machine.move_to(utcnow())

    def _finish(browser, number, *, after=timedelta(minutes=20)):
        page = browser.get(f"/library/说书?chapter={number}")
        time_machine.shift(after)
        return _posted(browser, number, opened(page))

    return _finish


def test_a_novel_is_read_by_chapters(school, sign_in, novel):
    browser = sign_in(school.member)
    first = browser.get("/library/说书")
    assert "第一回的话" in first.text
    assert "第二回的话" not in first.text
    assert "chapter=2" in first.text
    assert "第三回的话" in browser.get("/library/说书?chapter=3").text
    assert browser.get("/library/说书?chapter=4").status_code == 404


def test_a_short_work_is_read_on_one_page(school, sign_in, shelve):
    shelve(title="短文", chapters={"会前": ["甲"], "会后": ["乙"]})
    page = sign_in(school.member).get("/library/短文").text
    assert page.index("会前") < page.index("甲") < page.index("会后") < page.index("乙")
    assert "下一章" not in page


def test_a_passage_is_opened_on_its_page_with_its_source(school, sign_in, novel):
    page = sign_in(school.member).get("/library/说书?at=p4").text
    assert 'id="p4" class="sel"' in page
    assert "某甲：《说书》，清，第 4 段。" in page


def test_what_was_searched_for_is_marked(school, sign_in, novel):
    page = sign_in(school.member).get("/library/说书?at=p4&q=且听下回分解").text
    assert "<mark>且听下回分解</mark>" in page


def test_reading_goes_on_where_it_stopped(session, school, sign_in, novel):
    browser = sign_in(school.member)
    assert browser.post("/library/说书/place", data={"at": "p3"}).status_code == 204
    answer = browser.get("/library/说书")
    assert answer.status_code == 302
    assert answer.location.endswith("?at=p3#p3")
    assert session.scalars(select(Reading.anchor)).all() == [3]
    assert sign_in(school.colleague).get("/library/说书").status_code == 200


@pytest.mark.parametrize("at", ["", "p0", "p99", "p-1", "x", "p99999999999"])
def test_a_place_that_is_none_is_refused(school, sign_in, novel, at):
    browser = sign_in(school.member)
    assert browser.post("/library/说书/place", data={"at": at}).status_code == 404
    assert browser.get("/library/说书", query_string={"at": at}).status_code == 404


def test_a_passage_taken_out_shows_what_it_said(session, school, sign_in, shelve):
    work = shelve("留下的一段文字", "后来删去的一段文字", title="修订稿")
    text = readable_text(session, school.actor(session, school.member), work.slug)
    old = [(1, "留下的一段文字"), (2, "后来删去的一段文字")]
    revised = manuscript("留下的一段文字", title="修订稿")
    layout = editions.laid_out(revised, [editions.Old(*row) for row in old], 3)
    edition = editions.begin(session, text.work, revised, layout)
    editions.add_passages(session, edition.id, layout.passages)
    editions.put_in_force(session, edition, layout.next_anchor)
    session.commit()
    browser = sign_in(school.member)
    gone = browser.get("/library/修订稿?at=p2")
    assert gone.status_code == 410
    assert "后来删去的一段文字" in gone.text
    assert browser.get("/library/修订稿?at=p1").status_code == 200


def test_a_chapter_read_to_its_end_counts_once(session, school, sign_in, novel, finish):
    browser = sign_in(school.member)
    token = opened(browser.get("/library/说书?chapter=1"))
    assert finish(browser, 1) == 302
    assert _posted(browser, 1, token) == 302
    assert len(session.scalars(select(ChapterRead)).all()) == 1
    assert "本章已读" in browser.get("/library/说书?chapter=1").text
    assert "全文已读 33%" in browser.get("/library/说书/contents").text


def test_the_progress_is_counted_in_passages(session, school, sign_in, novel, finish):
    browser = sign_in(school.member)
    person, work = school.member.id, novel.id
    assert queries.progress(session, [work], [person]) == {}
    finish(browser, 1)
    finish(browser, 3)
    session.expire_all()
    assert queries.progress(session, [work], [person]) == {(person, work): (4, 6)}
    assert queries.wholes(session, [work]) == {work: 6}
    finish(browser, 2)
    session.expire_all()
    assert queries.progress(session, [work], [person]) == {(person, work): (6, 6)}


def test_floors_above_are_told_in_the_same_transaction(app, school, sign_in, novel, finish):
    told = []
    app.facts.subscribe("reading.progressed", lambda _session, fact: told.append(fact))
    finish(sign_in(school.member), 2)
    assert [(fact.person_id, fact.subject_id) for fact in told] == [(school.member.id, novel.id)]


def test_a_chapter_just_opened_is_not_read(session, school, sign_in, novel, finish):
    browser = sign_in(school.member)
    assert finish(browser, 1, after=timedelta(seconds=5)) == 302
    assert session.scalars(select(ChapterRead)).all() == []
    assert "请读完后再确认" in browser.get("/library/说书?chapter=1").text


def test_a_program_is_told_why(session, school, sign_in, novel):
    browser = sign_in(school.member)
    page = browser.get("/library/说书?chapter=1")
    answer = browser.post(
        "/library/说书/chapters/1/reading",
        data={"opened": opened(page)},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 409
    assert session.scalars(select(ChapterRead)).all() == []


def test_the_same_minutes_do_not_read_two_pages(session, school, sign_in, novel, time_machine):
    """Somebody opens all chapters at once; each still takes its time."""
    browser = sign_in(school.member)
    time_machine.move_to(utcnow())
    tokens = {n: opened(browser.get(f"/library/说书?chapter={n}")) for n in (1, 2, 3)}
    for finished in (1, 2, 3):
        time_machine.shift(least_time(5012))
        for number, token in tokens.items():
            _posted(browser, number, token)
        assert len(session.scalars(select(ChapterRead)).all()) == finished


def test_one_pages_opening_does_not_read_another(session, school, sign_in, novel):
    """Neither another chapter, nor for another person, nor with a made-up moment."""
    browser, other = sign_in(school.member), sign_in(school.colleague)
    token = opened(browser.get("/library/说书?chapter=1"))
    with travel(utcnow() + timedelta(minutes=20), tick=False):
        answers = [_posted(browser, 2, token), _posted(other, 1, token), _posted(browser, 1, "x")]
    assert answers == [400, 400, 400]
    assert session.scalars(select(ChapterRead)).all() == []


def test_nobody_has_to_wait_longer_than_ten_minutes():
    assert least_time(100) == timedelta(seconds=4)
    assert least_time(10_000_000) == timedelta(minutes=10)


def test_reading_survives_a_corrected_edition(session, school, sign_in, shelve):
    work = shelve("甲段的原来文字", "乙段的原来文字", title="稿")
    actor = school.actor(session, school.member)
    page = queries.page_of_chapter(session, actor, "稿", 1)
    services.finish(session, actor, page, utcnow() - timedelta(hours=1))
    text = readable_text(session, actor, "稿")
    old = [editions.Old(1, "甲段的原来文字"), editions.Old(2, "乙段的原来文字")]
    revised = manuscript("甲段的原来的文字", "乙段的原来文字", "丙段", title="稿")
    layout = editions.laid_out(revised, old, 3)
    edition = editions.begin(session, text.work, revised, layout)
    editions.add_passages(session, edition.id, layout.passages)
    editions.put_in_force(session, edition, layout.next_anchor)
    assert queries.progress(session, [work.id], [actor.id]) == {(actor.id, work.id): (3, 3)}


def test_the_number_of_queries_does_not_grow_with_the_work(
    session, school, sign_in, shelve, count_queries
):
    shelve(title="短", chapters={f"第{n}章": ["甲" * 7000] for n in range(2)})
    shelve(title="长", chapters={f"第{n}章": ["甲" * 500] * 40 for n in range(30)})
    browser = sign_in(school.member)
    browser.get("/library")
    counts = {}
    for url in (
        "/library/短?chapter=1",
        "/library/长?chapter=1",
        "/library/短/contents",
        "/library/长/contents",
    ):
        with count_queries() as seen:
            assert browser.get(url).status_code == 200
        counts[url] = len(seen)
    assert counts["/library/短?chapter=1"] == counts["/library/长?chapter=1"]
    assert counts["/library/短/contents"] == counts["/library/长/contents"]


def test_words_of_a_text_are_never_markup(school, sign_in, shelve):
    shelve('<script>alert(1)</script>"&', title='<b>"题', author="<i>某")
    browser = sign_in(school.member)
    for url in ("/library", "/library/search?q=script", "/library/b-题", "/library/b-题?at=p1"):
        page = browser.get(url).text
        assert "<script>alert" not in page
        assert '<b>"题' not in page
        assert "<i>某" not in page
        assert "&lt;i&gt;某" in page
