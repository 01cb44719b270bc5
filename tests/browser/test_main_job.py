"""The main job, end to end, through real processes and a real browser, on real files.

A trainer uploads a film and builds a course with a quiz; a member watches it and sits the quiz
through a reload and a lost network; the organizer reads the report, exports it, and the workbook
holds the same numbers.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from lms.config import ZONE
from lms.db import Database, today
from lms.people import OrgUnit, Person
from lms.people.services import set_password
from lms.workshop.camera import sign_in
from tests.factories import PASSWORD, School, build_school
from tests.media import films
from tests.servers.school import running_school

pytestmark = [pytest.mark.browser, pytest.mark.servers]

PATIENCE = 120_000
SECONDS = 12
COURSE = "班组安全入门"
GIFT = """
::一:: 班前会先看什么？ {
=人的状态
~产量
~天气
}

::二:: 一天只讲一个最危险的地方。 {TRUE}

::三:: 哪些是小隐患？ {
~%50%松动的螺栓
~%50%地面的油迹
~%-100%同事的口音
}
"""


class Site(NamedTuple):
    url: str
    school: School


@pytest.fixture(scope="module")
def site(tmp_path_factory, new_database) -> Iterator[Site]:
    """The school as its one command opens it, with the people of the small school in it."""
    data, database = tmp_path_factory.mktemp("main-job") / "data", new_database()
    with running_school(data, "--no-demo", LMS_DATABASE_URL=database) as running:
        yield Site(running.url, _people(database))


def _people(database_url: str) -> School:
    database = Database(database_url)
    with database.session(write=True) as session:
        founder = session.scalars(select(Person)).one()
        founder.login = "founder"
        session.flush()
        school = build_school(session, session.scalars(select(OrgUnit)).one())
        for person in (part for part in school if isinstance(part, Person)):
            set_password(person, PASSWORD, must_change=False)
        session.commit()
    database.engine.dispose()
    return school


@pytest.fixture
def come(browser: Browser, site: Site):
    contexts: list[BrowserContext] = []

    def _come(login: str) -> Page:
        context = browser.new_context(
            base_url=site.url, locale="zh-CN", timezone_id="Asia/Shanghai", accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(40_000)
        sign_in(page, site.url, login, PASSWORD)
        return page

    yield _come
    for context in contexts:
        context.close()


def send(page: Page, button: str) -> None:
    """Press a button that sends its form, and wait for the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def upload_lecture(page: Page, film: Path) -> None:
    page.goto("/teach/media")
    page.set_input_files("input[type=file]", film)
    page.get_by_role("link", name="查看").click()
    page.get_by_role("link", name="预览").wait_for()
    expect(page.get_by_text("100%")).to_be_visible(timeout=PATIENCE)


def write_quiz(page: Page) -> None:
    page.goto("/teach/bank")
    page.locator("input[name=title]").fill("班组安全题库")
    send(page, "新建题库")
    page.goto(f"{page.url}/imports")
    gift = {"name": "items.gift", "mimeType": "text/plain", "buffer": GIFT.encode()}
    page.set_input_files("input[type=file]", gift)
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("有 3 道题可以导入")
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text(re.compile("导入.*3 道题")).first).to_be_visible()
    page.goto("/teach/quizzes/new")
    page.locator("input[name=title]").fill("班组安全测试")
    page.locator("main form button.go").click()
    page.get_by_role("link", name="选题").click()
    for box in page.locator("input[name=item]").all():
        box.check()
    send(page, "加入试卷")
    page.goto(page.url.split("/banks/")[0])
    page.locator("summary", has_text="发布").click()
    page.get_by_role("dialog").get_by_role("button", name="发布").click()
    expect(page.get_by_text("已发布").first).to_be_visible()


def build_course(page: Page) -> None:
    page.goto("/teach/courses/new")
    page.locator("input[name=title]").fill(COURSE)
    page.get_by_role("button", name="新建并添加内容").click()
    for kind, subject in (("video", "班前会"), ("quiz", "班组安全测试")):
        page.locator(f"input[name=kind][value={kind}]").check()
        page.get_by_role("button", name="添加", exact=True).click()
        page.locator("select[name=ref_id]").select_option(label=subject)
        page.locator("input[name=nominal_hours]").fill("0.5")
        send(page, "保存本讲")
        page.goto(re.sub(r"/lessons/.*", "/content", page.url))
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_text("第 1 版已发布", exact=True)).to_be_visible()


def set_task(page: Page, unit: str) -> None:
    day = today(ZONE)
    page.goto("/branch/plans/new")
    page.locator("input[name=title]").fill("本月安全学习")
    page.locator("input[name=period]").fill("本月")
    page.locator("summary", has_text="课程").click()
    page.get_by_label(COURSE).check()
    page.locator("input[name=starts_on]").fill(day.isoformat())
    page.locator("input[name=deadline]").fill((day + timedelta(days=20)).isoformat())
    page.get_by_label(unit).check()
    page.get_by_role("button", name="布置", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("本月安全学习")


def watch(page: Page) -> None:
    page.goto("/courses")
    page.get_by_role("link", name=COURSE).first.click()
    send(page, "报名学习")
    page.goto(f"{page.url.split('?')[0]}/1")
    page.get_by_role("button", name="播放", exact=True).click()
    expect(page.get_by_text("本讲已完成").first).to_be_visible(timeout=PATIENCE)


def open_quiz(page: Page) -> None:
    page.goto(re.sub(r"/1$", "/2", page.url))
    page.locator("main").get_by_role("link", name=re.compile("测试|作答")).first.click()
    page.get_by_role("button", name="开始测试").click()
    expect(page.locator("#hint")).to_contain_text("自动保存")  # the scripts are there


def sit_quiz(page: Page) -> None:
    """Answer the first question, reload; answer the second without a network; hand in."""
    next_one = page.locator(".actionbar").get_by_role("button", name="下一题")
    saved = page.locator("[data-when=saved]")
    _answer(page)
    expect(saved).to_be_visible()
    page.reload()
    expect(page.locator("#hint")).to_contain_text("自动保存")
    expect(page.locator("input[name=answer]:checked")).not_to_have_count(0)
    next_one.click()
    page.context.set_offline(offline=True)
    _answer(page)
    expect(page.locator("[data-when=offline]")).to_be_visible()
    next_one.click()
    page.context.set_offline(offline=False)
    _answer(page)
    expect(saved).to_be_visible()
    page.locator(".actionbar").get_by_role("button", name="交卷").last.click()
    page.get_by_role("dialog").get_by_role("button", name="确定交卷").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("通过")


def _answer(page: Page) -> None:
    kind = page.locator("[data-question]").get_attribute("data-kind")
    right = {
        "single": ("人的状态",),
        "true_false": ("正确",),
        "multiple": ("松动的螺栓", "地面的油迹"),
    }[kind]
    for words in right:
        page.locator(".opt", has_text=words).locator("input").check()


def numbers_on_page(page: Page) -> tuple[int, int]:
    """Return (required, completed) as the totals row says."""
    cells = page.locator("tfoot td.n")
    return int(cells.nth(0).inner_text()), int(cells.nth(1).inner_text())


def numbers_in_workbook(file: Path) -> tuple[int, int]:
    rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    heads = next(row for row in rows if "应学" in row)
    totals = next(row for row in rows if row and row[0] == "合计")
    return int(totals[heads.index("应学")]), int(totals[heads.index("已完成")])


def export(page: Page, folder: Path) -> Path:
    page.get_by_text("导出 Excel").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 Excel").click()
    download.value.save_as(folder / "report.xlsx")
    return folder / "report.xlsx"


def test_the_main_job(come, site, tmp_path):
    trainer = come("trainer")
    upload_lecture(trainer, films.make(tmp_path / "班前会.mp4", seconds=SECONDS))
    write_quiz(trainer)
    build_course(trainer)

    organizer = come("organizer")
    set_task(organizer, "北区党总支")
    report = f"/branch/{site.school.north.id}/completion"
    organizer.goto(report)
    required, completed = numbers_on_page(organizer)
    assert completed == 0

    member = come("member")
    watch(member)
    open_quiz(member)
    sit_quiz(member)

    organizer.goto(report)
    assert numbers_on_page(organizer) == (required, 1)
    assert numbers_in_workbook(export(organizer, tmp_path)) == (required, 1)
