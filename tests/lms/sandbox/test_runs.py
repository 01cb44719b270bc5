"""Outside programs are bounded, and never left behind."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from lms.sandbox import Bounds, Broke, Order, TooSlow, Walls, builder, capture, run, walls
from lms.sandbox.walls import NOBODY

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
from lms.sandbox import Bounds, Order, run
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


@pytest.fixture
def school_data(tmp_path):
    """A data directory with a secret, the film of somebody, a working folder."""
    for name in ("secret.key", "film", "other"):
        (tmp_path / name).write_text(name)
    (tmp_path / "work").mkdir()
    return tmp_path


LOOK = """
import os, socket, sys
home = sys.argv[1]
print(sorted(os.listdir(home)), open(home + "/film").read())
open(home + "/work/made", "w").write("made")
for deed in (lambda: open(home + "/film", "a"), lambda: open("/usr/made", "w"),
             lambda: socket.create_connection(("127.0.0.1", 9), 1)):
    try:
        deed()
        print("allowed")
    except OSError as error:
        print(type(error).__name__)
print(len([name for name in os.listdir("/proc") if name.isdigit()]))
"""


@pytest.mark.skipif(builder() is None, reason="this machine allows no walls")
def test_a_walled_program_sees_its_film_and_nothing_else(school_data):
    argv = [sys.executable, "-c", LOOK, str(school_data)]
    walls = Walls(school_data, school_data / "film")
    told = capture(Order(argv, school_data / "work", 20, ROOM, walls)).decode().split("\n")
    assert told[0] == "['film', 'work'] film"
    assert "allowed" not in told
    assert int(told[4]) <= 3
    assert (school_data / "work" / "made").read_text() == "made"


@pytest.mark.skipif(builder() is None, reason="this machine allows no walls")
def test_a_walled_program_that_is_killed_is_known_to_be(school_data):
    argv = [sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"]
    with pytest.raises(Broke) as broke:
        run(Order(argv, school_data / "work", 20, ROOM, Walls(school_data, school_data / "film")))
    assert broke.value.is_killed


def walled_order(school_data, script, bounds=ROOM):
    argv = [sys.executable, "-c", script, str(school_data)]
    return Order(argv, school_data / "work", 20, bounds, Walls(school_data, school_data / "film"))


CROWD = """
import os, time
born = 0
try:
    for _ in range(200):
        if os.fork() == 0:
            time.sleep(20)
            os._exit(0)
        born += 1
except BlockingIOError:
    print(born)
"""


@pytest.mark.skipif(builder() is None, reason="this machine allows no walls")
def test_a_walled_program_has_no_more_processes_than_it_may(school_data):
    """Root, too: inside it is nobody, whom the kernel counts."""
    crowd = walled_order(school_data, CROWD, Bounds(cpu=20, processes=20))
    assert 5 <= int(capture(crowd)) <= 25


@pytest.mark.skipif(builder() is None, reason="this machine allows no walls")
def test_a_walled_program_has_no_powers(school_data):
    script = "import os; print(os.getuid()); print(open('/proc/self/status').read())"
    told = capture(walled_order(school_data, script)).decode()
    assert int(told.split()[0]) == (os.getuid() or NOBODY)
    assert "CapEff:\t0000000000000000" in told
    assert "NoNewPrivs:\t1" in told


@pytest.mark.skipif(builder() is None, reason="this machine allows no walls")
def test_what_a_walled_program_makes_is_ours_afterwards(school_data):
    (school_data / "film").chmod(0o600)
    script = "import os, sys; open('made', 'w').write(open(sys.argv[1] + '/film').read()); os.mkdir('deep'); open('deep/er', 'w')"
    run(walled_order(school_data, script))
    made = [school_data / "work" / name for name in ("made", "deep/er")]
    assert made[0].read_text() == "film"
    assert {path.stat().st_uid for path in made} == {os.getuid()}


@pytest.mark.skipif(builder() is None, reason="this machine allows no walls")
def test_a_link_that_leads_out_of_the_folder_is_gone_before_anybody_follows_it(school_data):
    run(
        walled_order(
            school_data, "import os, sys; os.symlink(sys.argv[1] + '/secret.key', 'page-1.jpg')"
        )
    )
    assert list((school_data / "work").iterdir()) == []


@pytest.mark.skipif(builder() is None, reason="this machine allows no walls")
def test_nobodys_home_is_seen_from_within(school_data):
    homes = "import os; print([os.listdir(home) for home in ('/home', '/srv', '/run')])"
    assert capture(walled_order(school_data, homes)).decode().strip() == "[[], [], []]"


def test_without_walls_root_steps_down_only_where_nobody_can_reach_the_file(
    school_data, monkeypatch
):
    monkeypatch.setattr(walls, "builder", lambda: None)
    assert capture(walled_order(school_data, "print('读了')")).decode().strip() == "读了"


@pytest.mark.skipif(builder() is None, reason="this machine allows no walls")
def test_walls_stand_as_soon_as_their_builder_was_installed(monkeypatch):
    """The first start brings it while the worker runs already."""
    there = shutil.which("bwrap")
    monkeypatch.setattr(walls.shutil, "which", lambda _name: None)
    assert (walls.builder(), walls.is_forbidden()) == (None, False)
    monkeypatch.setattr(walls.shutil, "which", lambda _name: there)
    assert (walls.builder(), walls.is_forbidden()) == (there, False)


def test_a_machine_that_allows_no_walls_is_told_from_one_without_the_builder(monkeypatch):
    monkeypatch.setattr(walls.shutil, "which", lambda _name: "/bin/false")
    assert (walls.builder(), walls.is_forbidden()) == (None, True)
