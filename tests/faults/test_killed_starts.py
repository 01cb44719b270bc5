"""A start that is killed at any moment heals on the next."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from lms.bootstrap.kernel import children_of
from lms.bootstrap.places import ROOT
from tests.patience import until

pytestmark = [pytest.mark.faults, pytest.mark.slow]

ROUNDS = 6
LONGEST_START = 15.0


@pytest.fixture
def clone(tmp_path):
    """The house without anything that was made from it."""
    made = shutil.ignore_patterns(".*", "node_modules", "instance", "dist", "__pycache__")
    return shutil.copytree(ROOT, tmp_path / "clone", ignore=made)


def start(clone):
    """Run a command that needs the whole environment, with the machine's own Python."""
    return subprocess.Popen(
        [os.path.realpath(sys.executable), "-m", "lms", "config"],
        cwd=clone,
        stdout=subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"},
    )


def test_a_start_killed_at_random_moments_heals_on_the_next(clone):
    chance = random.Random()  # noqa: S311
    for _ in range(ROUNDS):
        process = start(clone)
        time.sleep(chance.uniform(0, LONGEST_START))
        below = children_of(process.pid)
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        process.wait()
        until(lambda below=below: not [pid for pid in below if _is_alive(pid)], 5)
        assert start(clone).wait(300) == 0
        stamps = clone / ".venv" / "stamps"
        chance.choice(list(stamps.iterdir())).unlink()  # the next round has work to do


def _is_alive(pid):
    with suppress(OSError):
        return (Path("/proc") / str(pid) / "cmdline").read_bytes() != b""  # empty: a zombie
    return False
