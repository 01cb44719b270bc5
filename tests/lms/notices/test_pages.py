"""The pages of notices, as people read them."""

import pytest


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.text)
    return answer.text.replace("\xa0", " ")


def typed(client, **values):
    form = {"title": "主题党日安排", "body": "周五下午。\n\n请准时。", "key": "b" * 32, **values}
    return client.post("/branch/notices/new", data=form)


def test_the_bell_says_what_is_unread_until_it_is_read(school, sign_in, tell):
    member = sign_in(school.member)
    assert 'class="badge"' not in read(member, "/notices")
    notice = tell()
    assert "通知，1 条未读" in read(member, "/")
    assert "新</span>" in read(member, "/notices")
    page = read(member, f"/notices/{notice.id}")
    assert "请按时完成。" in page
    assert "条未读" not in page
    assert "新</span>" not in read(member, "/notices")


def test_the_bell_is_asked_cheaply(school, sign_in, tell, count_queries):
    member = sign_in(school.member)
    first = member.get("/notices/bell")
    tag = {"If-None-Match": first.headers["ETag"]}
    assert f"data-poll-tag='{first.headers['ETag']}'" in read(member, "/notices")
    with count_queries() as seen:
        again = member.get("/notices/bell", headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    assert len(seen) == 3, seen  # who asks, what they may, how much is unread
    tell()
    news = member.get("/notices/bell", headers=tag)
    assert news.status_code == 200
    assert "1 条未读" in news.text


def test_a_bell_without_a_session_stops_ringing(sign_in, session):
    assert sign_in().get("/notices/bell").status_code == 401


def test_confirming_is_a_button_until_it_is_done(school, sign_in, tell):
    notice = tell(must_confirm=True)
    member = sign_in(school.member)
    assert "待确认" in read(member, "/notices?state=waiting")
    assert "确认收到" in read(member, f"/notices/{notice.id}")
    member.post(f"/notices/{notice.id}/confirmation")
    assert "您已于" in read(member, f"/notices/{notice.id}")
    assert "没有需要您确认的通知" in read(member, "/notices?state=waiting")


def test_a_notice_for_others_is_not_found(school, sign_in, tell):
    notice = tell()
    assert sign_in(school.outsider).get(f"/notices/{notice.id}").status_code == 404
    assert sign_in(school.outsider).post(f"/notices/{notice.id}/confirmation").status_code == 404


def test_home_shows_the_last_three(school, sign_in, tell):
    for n in range(4):
        tell(title=f"第{n}号通知")
    page = read(sign_in(school.member), "/")
    assert "第0号通知" not in page
    assert page.index("第3号通知") < page.index("第2号通知") < page.index("第1号通知")


def test_a_notice_is_looked_at_before_it_is_sent(school, sign_in):
    organizer, to = sign_in(school.organizer), f"unit:{school.branch_a.id}"
    preview = typed(organizer, to=to)
    assert "将发给 2 人" in preview.text.replace("\xa0", " ")
    assert "<p>请准时。</p>" in preview.text
    assert "还没有通知" in read(sign_in(school.member), "/notices")
    assert "周五下午" in typed(organizer, to=to, deed="edit").text
    sent = typed(organizer, to=to, deed="send")
    assert typed(organizer, to=to, deed="send").location == sent.location  # pressed twice
    page = read(organizer, sent.location)
    assert "已发给 2 人" in page
    assert "2 人中，0 人已读" in page
    assert "主题党日安排" in read(sign_in(school.member), "/notices")


def test_what_is_wrong_is_said_beside_its_field(school, sign_in):
    refused = typed(sign_in(school.organizer), to="unit:9999", title="")
    assert refused.status_code == 422
    assert "周五下午" in refused.text


@pytest.mark.parametrize(("role", "status"), [("auditor", 403), ("member", 403), ("admin", 200)])
def test_the_desk_is_for_who_sends(school, sign_in, role, status):
    assert sign_in(getattr(school, role)).get("/branch/notices").status_code == status


def test_withdrawing_asks_for_a_reason_and_readers_see_it(school, sign_in, tell):
    notice = tell()
    organizer = sign_in(school.organizer)
    url = f"/branch/notices/{notice.id}/withdrawal"
    assert organizer.post(url, data={"reason": ""}).status_code == 422
    assert organizer.post(url, data={"reason": "时间改了"}).status_code == 302
    page = read(sign_in(school.member), f"/notices/{notice.id}")
    assert "原因：时间改了" in page
    assert "请按时完成" not in page
    assert "已撤回" in read(organizer, "/branch/notices")


def test_receipts_name_who_has_not_confirmed(school, sign_in, tell):
    notice = tell(must_confirm=True)
    sign_in(school.member).post(f"/notices/{notice.id}/confirmation")
    page = read(sign_in(school.organizer), f"/branch/notices/{notice.id}?state=waiting")
    assert "4 人中，1 人已确认，1 人已读" in page
    people = page[page.index("收件人</h2>") :]
    assert "colleague同志" in people
    assert "member同志" not in people


def test_receipts_can_be_narrowed_to_a_unit(school, sign_in, tell):
    notice = tell()
    organizer = sign_in(school.organizer)
    page = read(organizer, f"/branch/notices/{notice.id}?unit={school.group_a.id}")
    people = page[page.index("收件人</h2>") :]
    assert "colleague同志" in people
    assert "member同志" not in people
    elsewhere = organizer.get(f"/branch/notices/{notice.id}?unit={school.south.id}")
    assert "outsider同志" not in elsewhere.text
