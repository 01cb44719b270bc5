"""`python3 -m lms test`: install what the tests need, then run the suite in stages.

The quick tests come first, then those with browsers, those with servers and faults, then
everything that touches a database once more, on PostgreSQL. The first stage that fails is the last.
"""

import os
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lms import frontend
from lms.bootstrap import apt, extras, features
from lms.bootstrap.console import Unable, say
from lms.bootstrap.places import MODULES, ROOT, TOOLS

STATIC = ROOT / "lms" / "static"
MEDIA_TOOLS = TOOLS / "media"
SERIOUS = "browser or servers or faults"
QUICK = f"not slow and not ({SERIOUS})"
NO_TESTS = 5  # pytest's status for an empty selection
PARALLEL = ("-n", "2", "--dist", "worksteal")
MORE_PARALLEL = ("-n", "4", "--dist", "worksteal")  # half of the time they wait for the browser


class Stage(NamedTuple):
    words: str
    selection: str
    database: str
    options: tuple[str, ...] = ()


QUICK_STAGE = Stage("快速测试", QUICK, "sqlite", PARALLEL)
BROWSER_STAGE = Stage("浏览器测试", "not slow and browser", "sqlite", MORE_PARALLEL)
# one after the other: they wait more than they work, and some count seconds
FAULTS_STAGE = Stage("服务器与故障测试", f"not slow and not browser and ({SERIOUS})", "sqlite")
POSTGRESQL_STAGE = Stage("PostgreSQL 上的测试", QUICK, "postgresql", PARALLEL)
SLOW_STAGE = Stage("长时间测试", "slow", "sqlite")
FULL = ("--hypothesis-profile", "full")
GENERATED_STAGE = Stage("大量生成的用例", "hypothesis and not slow", "sqlite", (*PARALLEL, *FULL))


def main(argv: Sequence[str]) -> int:
    options, rest = _parser().parse_known_args(argv)
    if not options.fast:
        _install()
    frontend.build(STATIC, MODULES, STATIC / "dist")
    statuses = []
    for stage in _stages(options):
        statuses.append(_run(stage, rest))
        if statuses[-1] not in {0, NO_TESTS}:
            return statuses[-1]
    return min(statuses)  # a selection that is empty in every stage is a mistake


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python3 -m lms test",
        description="运行测试；其余选项交给 pytest。",
        allow_abbrev=False,
    )
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--fast", action="store_true", help="只运行快速测试（两分钟内）")
    length.add_argument("--slow", action="store_true", help="只运行长时间测试")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="只在这种数据库上运行")
    return parser


def _stages(options: Namespace) -> Iterator[Stage]:
    if options.slow:
        yield from (SLOW_STAGE, GENERATED_STAGE)
    elif options.fast:
        yield QUICK_STAGE._replace(database=options.database or "sqlite")
    else:
        if options.database != "postgresql":
            yield from (QUICK_STAGE, BROWSER_STAGE, FAULTS_STAGE)
        if options.database != "sqlite" and features.POSTGRESQL.is_present():
            yield POSTGRESQL_STAGE


def _install() -> None:
    """Install as root what is missing; without root take ffmpeg from packages."""
    missing = [feature for feature in features.FOR_TESTS if not feature.is_present()]
    try:
        if missing and features.may_install():
            packages = [package for feature in missing for package in feature.packages]
            say(f"正在安装 {'、'.join(packages)}……")
            apt.install(packages)
        elif features.FILM in missing:
            extras.fetch_ffmpeg(MEDIA_TOOLS)
    except Unable as error:
        say(f"{error}\n缺少它们的测试将不运行。")


def _run(stage: Stage, rest: Sequence[str]) -> int:
    say(f"\n{stage.words}")
    environ = {**os.environ, "LMS_TEST_DATABASE": stage.database}
    environ["PATH"] = f"{os.environ.get('PATH', os.defpath)}{os.pathsep}{MEDIA_TOOLS}"
    argv = [sys.executable, "-m", "pytest", "-m", stage.selection, *stage.options, *rest]
    return subprocess.run(argv, cwd=ROOT, env=environ, check=False).returncode
