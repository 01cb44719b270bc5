"""The steps from a bare machine to an environment that fits the locks."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from lms.bootstrap import npm, pip, stamps, uv
from lms.bootstrap.console import say
from lms.bootstrap.pip_settings import PipSettings
from lms.bootstrap.places import FRONT_LOCK, PINS, ROOT, RUNTIME_LOCK, TEST_LOCK, VENV

Inputs = tuple[Path | str, ...]


class Step(NamedTuple):
    """A piece of work, stamped with the digest of its inputs when it is done."""

    name: str
    words: str
    inputs: Inputs
    work: Callable[[bool], None]  # is told whether what lies there can be trusted

    def is_done(self) -> bool:
        return stamps.is_done(self.name, stamps.digest(*self.inputs))

    def do(self) -> None:
        if self.is_done():
            return
        say(self.words)
        self.work(stamps.begin(self.name))
        stamps.finish(self.name, stamps.digest(*self.inputs))


def is_inside() -> bool:
    return Path(sys.prefix) == VENV


def prepare(steps: tuple[Step, ...]) -> None:
    """Do what is not done. With good stamps this reads a few small files and returns.

    Where the tests have been run, a start keeps what they need.
    """
    if steps is RUN and stamps.is_done(*FOR_TESTS):
        steps = TEST
    if all(step.is_done() for step in steps):
        return
    with stamps.one_at_a_time():
        ground, *others = steps
        ground.do()
        with ThreadPoolExecutor() as pool:  # one waits for the network while the other unpacks
            list(pool.map(Step.do, others))
        if steps is TEST:
            stamps.finish(*FOR_TESTS)


def _make(_is_trusted: bool) -> None:  # noqa: FBT001 - a step's work
    uv.fetch(pip.make_venv(PipSettings.read()))


def _packages(*locks: Path) -> Step:
    def _sync(is_trusted: bool) -> None:  # noqa: FBT001 - a step's work
        uv.sync(locks[-1], afresh=not is_trusted)

    return Step("packages", "正在安装 Python 依赖……", locks, _sync)


def _front(*kinds: str) -> Step:
    def _install(_is_trusted: bool) -> None:  # noqa: FBT001 - npm ci always begins from nothing
        npm.ci(ROOT, *([] if "dev" in kinds else ["--omit=dev"]))

    return Step("front", "正在安装前端依赖……", (FRONT_LOCK, *kinds), _install)


FOR_TESTS = ("tests", "yes")
PYTHON_VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
GROUND = Step("venv", "正在准备 Python 环境……", (PYTHON_VERSION, PINS / "uv.txt"), _make)
GROUND_ONLY = (GROUND,)
RUN = (GROUND, _packages(RUNTIME_LOCK), _front())
TEST = (GROUND, _packages(RUNTIME_LOCK, TEST_LOCK), _front("dev"))
