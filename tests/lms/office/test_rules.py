"""What the school decides about itself: from when, on what ground, and what stays as it was."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from courses.authoring.models import Lesson
from lms.audit.models import AuditEntry
from lms.config import ZONE, Config
from lms.db import today, utcnow
from lms.decisions import rules_of
from lms.decisions.models import Rule
from lms.decisions.queries import decisions
from lms.decisions.rules import in_force
from lms.office.exports.models import TrailFile
from lms.office.settings.words import WORDINGS, sentence
from tests.courses.makers import lecture, make_course, make_film

WAY = "/admin/settings"
DAY = timedelta(days=1)


@pytest.fixture
def admin(school, sign_in):
    return sign_in(school.admin)


def typed(value, first=None, **values):
    first = first or today(ZONE)
    return {
        "value": value,
        "valid_from": first.isoformat(),
        "document": "党委发〔2026〕1 号",
    } | values


def decide(client, rule, value, first=None, **values):
    answer = client.post(f"{WAY}/{rule}", data={**typed(value, first, **values), "deed": "confirm"})
    assert (answer.status_code, answer.location) == (302, WAY)


def rules(session, app):
    return rules_of(session, app.settings)


def test_a_rule_is_a_sentence_that_is_changed_after_it_was_read_once_more(app, session, admin):
    assert "看满视频时长的 90% 即完成" in admin.get(WAY).text
    page = admin.post(f"{WAY}/watched_share", data=typed("95")).text
    assert "看满视频时长的 95% 即完成" in page
    assert "现在是：看满视频时长的 90% 即完成" in page
    assert "已有讲次的条件和已取得的完成都不变" in page
    assert session.scalars(select(Rule)).all() == []  # not before it is confirmed
    decide(admin, "watched_share", "95")
    assert rules(session, app).watched_share == Decimal("0.95")
    listed = admin.get(WAY).text
    assert "看满视频时长的 95% 即完成" in listed
    assert "依据：党委发〔2026〕1 号" in listed
    deed = session.scalars(select(AuditEntry).where(AuditEntry.deed == "rule.decide")).one()
    assert (deed.target, deed.details["value"]) == ("rule:watched_share", "0.95")


def test_a_decision_holds_from_its_day_to_its_last(app, session, admin):
    first, last = today(ZONE) + 10 * DAY, today(ZONE) + 20 * DAY
    decide(admin, "link_days", "3", first, last_day=last.isoformat())
    by_day = {}
    for days in (0, 9, 10, 20, 21):
        with_day = today(ZONE) + days * DAY
        by_day[days] = _on(session, app, with_day).link_days
    assert by_day == {0: 14, 9: 14, 10: 3, 20: 3, 21: 14}
    assert "3 天内有效" in admin.get(WAY).text  # what comes is told


def _on(session, app, day: date):

    return in_force(decisions(session.connection()), app.settings, day)


def test_of_two_decisions_the_one_that_began_last_counts(app, session, admin):
    decide(admin, "link_days", "7", today(ZONE) + 5 * DAY)
    decide(admin, "link_days", "3")  # decided later, begins earlier
    assert _on(session, app, today(ZONE)).link_days == 3
    assert _on(session, app, today(ZONE) + 5 * DAY).link_days == 7
    decide(admin, "link_days", "8", today(ZONE) + 5 * DAY)  # of the same day: the later word
    assert _on(session, app, today(ZONE) + 5 * DAY).link_days == 8


def test_the_history_names_who_decided_and_on_what_ground(admin, school):
    decide(admin, "idle_minutes", "45", article="第三条")
    page = admin.get(f"{WAY}/idle_minutes").text
    assert school.admin.name in page
    assert "第三条" in page


@pytest.mark.parametrize(
    ("rule", "sent", "words"),
    [
        ("idle_minutes", typed("4"), "5"),
        ("watched_share", typed("0"), ""),
        ("watched_share", typed("101"), ""),
        ("watched_share", typed("NaN"), ""),
        ("second_factor_roles", typed("king"), ""),
        ("link_days", typed("3", date(2020, 1, 1)), "已经发生的不改变"),
        ("link_days", typed("3", last_day="2020-01-01"), "不能早于开始"),
        ("link_days", typed("3", document=""), ""),
    ],
)
def test_what_cannot_be_is_refused(session, admin, rule, sent, words):
    answer = admin.post(f"{WAY}/{rule}", data={**sent, "deed": "confirm"})
    assert answer.status_code == 422
    assert words in answer.text
    assert session.scalars(select(Rule)).all() == []


def test_what_the_settings_fix_nobody_decides(app, session, admin, monkeypatch):
    decide(admin, "idle_minutes", "45")
    fixed = replace(app.settings, idle_minutes=20, fixed=frozenset({"idle_minutes"}))
    monkeypatch.setattr(app, "settings", fixed)
    assert rules(session, app).idle_minutes == 20
    page = admin.get(WAY).text
    assert "LMS_IDLE_MINUTES" in page
    assert "登录后 20 分钟没有操作" in page
    answer = admin.post(f"{WAY}/idle_minutes", data={**typed("50"), "deed": "confirm"})
    assert answer.status_code == 422
    assert "只能在那里修改" in answer.text


def test_a_setting_given_explicitly_is_fixed(tmp_path):
    (tmp_path / "lms.toml").write_text("idle_minutes = 20\n")
    given = {"LMS_DATA_DIR": str(tmp_path), "LMS_LINK_DAYS": "7"}
    assert Config.from_env(given).fixed == {"idle_minutes", "link_days"}


def test_a_rule_at_once_holds_for_everybody(app, session, school, sign_in, admin):
    trainer = sign_in(school.trainer)
    assert trainer.get("/courses").status_code == 200
    decide(admin, "second_factor_roles", ["trainer"])
    assert trainer.get("/courses").location == "/me/sessions/second-factor"
    decide(admin, "second_factor_roles", [])
    assert trainer.get("/courses").status_code == 200


def test_a_change_leaves_alone_what_was_made_before(app, session, school, admin):
    trainer = school.actor(session, school.trainer)
    course = make_course(session, trainer, lecture(make_film(session, school.trainer)))
    before = _rules_of(session, course)
    decide(admin, "watched_share", "50")
    session.expire_all()
    assert _rules_of(session, course) == before


def _rules_of(session, course):

    return [lesson.rule for lesson in session.scalars(select(Lesson).order_by(Lesson.id))]


def test_rules_cost_no_query_on_a_page(school, sign_in, admin, count_queries):
    member = sign_in(school.member)
    member.get("/help")
    with count_queries() as before:
        member.get("/help")
    decide(admin, "idle_minutes", "45")
    with count_queries() as anew:
        member.get("/help")
    with count_queries() as after:
        member.get("/help")
    assert len(after) == len(before)
    assert len(anew) == len(before) + 2  # once, after a change


def test_in_english_numbers_choose_their_form(admin):
    admin.get("/lang/en")
    page = admin.get(WAY).text
    assert "A sign-in lasts 12 hours at most." in page
    assert "¦" not in page


def test_every_rule_has_its_sentence(app):
    with app.test_request_context():
        for rule in WORDINGS:
            assert sentence(rule, getattr(app.settings, rule))


def test_the_school_says_its_own_name_and_whom_to_ask_on_every_page(app, school, sign_in, admin):
    decide(admin, "school_name", "北方网上党校", document="")  # nobody needs a document for that
    decide(admin, "organisation", "北方企业党委", document="")
    decide(admin, "contact", "党委组织部，电话 8000", document="")
    for client, way in ((app.test_client(), "/sign-in"), (sign_in(school.member), "/courses")):
        page = client.get(way).text
        assert "· 北方网上党校</title>" in page
        assert page.count("北方企业党委") == 2  # above and below
        assert "联系管理员：党委组织部，电话 8000" in page
    assert "北方网上党校" in admin.get(WAY).text


def test_a_name_that_is_still_to_come_is_not_used_yet(app, admin):
    decide(admin, "school_name", "北方网上党校", today(ZONE) + DAY, document="")
    assert "北方网上党校" not in app.test_client().get("/sign-in").text


@pytest.mark.parametrize(("rule", "value"), [("school_name", ""), ("contact", "长" * 81)])
def test_a_school_has_a_name_that_fits(session, admin, rule, value):
    assert admin.post(f"{WAY}/{rule}", data=typed(value) | {"deed": "confirm"}).status_code == 422
    assert session.scalars(select(Rule)).all() == []


def test_backups_have_an_hour_or_none(app, session, admin):
    assert "每天 02:30 自动备份" in admin.get(WAY).text
    decide(admin, "backup_at", "22:15", document="")
    assert "每天 22:15 自动备份" in admin.get(WAY).text
    decide(admin, "backup_at", "", document="")
    assert "不自动备份" in admin.get(WAY).text
    assert rules(session, app).backup_at is None


def test_how_often_one_is_reminded_is_a_rule(app, session, admin):
    decide(admin, "reminder_days", "7")
    assert "每人 7 天内最多收到 1 次提醒" in admin.get(WAY).text
    assert rules(session, app).reminder_days == 7


def test_how_long_files_are_kept_is_a_rule(session, admin):
    decide(admin, "file_days", "2")
    admin.post("/admin/audit/files?format=csv")
    file = session.scalars(select(TrailFile)).one()
    assert DAY < file.expires_at - utcnow() <= 2 * DAY
