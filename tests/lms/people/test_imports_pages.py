"""The four steps on the page, and the same through the API."""

from io import BytesIO

import pytest
from sqlalchemy import select

from lms.config import ZONE
from lms.db import today
from lms.people.imports.models import Import, State
from lms.people.imports.staging import Stage, check
from lms.sheets import read_sheet
from tests.lms.people.files import as_csv, as_xlsx, checked, writing
from tests.lms.people.test_imports import NEW, named

START = "/admin/people/import"
BAD = ("", "=1+1", "张三", "会员", "甲车间党支部", "")


@pytest.fixture
def admin(sign_in, school):
    return sign_in(school.admin)


def upload(client, source: bytes, name="名册.xlsx", **fields):
    data = {"subject": "people", "file": (BytesIO(source), name), **fields}
    return client.post(START, data=data)


def test_a_file_goes_through_its_four_steps(app, session, school, admin):
    columns = upload(admin, as_xlsx(NEW, BAD)).location
    page = admin.get(columns)
    assert "哪一列是什么" in page.text
    assert page.text.count("selected") == 7  # six by their names, and none for the addresses
    assert "第 2 步，共 4 步" in page.text
    chosen = {"staff_number": "0", "login": "1", "name": "2", "status": "3", "unit": "4"}
    waiting = admin.post(columns, data=chosen).location
    assert "正在检查文件" in admin.get(waiting).text
    kept = session.scalars(select(Import)).one()
    run_check(app, kept)
    assert admin.get(f"{START}/{kept.id}/progress").headers["X-Poll"] == "end"
    result = admin.get(waiting).text
    assert "有 1 行可以导入" in result
    assert "会员" in admin.get(f"{waiting}?verdict=refused").text
    done = admin.post(f"{START}/{kept.id}/confirmation").location
    assert "导入完成" in admin.get(done).text
    assert named(session, "lisi").name == "李四"
    admin.post(f"{START}/{kept.id}/undo")
    assert "已撤销这次导入" in admin.get(done).text
    assert named(session, "lisi") is None


def run_check(app, kept):
    stage = Stage(app.db, app.blobs, today(ZONE), write=writing(app), progress=bool)
    check(stage, kept.id, kept.revision)


def test_columns_that_nobody_knows_are_told_by_hand(app, session, school, admin):
    source = as_csv(("m1", "某人", "甲车间党支部"), header=("甲", "乙", "丙"))
    columns = upload(admin, source, "x.csv").location
    assert admin.post(columns, data={"name": "1"}).status_code == 422
    assert admin.post(columns, data={"login": "0", "name": "0"}).status_code == 422
    assert admin.post(columns, data={"login": "0", "name": "1", "unit": "2"}).status_code == 302


@pytest.mark.parametrize(
    "source", [b"", b"\x00\x01\x02", b"PK\x03\x04rubbish", "登录名,姓名\n".encode(), b'"' * 300_000]
)
def test_a_file_that_cannot_be_read_says_why(admin, source):
    answer = upload(admin, source)
    assert answer.status_code in {413, 415, 422}
    assert "errsum" in answer.text


def test_the_bad_rows_come_as_a_file_that_harms_nobody(app, session, school, admin):
    kept = checked(app, session, school, as_csv(NEW, BAD))
    answer = admin.get(f"{START}/{kept.id}/bad.xlsx")
    head, row = read_sheet(answer.data, most_rows=10)
    assert row[1] == "=1+1"  # a text, as it stood there
    assert head[-2:] == ["原文件行号", "原因"]
    assert row[-2] == "3"
    assert "登录名" in row[-1]


def test_the_template_of_departments_shows_departments(admin):
    source = admin.get(f"{START}/template-units.xlsx?tree=administration").data
    head, *rows = read_sheet(source, most_rows=10)
    assert head[0] == "组织"
    assert {row[1] for row in rows} == {"部门"}


@pytest.mark.parametrize("subject", ["people", "units"])
def test_a_template_is_known_when_it_comes_back(admin, subject):
    source = admin.get(f"{START}/template-{subject}.xlsx").data
    assert upload(admin, source, subject=subject).status_code == 302


def test_programs_import_in_two_calls_and_take_back_in_one(app, session, school, admin):
    def post():
        data = {"file": (BytesIO(as_csv(NEW, BAD)), "x.csv")}
        return admin.post("/api/v1/people/imports", data=data)

    answer = post()
    assert answer.status_code == 201, answer.text
    preview = answer.json
    assert (preview["create"], preview["refused"]) == (1, 1)
    assert {(error["row"], error["column"]) for error in preview["errors"]} == {
        (3, "login"), (3, "status"),
    }  # fmt: skip
    url = f"/api/v1/people/imports/{preview['id']}"
    assert admin.get(url).json == preview
    assert admin.post(f"{url}/confirmation").json["state"] == State.confirmed
    assert admin.post(f"{url}/confirmation").json["state"] == State.confirmed
    assert admin.delete(url).json == {"id": preview["id"], "state": "undone", "left": []}
    assert named(session, "lisi") is None


def test_only_administrators_import(sign_in, school):
    for person in (school.member, school.organizer, school.auditor, school.trainer):
        client = sign_in(person)
        assert client.get(START).status_code == 403
        data = {"file": (BytesIO(as_csv(NEW)), "x.csv")}
        assert client.post("/api/v1/people/imports", data=data).status_code == 403
