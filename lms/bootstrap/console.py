"""What the bootstrap says, how it runs other programs, and how it gives up."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from lms.bootstrap.kernel import follow_parent
from lms.bootstrap.places import ROOT

SHOWN_LINES = 15


class Unable(Exception):
    """What this machine cannot do, and the line to run about it."""


def say(words: str) -> None:
    print(words, flush=True)


def run(
    argv: Sequence[str | Path],
    *,
    environ: Mapping[str, str] | None = None,
    folder: Path = ROOT,
) -> None:
    """Run a program to its end; it dies with us, so a killed start leaves nobody writing.

    What it printed is shown only when it fails.
    """
    done = subprocess.run(
        argv,
        cwd=folder,
        env={**os.environ, **(environ or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        preexec_fn=partial(follow_parent, os.getpid()),
    )
    if done.returncode != 0:
        last = "\n".join(done.stdout.splitlines()[-SHOWN_LINES:])
        raise Unable(f"{last}\n{Path(argv[0]).name} 以状态 {done.returncode} 结束。")
