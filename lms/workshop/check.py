"""`python3 -m lms check`: what can be judged without running the house. Needs no network."""

import subprocess
import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from lms.bootstrap.console import say
from lms.bootstrap.places import ROOT, VENV
from lms.workshop import lock

BIN = VENV / "bin"
PROGRAMS = (  # the slow ones first: they run two at a time
    ("类型", "mypy"),
    ("规则", "ruff", "check", "."),
    ("格式", "ruff", "format", "--check", "."),
    ("分层", "lint-imports"),
    ("模板", "djlint", "--check", "--quiet", "templates"),
)


class Verdict(NamedTuple):
    name: str
    complaint: str
    seconds: float


def main(argv: Sequence[str]) -> int:
    ArgumentParser(prog="python3 -m lms check", description="检查代码。").parse_args(argv)
    checks: list[Callable[[], Verdict]] = [_check_locks]
    checks += [_program(name, words) for name, *words in PROGRAMS]
    with ThreadPoolExecutor(max_workers=2) as pool:
        verdicts = list(pool.map(lambda check: check(), checks))
    for verdict in verdicts:
        state = "未通过" if verdict.complaint else "通过"
        say(f"{verdict.name}  {state}  {verdict.seconds:.1f} s")
        if verdict.complaint:
            say(verdict.complaint)
    return 1 if any(verdict.complaint for verdict in verdicts) else 0


def _program(name: str, words: Sequence[str]) -> Callable[[], Verdict]:
    def _run() -> Verdict:
        begun = time.monotonic()
        done = subprocess.run(
            [BIN / words[0], *words[1:]], cwd=ROOT, capture_output=True, text=True, check=False
        )
        complaint = (done.stdout + done.stderr).strip() if done.returncode else ""
        return Verdict(f"{name}（{words[0]}）", complaint, time.monotonic() - begun)

    return _run


def _check_locks() -> Verdict:
    stale = "、".join(str(file.relative_to(ROOT)) for file in lock.stale())
    complaint = f"{stale} 与依赖声明不符，请运行：python3 -m lms lock" if stale else ""
    return Verdict("依赖锁", complaint, 0)
