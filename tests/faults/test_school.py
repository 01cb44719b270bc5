"""The real school from its one command."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lms.bootstrap.places import ROOT
from tests.servers.school import DEMO_PASSWORD, running_school

ANYWHERE = "0.0.0.0"  # noqa: S104 - refused

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A data directory in which the school has been opened with the demo once."""
    folder = tmp_path_factory.mktemp("school") / "data"
    with running_school(folder, LMS_DEMO_PASSWORD=DEMO_PASSWORD) as school:
        assert DEMO_PASSWORD in school.console.read_text()
    return folder


def test_a_started_school_tells_its_address_and_what_is_off(data):
    with running_school(data) as school:
        words = school.console.read_text()
        assert f"学校已打开：{school.url}/" in words
        assert "示例账号：member、trainer、organizer、auditor、admin" in words
        assert DEMO_PASSWORD not in words
        for feature in re.findall(r"  · .*", words):
            assert "apt-get install -y" in feature


def test_no_process_of_the_school_keeps_the_demo_password(data):
    with running_school(data, LMS_DEMO_PASSWORD=DEMO_PASSWORD) as school:
        for pid in school.processes():
            assert DEMO_PASSWORD.encode() not in Path(f"/proc/{pid}/environ").read_bytes()


def test_a_school_with_demo_logins_is_not_opened_to_others_unasked(data):
    argv = [sys.executable, "-m", "lms", "run", "--no-apt", "--host", ANYWHERE, "--data", data]
    refused = subprocess.run(
        argv, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert refused.returncode != 0
    assert "--demo-anywhere" in refused.stderr


def test_a_stopped_school_leaves_nothing_and_says_so(data):
    with running_school(data) as school:
        left = school.processes()
        assert school.stop() == 0
        assert not [pid for pid in left if Path(f"/proc/{pid}").exists()]
        assert "学校已关闭" in school.console.read_text()


def test_a_killed_school_is_back_at_once_on_the_same_data(data):
    with running_school(data) as school:
        os.kill(school.supervisor.pid, signal.SIGKILL)
        school.supervisor.wait()
        with running_school(data) as again:
            assert again.get("/sign-in") == 200
