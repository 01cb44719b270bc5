"""The pages of the two trees."""

import pytest


@pytest.fixture
def admin(sign_in, school):
    return sign_in(school.admin)


def test_the_second_tree_begins_with_its_company(admin):
    page = admin.get("/admin/orgs?tree=administration")
    assert "还没有建立行政组织" in page.text
    answer = admin.post("/admin/orgs/administration/new", data={"name": "示例公司"})
    assert answer.status_code == 302
    page = admin.get(answer.location).text
    assert "示例公司" in page
    assert "还没有建立行政组织" not in page
    assert "示例公司" not in admin.get("/admin/orgs").text
    again = admin.post("/admin/orgs/administration/new", data={"name": "另一公司"})
    assert again.status_code == 409


def test_a_tree_that_there_is_not_shows_the_party(admin, school):
    assert school.committee.name in admin.get("/admin/orgs?tree=navy").text
