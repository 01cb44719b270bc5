import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from lms import __version__
from lms.db import utcnow
from lms.jobs.models import WorkerBeat
from lms.office.desk.queries import administrators_until
from lms.people import Post, Role
from lms.web.features import Feature, Features

DAY = date(2026, 6, 12)


@pytest.fixture
def admin(school, sign_in):
    return sign_in(school.admin)


def test_the_worker_is_alive_while_it_says_so(session, admin):
    assert "还没有报到过" in admin.get("/admin/status").text
    assert "worker" in admin.get("/readyz").json["failing"]
    beat = WorkerBeat(name="host:1")
    session.add(beat)
    session.flush()
    assert "worker" not in admin.get("/readyz").json["failing"]
    assert "最近一次报到" in admin.get("/admin/status").text
    beat.seen_at = utcnow() - timedelta(minutes=2)
    session.flush()
    assert "worker" in admin.get("/readyz").json["failing"]


def test_what_is_off_is_named_with_the_line_to_run(app, admin, monkeypatch):
    features = Features()
    features.add(
        Feature("film", "不能转码", lambda: False, "apt-get install -y ffmpeg"),
        Feature("speech", "没有旁白", lambda: True, "apt-get install -y espeak-ng"),
    )
    monkeypatch.setattr(app, "features", features)
    page = admin.get("/admin/status").text
    assert "不能转码" in page
    assert "apt-get install -y ffmpeg" in page
    assert "没有旁白" not in page
    assert "1 项功能暂未启用" in admin.get("/admin").text


def test_a_later_feature_of_the_same_name_replaces():
    features = Features()
    features.add(Feature("film", "", lambda: False, ""))
    features.add(Feature("film", "", lambda: True, ""))
    assert features.off() == []


def test_the_version_is_the_project_s():
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["version"] == __version__


def test_an_end_of_all_administrators_terms_is_announced(session, school, admin):
    assert administrators_until(session, DAY) is None
    post = session.scalars(select(Post).where(Post.role == Role.admin)).one()
    post.valid_to = DAY + timedelta(days=30)
    session.flush()
    assert administrators_until(session, DAY) == DAY + timedelta(days=30)
    post.valid_to = DAY + timedelta(days=300)
    session.flush()
    assert administrators_until(session, DAY) is None


def test_the_first_page_is_for_administrators_and_auditors(school, admin, sign_in):
    page = admin.get("/admin").text
    assert "人在册" in page
    auditor = sign_in(school.auditor).get("/admin")
    assert auditor.status_code == 200
    assert "查阅审计记录" in auditor.text
    assert 'href="/admin/people"' not in auditor.text
    assert sign_in(school.member).get("/admin").status_code == 403


def test_one_entry_of_the_side_menu_is_where_we_are(school, admin):
    for url in ("/admin", "/admin/people", f"/admin/people/{school.member.id}", "/admin/audit"):
        side = admin.get(url).text.partition('<nav class="side"')[2].partition("</nav>")[0]
        assert side.count('aria-current="page"') == 1, url
