import re
import tomllib

from lms.bootstrap.places import FRONT_LOCK, PINS, ROOT, RUNTIME_LOCK, TEST_LOCK
from lms.workshop import lock

MOST_DIRECT = 30
REASONS = ROOT / "docs" / "dependencies.md"
ADDRESS = re.compile(r"https?://|--index|--find-links|\"resolved\"")


def _names(requirements):
    return {re.split(r"[\[<>=~!; ]", line, maxsplit=1)[0] for line in requirements}


def test_the_locks_fit_what_was_asked_for():
    assert lock.stale() == []


def test_no_lock_names_an_address():
    locks = [RUNTIME_LOCK, TEST_LOCK, FRONT_LOCK, *PINS.rglob("*.txt"), *PINS.rglob("*.json")]
    assert [lock for lock in locks if ADDRESS.search(lock.read_text())] == []


def test_every_package_in_the_locks_is_hashed():
    for file in (RUNTIME_LOCK, TEST_LOCK):
        packages = re.split(r"\n(?=[a-z])", file.read_text())[1:]
        assert packages
        assert [package for package in packages if "--hash=sha256:" not in package] == []


def test_at_most_thirty_direct_dependencies_each_with_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    direct = _names(project["project"]["dependencies"])
    explained = set(re.findall(r"^\| `([a-z0-9-]+)`", REASONS.read_text(), re.MULTILINE))
    assert len(direct) <= MOST_DIRECT
    assert direct <= explained
