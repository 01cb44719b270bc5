"""`python3 -m lms lock`: write the lock files anew; `stale` tells offline which no longer fit.

A lock begins with the digest of the requirements that it was compiled from. No index, host or
address goes into it: whoever installs takes the files from an index of their own, by hash.
"""

import json
import tomllib
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from lms.bootstrap import npm, stamps
from lms.bootstrap.console import say
from lms.bootstrap.pip_settings import PipSettings
from lms.bootstrap.places import FRONT_LOCK, PINS, ROOT, RUNTIME_LOCK, TEST_LOCK
from lms.bootstrap.uv import run_uv

PROJECT = ROOT / "pyproject.toml"
HEADER = "# Compiled by `python3 -m lms lock` from requirements with the digest\n# {digest}\n"
KINDS = ("dependencies", "devDependencies", "optionalDependencies")
FRONT_FOLDERS = (ROOT, PINS / "ffprobe", PINS / "cjk")


def main(argv: Sequence[str]) -> int:
    parser = ArgumentParser(prog="python3 -m lms lock", description="重写依赖锁文件。")
    parser.add_argument("--upgrade", action="store_true", help="取各依赖的最新版本")
    upgrade = ["--upgrade"] if parser.parse_args(argv).upgrade else []
    _compile(RUNTIME_LOCK, *upgrade)
    _compile(TEST_LOCK, *upgrade, "--group", "dev", "--constraints", str(RUNTIME_LOCK))
    for folder in FRONT_FOLDERS:
        _lock_front(folder)
    say("锁文件已更新。")
    return 0


def stale() -> list[Path]:
    """Return the locks that do not fit what they were compiled from."""
    fits = _header()
    python = [lock for lock in (RUNTIME_LOCK, TEST_LOCK) if not lock.read_text().startswith(fits)]
    return python + [folder / FRONT_LOCK.name for folder in FRONT_FOLDERS if not _fits(folder)]


def _header() -> str:
    project = tomllib.loads(PROJECT.read_text())
    asked = (project["project"]["dependencies"], project["dependency-groups"])
    return HEADER.format(digest=stamps.digest(json.dumps(asked)))


def _compile(lock: Path, *options: str) -> None:
    how = ("--universal", "--generate-hashes", "--no-annotate", "--no-header")
    target = ("--python-version", "3.11", "--output-file", lock)
    index = PipSettings.read().without_additions()
    run_uv("pip", "compile", PROJECT, "--quiet", *how, *options, *target, settings=index)
    lock.write_text(_header() + lock.read_text())


def _lock_front(folder: Path) -> None:
    """Let npm resolve; then drop the addresses of sponsors, the only ones it leaves."""
    npm.run_npm(folder, "install", "--package-lock-only", "--omit-lockfile-registry-resolved")
    file = folder / FRONT_LOCK.name
    lock = json.loads(file.read_text())
    for package in lock["packages"].values():
        package.pop("funding", None)
    file.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")


def _fits(folder: Path) -> bool:
    asked = json.loads((folder / "package.json").read_text())
    locked = json.loads((folder / FRONT_LOCK.name).read_text())["packages"][""]
    return all(locked.get(kind) == asked.get(kind) for kind in KINDS)
