"""Tests whose needs this machine cannot meet: left out, and listed at the end of the run.

With CI=true nothing may be left out: then the run fails.
"""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.bootstrap import features

BY_MARKER = {"browser": (features.CHROMIUM,), "servers": (features.POSTGRESQL, features.REDIS)}
BY_FIXTURE = {
    "reel": features.FILM,
    "tools": features.FILM,
    "glyphs": features.GLYPHS,
    "soffice": features.OFFICE,
}
SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"
IN_CI = os.environ.get("CI") == "true"

left_out = Counter[str]()  # what is lacking: how many tests it would have taken


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    fitting = [item for item in items if _is_for_this_database(item) and not _lacks(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in fitting])
    left_out.update(lack for item in items for lack in _lacks(item))
    items[:] = fitting


def _is_for_this_database(item: pytest.Item) -> bool:
    """The second run, on PostgreSQL, is for tests that touch a database."""
    if os.environ.get("LMS_TEST_DATABASE", "sqlite") == "sqlite":
        return True
    return "new_database" in getattr(item, "fixturenames", ())


def _lacks(item: pytest.Item) -> list[str]:
    return list(_lacking(item))


def _lacking(item: pytest.Item) -> Iterator[str]:
    for marker, needed in BY_MARKER.items():
        if item.get_closest_marker(marker):
            yield from (feature.remedy for feature in needed if not feature.is_present())
    fixtures = getattr(item, "fixturenames", ())
    lacking = {BY_FIXTURE[name] for name in fixtures if name in BY_FIXTURE}
    yield from (feature.remedy for feature in lacking if not feature.is_present())
    if "shared_data" in fixtures and not SHARED_DATA.is_dir():
        yield f"{SHARED_DATA} is not there"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real material beside the repository."""
    return SHARED_DATA


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["left out"] = dict(left_out)
    elif left_out and IN_CI:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    """Take over what a worker of xdist has left out; each has seen the whole collection."""
    left_out.update(Counter(getattr(node, "workeroutput", {}).get("left out", {})) - left_out)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if left_out:
        terminalreporter.section("left out", red=IN_CI, yellow=not IN_CI)
        for lack, tests in left_out.items():
            terminalreporter.write_line(f"{tests} tests: {lack}")
