"""What the page says of the school's state, the console says, too."""

import pytest

from lms import __version__
from lms.jobs.models import WorkerBeat
from lms.web.features import Feature
from tests.conftest import lent, new_config


@pytest.fixture
def school_app(homeless_app, tmp_path, new_database, migrated):
    with lent(homeless_app, new_config(tmp_path, new_database(migrated))) as app:
        yield app


def told(app):
    return app.test_cli_runner().invoke(args=["doctor"])


def test_a_healthy_school_is_told_as_such(school_app):
    with school_app.db.session(write=True) as session:
        session.add(WorkerBeat(name="host:1"))
        session.commit()
    said = told(school_app)
    assert said.exit_code == 0, said.output
    assert f"版本 {__version__}" in said.output
    assert "不能工作" not in said.output


def test_a_part_that_cannot_work_fails_the_command(school_app):
    said = told(school_app)  # no worker has reported
    assert said.exit_code == 1
    assert "不能工作  后台任务进程" in said.output


def test_what_is_off_is_told_with_the_line_to_run(school_app):
    school_app.features.add(Feature("film", "不能转码", lambda: False, "apt-get install -y ffmpeg"))
    assert "不能转码\n        apt-get install -y ffmpeg" in told(school_app).output


def test_an_old_database_is_told_with_the_line_to_run(homeless_app, tmp_path, new_database):
    with lent(homeless_app, new_config(tmp_path, new_database())) as app:
        said = told(app)
    assert said.exit_code == 1
    assert "python3 -m lms db upgrade" in said.output
