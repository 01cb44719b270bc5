"""What an entry says is said in words: labels, names, days, the sentences of rules."""

import ast

import pytest

from lms.audit.models import AuditEntry
from lms.office.trail.details import told_entries
from lms.office.trail.labels import LABELS
from lms.office.trail.queries import EntryRow
from tests.house.test_code import _calls, _deeds_in

WAY = "/admin/audit"


@pytest.fixture
def say(app, session):
    """Say one entry in words: what it was done to, and its details."""

    def _say(deed, target="", **details):
        row = EntryRow(1, None, None, None, deed, target, details, None)
        with app.test_request_context():
            (told,) = told_entries(session, [row])
        return told.target, told.details

    return _say


def test_people_and_units_are_called_by_their_names(say, school):
    target, details = say(
        "post.appoint",
        f"person:{school.member.id}",
        unit=school.north.id,
        role="organizer",
        valid_from="2026-03-01",
    )
    assert target == f"人员 {school.member.name}"
    assert details[:2] == ["组织：北区党总支", "角色：组织员"]
    assert details[2].endswith("3\u00a0月\u00a01\u00a0日")


def test_a_revision_says_what_was_and_what_is(say, school):
    _target, (units, mandatory) = say(
        "assignment.revise",
        "assignment:3",
        units=[[school.north.id], [school.north.id, school.south.id]],
        is_mandatory=[True, False],
    )
    assert units == "组织：由“北区党总支”改为“北区党总支、南区党总支”"
    assert mandatory == "必修：由“是”改为“否”"
    assert say("person.revise", changes={"name": ["老王", "王强"]})[1] == [
        "名称：由“老王”改为“王强”"
    ]


def test_a_decision_is_said_as_the_sentence_of_its_rule(say):
    target, (sentence, _first) = say(
        "rule.decide", "rule:idle_minutes", value="45", first="2026-03-01"
    )
    assert target == "无操作退出"
    assert sentence == "登录后 45 分钟没有操作，自动退出。"


def test_what_nobody_has_named_is_shown_as_it_was_written(say):
    assert say("test.deed", "thing:3", weather="rain", unit=10**6) == (
        "thing:3",
        ["weather=rain", "组织：1000000"],
    )


def test_the_page_speaks_the_readers_language(session, school, sign_in):
    details = {"purpose": "reset", "reason": "旧的作废"}
    session.add(AuditEntry(actor_id=school.admin.id, deed="link.give", target="", details=details))
    session.flush()
    client = sign_in(school.admin)
    assert "用途：重置密码" in client.get(WAY).text
    client.get("/lang/en")
    page = client.get(WAY).text
    assert "reset" in page.lower()
    assert "用途" not in page


def test_a_page_of_entries_is_named_by_two_queries(session, school, sign_in, count_queries):
    client = sign_in(school.admin)

    def _queries():
        with count_queries() as seen:
            client.get(WAY)
        return len(seen)

    _add(session, school, 1)
    few = _queries()
    _add(session, school, 40)
    assert _queries() == few


def _add(session, school, count):
    for _one in range(count):
        details = {"person": school.member.id, "unit": school.north.id}
        session.add(AuditEntry(actor_id=school.admin.id, deed="post.end", details=details))
    session.flush()


def test_every_detail_that_is_recorded_has_a_label():
    """So far as it can be seen: those that are written as keywords beside the deed."""
    recorded = [call for call in _calls() if isinstance(call, ast.Call) and _deeds_in(call)]
    names = {word.arg for call in recorded for word in call.keywords if word.arg}
    own = {"by", "topic", "body", "link", "key", "label", "every"}  # of other functions
    assert names - own - set(LABELS) == set(), "say in lms/office/trail/labels.py how it is called"
