"""Outside programs are bounded, and never left behind."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from media.encoding.supervisor import Bounds, Broke, Order, TooSlow, capture, run

ROOM = Bounds(cpu=20)


def order(tmp_path, script, *, seconds=20, bounds=ROOM):
    return Order([sys.executable, "-c", script], tmp_path, seconds, bounds)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def gone(pid, patience=5.0):
    end = time.monotonic() + patience
    while time.monotonic() < end and is_alive(pid):
        time.sleep(0.02)
    return not is_alive(pid)


def test_what_a_program_says_is_heard(tmp_path):
    assert capture(order(tmp_path, "print('好' * 3)")).decode().strip() == "好好好"


def test_a_program_sees_nothing_of_our_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("LMS_SECRET_KEY", "secret")
    told = capture(order(tmp_path, "import os; print(sorted(os.environ), os.getcwd())")).decode()
    assert "LMS_SECRET_KEY" not in told
    assert str(tmp_path) in told


def test_a_program_runs_behind_everything_else(tmp_path):
    assert capture(order(tmp_path, "import os; print(os.nice(0))")).strip() == b"19"


def test_its_complaint_is_kept(tmp_path):
    with pytest.raises(Broke) as broke:
        run(order(tmp_path, "import sys; sys.exit('坏文件')"))
    assert (broke.value.status, broke.value.words) == (1, "坏文件")


def test_time_is_up(tmp_path):
    with pytest.raises(TooSlow):
        run(order(tmp_path, "import time; time.sleep(60)", seconds=1))


@pytest.mark.parametrize(
    ("script", "bounds"),
    [
        ("b'x' * (2 << 30)", Bounds(cpu=20, memory=512 << 20)),
        ("while True: pass", Bounds(cpu=1)),
        ("open('big', 'wb').write(b'x' * (4 << 20))", Bounds(cpu=20, file=1 << 20)),
    ],
)
def test_limits_hold(tmp_path, script, bounds):
    with pytest.raises(Broke):
        run(order(tmp_path, script, bounds=bounds))


FAMILY = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(os.getpid(), child.pid, flush=True)
time.sleep({rest})
"""


@pytest.mark.parametrize("rest", [60, 0])
def test_no_child_outlives_the_run(tmp_path, rest):
    heard = []

    def stop_when_heard(output):
        heard.extend(map(int, output.split()))
        if heard and rest:
            raise KeyboardInterrupt

    with suppress(KeyboardInterrupt, TooSlow):
        run(order(tmp_path, FAMILY.format(rest=rest), seconds=1), hear=stop_when_heard)
    assert len(heard) == 2
    assert all(gone(pid) for pid in heard)


ORPHAN = """
import sys
from pathlib import Path
from media.encoding.supervisor import Bounds, Order, run
program = [sys.executable, "-c", "import os, time; print(os.getpid(), flush=True); time.sleep(60)"]
run(Order(program, Path(sys.argv[1]), 60, Bounds(cpu=20)), hear=lambda said: print(said.decode(), end="", flush=True))
"""


def test_a_program_dies_with_a_worker_that_was_killed(tmp_path):
    worker = subprocess.Popen(
        [sys.executable, "-c", ORPHAN, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    with worker:
        pid = int(worker.stdout.readline())
        worker.send_signal(signal.SIGKILL)
    assert gone(pid)
