"""The library in a real browser: a trainer brings a work in, a member finds, reads and quotes it."""

import re
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from library.reading.models import ChapterRead, Reading
from library.works.manuscripts import apart
from lms.jobs.models import Job, State
from lms.jobs.runner import Runner
from lms.workshop.camera import sign_in
from tests.browser.examine import violations
from tests.factories import PASSWORD
from tests.patience import until

pytestmark = pytest.mark.browser

BOOK = "---\ntitle: 车间夜话\nauthor: 周清\nera: 当代\nkind: 小说\n---\n\n" + "\n\n".join(
    f"# 第{name}回\n\n第{name}回说的是交接班。\n\n" + "话说天下大势，分久必合。\n\n" * 400
    for name in "一二三"
)
SHORT = "---\ntitle: 谈心要诀\nauthor: 方远\nera: 近代\nkind: 指引\n---\n\n先听，后说。\n\n交接班要面对面。\n"


def work_off(site) -> None:
    """Do what a worker would do."""
    runner = Runner(site.app, Event())
    with site.app.db.session(write=False) as session:
        waiting = list(session.scalars(select(Job.id).where(Job.state == State.queued)))
    for job_id in waiting:
        runner.run_job(job_id)


def bring_in(page: Page, file: Path) -> None:
    page.goto("/teach/library")
    page.get_by_role("link", name="导入著作").click()
    page.get_by_label("文件").set_input_files(file)
    page.get_by_role("button", name="上传并预览").click()
    page.get_by_label("版权说明").fill("自有")
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_role("status")).to_contain_text("已开始导入")


@pytest.fixture(scope="module")
def works(site, browser, tmp_path_factory):
    """Two works, brought in by the trainer through the page."""
    context = browser.new_context(base_url=site.url, locale="zh-CN")
    page = context.new_page()
    sign_in(page, site.url, "trainer", PASSWORD)
    for name, text in (("车间夜话.txt", BOOK), ("谈心要诀.txt", SHORT)):
        file = tmp_path_factory.mktemp("books") / name
        file.write_text(text, "utf-8")
        bring_in(page, file)
    work_off(site)
    expect(page.get_by_text("导入已完成。")).to_be_visible()
    context.close()


def test_a_member_finds_narrows_and_opens_a_passage(visit, works):
    page = visit("member")
    page.goto("/library")
    expect(page.get_by_role("link", name="车间夜话")).to_be_visible()
    page.get_by_label("检索文库").fill("交接班")
    page.get_by_role("button", name="检索").click()
    expect(page.get_by_text("4 条结果")).to_be_visible()
    page.get_by_role("checkbox", name="方远").check()
    expect(page.get_by_text("1 条结果")).to_be_visible()
    expect(page).to_have_url(re.compile("author="))
    expect(page.locator("mark")).to_have_text("交接班")
    page.get_by_role("link", name="移除").click()
    expect(page.get_by_text("4 条结果")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("1 条结果")).to_be_visible()
    page.get_by_role("link", name="看原文").click()
    expect(page.locator("p.sel")).to_contain_text("交接班要面对面。")
    expect(page.locator("[data-cite]")).to_contain_text("方远：《谈心要诀》，近代，第 2 段。")


def test_on_a_phone_the_boxes_are_behind_a_button(visit, works):
    page = visit("member", viewport={"width": 390, "height": 844})
    page.goto("/library/search?q=交接班")
    page.get_by_text("作者、年代、类型").click()
    page.get_by_role("checkbox", name="方远").check()
    page.get_by_role("button", name="查看结果").click()
    expect(page.get_by_text("1 条结果")).to_be_visible()


def test_a_large_file_shows_how_far_its_reading_is_until_it_can_be_confirmed(
    visit, site, works, tmp_path, monkeypatch
):
    monkeypatch.setattr(apart, "LARGEST_AT_ONCE", 10)
    page = visit("trainer")
    file = tmp_path / "长篇.txt"
    file.write_text(SHORT.replace("谈心要诀", "长篇"), "utf-8")
    page.goto("/teach/library/imports/new")
    page.get_by_label("文件").set_input_files(file)
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_text("正在识别文件里的文字")).to_be_visible()
    assert violations(page) == []
    work_off(site)
    page.get_by_role("link", name="查看识别结果").click()
    expect(page.get_by_label("篇名")).to_have_value("长篇")


def test_in_the_largest_letters_on_a_phone_a_passage_begins_below_the_bar(visit, works):
    page = visit("member", viewport={"width": 390, "height": 844})
    page.goto("/library/车间夜话?at=p40#p40")
    page.evaluate("document.documentElement.dataset.text = 'xl'; location.hash = ''")
    page.evaluate("location.hash = 'p40'")
    page.wait_for_timeout(300)
    below = "document.querySelector('#p40').getBoundingClientRect().top - document.querySelector('.focusbar').getBoundingClientRect().bottom"
    assert page.evaluate(below) >= 0


def test_a_passage_is_quoted_with_its_source(visit, works):
    page = visit("member", permissions=["clipboard-read", "clipboard-write"])
    page.goto("/library/谈心要诀")
    page.get_by_role("link", name="引用第 1 段").click()
    page.get_by_role("button", name="复制原文与出处").click()
    expect(page.get_by_text("已复制")).to_be_visible()
    quoted = page.evaluate("navigator.clipboard.readText()")
    assert quoted == "“先听，后说。”（方远：《谈心要诀》，近代，第 1 段。）"
    page.get_by_role("button", name="复制本段链接").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()).startsWith('http')")
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    expect(page.locator("p.sel")).to_contain_text("先听，后说。")


def test_a_quotation_is_checked_and_its_difference_shown(visit, works):
    page = visit("member", viewport={"width": 390, "height": 844})
    page.goto("/library/search?q=交接班")
    page.get_by_role("link", name="查证引文").click()
    page.get_by_label("检索文库").fill("“交接班要當面说清。”")
    page.get_by_role("button", name="查证").click()
    expect(page.get_by_text("未找到一致的原文")).to_be_visible()
    page.get_by_label("检索文库").fill("“先聽，后说。交接班面对面。”")
    page.get_by_role("button", name="查证").click()
    expect(page.get_by_text("有 2 处差别")).to_be_visible()
    expect(page.locator("ins")).to_have_text(["听", "要"])
    expect(page.locator("del")).to_have_text(["聽"])
    page.get_by_text("逐处说明").click()
    expect(page.get_by_text("原文多“要”")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="看原文").click()
    expect(page.locator("p.sel")).to_contain_text("先听，后说。")


def test_a_note_is_kept_at_its_passage_and_taken_back(visit, works):
    page = visit("colleague", viewport={"width": 390, "height": 844})
    page.goto("/library/谈心要诀?chapter=1")
    page.get_by_role("link", name="引用第 2 段").click()
    page.get_by_role("link", name="记笔记").click()
    page.get_by_label("笔记", exact=True).fill("要紧的是面对面")
    page.get_by_role("button", name="保存笔记").click()
    expect(page.get_by_text("要紧的是面对面")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="删除这条笔记").click()
    expect(page.get_by_text("要紧的是面对面")).to_have_count(0)
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("要紧的是面对面")).to_be_visible()
    page.goto("/me/reading-notes")
    expect(page.get_by_text("要紧的是面对面", exact=True)).to_be_visible()
    assert violations(page) == []


def test_the_place_is_kept_and_reading_goes_on_there(visit, site, works):
    page = visit("colleague")
    page.goto("/library/车间夜话?chapter=2")
    page.locator("p[id]").nth(200).scroll_into_view_if_needed()
    page.mouse.wheel(0, 400)
    page.goto("/library")
    until(lambda: 550 < (kept_place(site) or 0) < 650, 5)  # told on leaving, beside the next page
    page.get_by_role("link", name="车间夜话").click()
    expect(page).to_have_url(re.compile(r"at=p\d+#p\d+$"))
    expect(page.get_by_role("heading", name="第二回")).to_be_visible()


def kept_place(site) -> int | None:
    mine = select(Reading.anchor).where(Reading.person_id == site.school.colleague.id)
    with site.app.db.session(write=False) as session:
        return session.scalar(mine)


def test_a_chapter_counts_when_its_end_was_seen_and_time_is_over(visit, site, works):
    page = visit("outsider")
    page.clock.install()
    page.goto("/library/谈心要诀")
    page.locator("#end").scroll_into_view_if_needed()
    page.clock.run_for(5_000)
    expect(page.get_by_text("全文已读")).to_be_visible()
    expect(page.get_by_role("button", name="我已读完全文")).to_have_count(0)
    with site.app.db.session(write=False) as session:
        mine = ChapterRead.person_id == site.school.outsider.id
        assert session.scalar(select(func.count()).where(mine)) == 1


def test_words_are_found_in_the_page_and_in_the_whole_work(visit, works):
    page = visit("member")
    page.goto("/library/车间夜话?chapter=1")
    page.locator("summary", has_text="在本文中查找").click()
    field = page.locator("[data-find] [name=q]")
    field.fill("交接班")
    expect(page.locator("[data-find-count]")).to_have_text("本页第 0 处，共 1 处")
    field.press("Enter")
    expect(page.locator("[data-find-count]")).to_have_text("本页第 1 处，共 1 处")
    page.get_by_role("button", name="查找全文").click()
    expect(page.get_by_text("3 条结果")).to_be_visible()


def test_without_scripts_everything_but_the_place_works(visit, site, works):
    page = visit("organizer", java_script_enabled=False)
    page.goto("/library/search?q=交接班&author=方远")
    expect(page.get_by_text("1 条结果")).to_be_visible()
    page.get_by_role("link", name="看原文").click()
    page.get_by_role("link", name="引用第 1 段").click()
    expect(page.locator("[data-cite]")).to_contain_text("第 1 段。")
    page.get_by_role("button", name="我已读完全文").click()
    expect(page.get_by_text("全文已读")).to_be_visible()


SEARCHES = (
    "q=交接班&author=方远",
    "q=石油",
    "q=石油&era=近代",
    "q=夜话&mode=title",
    "q=先听后说&mode=quote",
    "q=听&mode=quote",
    "q=今天食堂供应红烧肉&mode=quote",
)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_answers_are_accessible(visit, works, width):
    """No link leads to a search, so the walk over every page does not see its answers."""
    page = visit("member", bypass_csp=True, viewport={"width": width, "height": 4000})
    for asked in SEARCHES:
        page.goto(f"/library/search?{asked}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []
