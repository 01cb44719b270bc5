"""The pages of posts and of the tree of units."""

from datetime import date

from sqlalchemy import select

from lms.people import OrgUnit, Post


def last(session, row):
    return session.scalars(select(row).order_by(row.id.desc())).first()


def test_a_post_is_given_and_ended(school, session, admin):
    sent = {
        "person": "member",
        "role": "organizer",
        "title": "支部书记",
        "unit": school.branch_a.id,
    }
    given = admin.post(
        "/admin/roles/new", data={**sent, "valid_from": "2026-06-01", "last_day": "2029-05-31"}
    )
    assert given.location == f"/admin/people/{school.member.id}"
    post = last(session, Post)
    assert (post.valid_from, post.valid_to) == (date(2026, 6, 1), date(2029, 6, 1))
    assert "2029 年 5 月 31 日" in admin.get("/admin/roles").text.replace("\u00a0", " ")
    assert admin.post(f"/admin/roles/{post.id}/end", data={"day": "2026-07-01"}).status_code == 302
    assert (
        admin.post(
            "/admin/roles/new", data={**sent, "person": "nobody", "valid_from": "2026-06-01"}
        ).status_code
        == 422
    )


def test_the_last_administrator_is_told_why_the_post_stays(school, session, admin):
    post = session.scalars(select(Post).where(Post.person_id == school.admin.id)).one()
    answer = admin.post(f"/admin/roles/{post.id}/end", data={"day": "2026-07-01"})
    assert answer.status_code == 409
    assert "这是最后一位系统管理员。请先任命另一位，再做此操作。" in answer.text


def test_the_tree_grows_moves_and_closes(school, session, admin):
    north, south = (f"/admin/orgs/{unit.id}" for unit in (school.north, school.south))
    assert (
        admin.post(
            f"{north}/children/new", data={"name": "丁车间党支部", "kind": "branch"}
        ).location
        == north
    )
    unit = last(session, OrgUnit)
    page = f"/admin/orgs/{unit.id}"
    assert admin.post(f"{page}/name", data={"name": "　丁　车间 党支部 "}).location == page
    assert admin.post(f"{page}/parent", data={"above": school.south.id}).location == page
    session.refresh(unit)
    assert (unit.name, unit.path) == ("丁 车间 党支部", f"{school.south.path}{unit.id}/")
    assert admin.post(f"{page}/order", data={"by": "-1"}).location == south
    assert admin.post(f"{page}/closure").location == page
    assert "此组织已撤销" in admin.get(page).text
    assert admin.post(f"{page}/reopening").location == page
    refused = admin.post(f"{north}/closure")
    assert refused.status_code == 409
    assert "还不能撤销" in refused.text
    assert "丁 车间 党支部" in admin.get("/admin/orgs").text
