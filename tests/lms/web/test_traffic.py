"""Requests are logged without a word about people, and counted where that is asked for."""

import pytest
from structlog.testing import capture_logs

from tests.conftest import new_client, new_config, opened
from tests.factories import build_school

TOKEN = "a token of sixteen"


@pytest.fixture
def logging_app(tmp_path, new_database, blank):
    with opened(new_config(tmp_path, new_database(blank), access_log=True)) as app:
        yield app


def requests_of(lines):
    return [line for line in lines if line["event"] == "request"]


def test_a_request_is_logged_by_its_rule_and_not_by_its_address(logging_app):
    with logging_app.db.session(write=True) as session:
        school = build_school(session)
        session.commit()
    member = new_client(logging_app, school.member)
    with capture_logs() as lines:
        answer = member.get("/library/search?q=张三的病历")
    (line,) = requests_of(lines)
    assert (line["method"], line["rule"], line["status"]) == ("GET", "/library/search", 200)
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert "张三" not in str(line)
    assert school.member.login not in str(line)


def test_polls_and_files_of_the_school_fill_no_log(logging_app):
    with capture_logs() as lines:
        new_client(logging_app).get("/healthz")
    assert requests_of(lines) == []


def test_a_school_without_a_token_has_no_numbers(app):
    assert new_client(app).get("/metrics").status_code == 404


@pytest.fixture(scope="session")
def counted(tmp_path_factory, new_database, blank):
    """One for all: a process counts into one folder for as long as it lives.

    The library leaves its files to the end of the process, when no test hears of open ones.
    """
    folder = tmp_path_factory.mktemp("counted")
    config = new_config(folder, new_database(blank), metrics_token=TOKEN)
    with opened(config) as app:
        yield app
        from prometheus_client import values  # noqa: PLC0415 - looks for the folder on import

        values.close_all_multiprocess_files()


def test_answers_are_counted_by_view_and_status(counted):
    client = new_client(counted)
    for _time in range(3):
        client.get("/help")
    client.get("/nowhere")
    told = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    assert 'school_requests_total{status="200",view="pages.help"} 3.0' in told
    assert 'school_request_seconds_count{view="pages.help"} 3.0' in told
    assert 'school_jobs{state="queued"} 0.0' in told


@pytest.mark.parametrize("given", ["", "Bearer wrong", TOKEN[:-1], "Bearer \u00e9"])
def test_numbers_are_for_who_has_the_token(counted, given):
    answer = new_client(counted).get("/metrics", headers={"Authorization": given})
    assert answer.status_code in {302, 401}
    assert "school_requests" not in answer.text
