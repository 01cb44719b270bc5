"""What went wrong is told in the shell of the school: what happened, what to do, its number."""

import re

import pytest
from flask import Blueprint
from structlog.testing import capture_logs

from lms import errors
from lms.web import public
from tests.conftest import new_client, new_config, opened
from tests.factories import build_school

NUMBER = re.compile(r"编号 ([0-9A-F]{8})")
REFUSALS = {
    403: errors.Forbidden("您不能查看这份报表。"),
    404: errors.NotFound("没有找到这门课程。"),
    409: errors.Conflict("名额已满。"),
    410: errors.Gone("这份文件已经清理。"),
    413: errors.TooLarge("文件太大。"),
    415: errors.Unsupported("请上传 MP4 文件。"),
    422: errors.Invalid("请检查填写的内容。"),
    507: errors.NoSpace("存储空间不足。"),
    429: errors.TooMany("请求太多。", retry_after=7),
    503: errors.Unavailable("系统繁忙。", retry_after=7),
}

pages = Blueprint("wrong_pages", __name__)


@pages.get("/wrong/<int:status>")
def refused(status):
    raise REFUSALS[status]


@pages.get("/wrong/fault")
@public
def fault():
    raise ZeroDivisionError("张三的病历")


@pytest.fixture(scope="module")
def school(tmp_path_factory, new_database, blank):
    config = new_config(tmp_path_factory.mktemp("wrong"), new_database(blank), access_log=True)
    with opened(config) as app:
        app.register_blueprint(pages)
        with app.db.session(write=True) as session:
            people = build_school(session)
            session.commit()
        yield app, people


@pytest.fixture
def member(school):
    app, people = school
    return new_client(app, people.member)


def logged(client, path):
    """Visit; return the answer and the lines that were logged."""
    with capture_logs() as lines:
        answer = client.get(path)
    return answer, lines


@pytest.mark.parametrize("status", REFUSALS)
def test_a_refusal_is_a_page_of_the_school(member, status):
    answer, lines = logged(member, f"/wrong/{status}")
    assert answer.status_code == status
    assert "主导航" in answer.text
    assert "回到首页" in answer.text
    assert REFUSALS[status].message in answer.text
    assert NUMBER.search(answer.text)[1] in {line["request_id"] for line in lines}


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_a_fault_shows_the_number_that_is_in_the_log_and_nothing_of_its_cause(school, is_signed_in):
    app, people = school
    client = new_client(app, people.member if is_signed_in else None)
    answer, lines = logged(client, "/wrong/fault")
    assert answer.status_code == 500
    number = NUMBER.search(answer.text)[1]
    assert number == answer.headers["X-Request-Id"]
    (line,) = (line for line in lines if line["event"] == "fault")
    assert line["request_id"] == number
    assert isinstance(line["exc_info"], ZeroDivisionError)
    assert "您的学习记录没有受影响" in answer.text
    assert "重新加载" in answer.text
    assert "ZeroDivisionError" not in answer.text
    assert "张三" not in answer.text


def test_an_address_that_is_none_leads_home(member):
    answer, lines = logged(member, "/nowhere")
    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.text
    assert NUMBER.search(answer.text)[1] in {line["request_id"] for line in lines}


def test_a_program_is_told_the_number_too(school):
    app, people = school
    answer, lines = logged(new_client(app, people.member), "/api/v1/nowhere")
    assert answer.content_type == "application/problem+json"
    assert answer.json["request_id"] in {line["request_id"] for line in lines}
