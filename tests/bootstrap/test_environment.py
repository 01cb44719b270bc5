import subprocess
import sys
import threading
import time

import pytest

from lms.bootstrap import stamps
from lms.bootstrap.environment import Step
from lms.bootstrap.places import ROOT


@pytest.fixture
def step(tmp_path, monkeypatch):
    """A step whose work notes whether it may trust what lies there."""
    monkeypatch.setattr(stamps.begin, "__kwdefaults__", {"stamps": tmp_path})
    monkeypatch.setattr(stamps.finish, "__kwdefaults__", {"stamps": tmp_path})
    monkeypatch.setattr(stamps.is_done, "__kwdefaults__", {"stamps": tmp_path})
    lock = tmp_path / "lock.txt"
    lock.write_text("flask==3.1.3")
    trusted = []
    return Step("packages", "", (lock,), trusted.append), lock, trusted


def test_a_finished_step_is_not_done_again(step):
    packages, _lock, trusted = step
    packages.do()
    packages.do()
    assert trusted == [False]


def test_a_changed_lock_is_followed_from_what_lies_there(step):
    packages, lock, trusted = step
    packages.do()
    lock.write_text("flask==3.1.4")
    packages.do()
    assert trusted == [False, True]
    assert packages.is_done()


def test_a_step_that_was_cut_trusts_nothing_that_lies_there(step):
    packages, lock, trusted = step
    packages.do()
    lock.write_text("flask==3.1.4")
    with pytest.raises(KeyboardInterrupt):
        packages._replace(work=_cut).do()
    packages.do()
    assert trusted == [False, False]


def _cut(_is_trusted):
    raise KeyboardInterrupt


def test_a_second_start_waits_for_the_first(tmp_path):
    order = []

    def _second():
        with stamps.one_at_a_time(tmp_path):
            order.append("second")

    with stamps.one_at_a_time(tmp_path):
        other = threading.Thread(target=_second)
        other.start()
        time.sleep(0.1)
        order.append("first")
    other.join()
    assert order == ["first", "second"]


def test_the_way_to_a_ready_environment_needs_the_standard_library_alone():
    words = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import lms.__main__"
    subprocess.run([sys.executable, "-I", "-S", "-c", words], check=True)
