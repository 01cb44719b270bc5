"""What can be undone offers it in a toast, which waits for whoever is at it."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from courses.catalogue.models import Course, CourseState

pytestmark = pytest.mark.browser


def course_of(demo):
    published = select(Course.id).where(Course.state == CourseState.published).limit(1)
    with demo.app.db.session(write=False) as session:
        return session.scalar(published)


def test_a_toast_offers_the_way_back(visit_demo, demo):
    page = visit_demo("trainer")
    page.goto(f"/teach/courses/{course_of(demo)}/history")
    page.get_by_role("button", name="下架课程").click()
    toast = page.locator(".toast")
    expect(toast).to_contain_text("课程已下架")
    expect(page.locator("[data-undo]")).to_be_hidden()
    toast.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("课程已重新上架。")).to_be_visible()
    expect(page.get_by_role("button", name="下架课程")).to_be_visible()
