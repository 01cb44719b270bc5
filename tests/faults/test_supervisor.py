"""Real processes, killed for real."""

import os
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from lms.bootstrap.places import PYTHON, ROOT
from tests.patience import until

pytestmark = pytest.mark.faults


def test_a_killed_web_worker_is_replaced_while_the_other_serves(tiny):
    killed, main = tiny.server()
    os.kill(killed, signal.SIGKILL)
    until(tiny.serves, 1)
    until(lambda: tiny.count("lms-web-worker") == 2, 3)
    assert tiny.server()[1] == main


def test_a_killed_server_is_back_in_three_seconds_and_stands_alone(tiny):
    for _ in range(3):
        _worker, killed = tiny.server()
        os.kill(killed, signal.SIGKILL)
        until(lambda gone=killed: (tiny.server() or (0, gone))[1] != gone, 3)
        assert tiny.count("lms-web") == 1


def test_a_killed_worker_is_replaced_and_its_converter_goes_first(tiny):
    worker, converter = tiny.worker()
    os.kill(worker, signal.SIGKILL)
    until(lambda: tiny.worker() not in {None, (worker, converter)}, 3)
    assert converter not in tiny.processes()
    assert tiny.count("lms-worker") == 1


def test_a_killed_supervisor_leaves_no_orphan_and_the_next_start_serves(tiny):
    tiny.supervisor.kill()
    tiny.supervisor.wait()
    until(lambda: not tiny.processes(), 5)
    tiny.start()


def test_a_stop_finishes_running_requests(tiny, tmp_path):
    reached = tmp_path / "reached"
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(tiny.get, f"/slow?{reached}")
        until(reached.exists, 5)
        tiny.supervisor.send_signal(signal.SIGTERM)
        assert answer.result()
    assert tiny.supervisor.wait(10) == 0
    assert not tiny.processes()


def test_a_second_ctrl_c_does_not_wait(tiny, tmp_path):
    reached = tmp_path / "reached"
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(tiny.get, f"/slow?{reached}")
        until(reached.exists, 5)
        begun = time.monotonic()
        for _ in range(2):
            tiny.supervisor.send_signal(signal.SIGINT)
            time.sleep(0.1)
        tiny.supervisor.wait(10)
        assert time.monotonic() - begun < 0.9
        assert answer.exception()


def test_one_data_directory_serves_one_school(tiny, free_port):
    second = subprocess.run(
        [PYTHON, "-m", "tests.faults.tiny", str(free_port), tiny.folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode != 0
    assert "正在运行" in second.stderr
    assert tiny.serves()
