"""An open page that waits: for a fragment that is slow or lost, for a job that is under way."""

from threading import Event

import pytest
from flask import render_template_string
from playwright.sync_api import expect
from sqlalchemy import select

from lms.jobs.models import Job, State
from lms.jobs.runner import Runner
from tests.courses.makers import lecture, make_course, make_film
from tests.courses.studying import set_task

pytestmark = pytest.mark.browser

WITHIN = 5_500  # milliseconds: a poll, and the time it takes
PAGE = """
{% extends "layouts/page.html" %}
{% block title %}样页{% endblock %}
{% block main %}
  <h1>样页</h1>
  <form hx-get="/found" hx-trigger="change" hx-target="#found"><input name="q" aria-label="词"></form>
  <div id="found">原来的结果</div>
{% endblock %}
"""


@pytest.fixture
def sample(site, visit):
    """A page with a list that is narrowed by htmx, whose clock the test moves."""
    page = visit(None)
    page.clock.install()
    with site.app.test_request_context():
        site.app.preprocess_request()
        html = render_template_string(PAGE)
    page.route("**/sample", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto("/sample")
    return page


def narrow(page):
    page.get_by_label("词").fill("党章")
    page.get_by_label("词").press("Tab")


def test_a_slow_fragment_says_so_and_may_be_asked_for_again(sample):
    sample.route("**/found*", lambda _route: None)  # held
    narrow(sample)
    sample.clock.run_for(400)
    expect(sample.locator("#found")).to_have_attribute("aria-busy", "true")
    sample.clock.run_for(10_000)
    expect(sample.get_by_role("status")).to_contain_text("加载的时间比平时长。")
    sample.route("**/found*", lambda route: route.fulfill(body="新的结果"))
    sample.get_by_role("button", name="重试").click()
    expect(sample.locator("#found")).to_have_text("新的结果")
    expect(sample.locator("#found")).not_to_have_attribute("aria-busy", "true")
    expect(sample.get_by_role("button", name="重试")).to_have_count(0)


def test_a_lost_fragment_leaves_what_was_there(sample):
    sample.route("**/found*", lambda route: route.fulfill(status=503, body="-"))
    narrow(sample)
    expect(sample.get_by_role("status")).to_contain_text("内容没有加载出来")
    expect(sample.locator("#found")).to_have_text("原来的结果")
    sample.unroute("**/found*")
    sample.route("**/found*", lambda route: route.fulfill(body="新的结果"))
    sample.get_by_role("button", name="重试").click()
    expect(sample.locator("#found")).to_have_text("新的结果")


def work_off(site) -> None:
    """Do what a worker would do."""
    with site.app.db.session(write=False) as session:
        waiting = list(session.scalars(select(Job.id).where(Job.state == State.queued)))
    for job_id in waiting:
        Runner(site.app, Event()).run_job(job_id)


def test_an_open_page_shows_that_its_file_is_ready_within_five_seconds(site, visit):
    with site.app.db.session(write=True) as session:
        trainer = site.school.actor(session, site.school.trainer)
        course = make_course(session, trainer, lecture(make_film(session, site.school.trainer)))
        set_task(session, [site.school.north], course, by=site.school.organizer)
        session.commit()
    page = visit("organizer")
    page.goto(f"/branch/{site.school.north.id}/completion")
    page.get_by_role("button", name="导出 CSV").click()
    expect(page.get_by_text("正在准备文件…")).to_be_visible()
    work_off(site)
    expect(page.get_by_text("文件已准备好")).to_be_visible(timeout=WITHIN)
