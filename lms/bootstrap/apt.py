"""Debian's packages, installed as root: `python3 -m lms.bootstrap.apt` fetches what is missing.

The school opens first; this runs beside it, gently and in the order of need. It outlives the
school: an installation cut in the middle would leave the machine's own packages half configured.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from lms.bootstrap import features
from lms.bootstrap.console import Unable, say
from lms.bootstrap.places import VENV

LOCK = VENV / "apt.lock"
ENVIRON = {"DEBIAN_FRONTEND": "noninteractive"}
OPTIONS = ("-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=600")
GENTLY = ("nice", "-n", "15")


def install(packages: Iterable[str], *, prefix: Iterable[str] = ()) -> None:
    """Install packages; an installation that was killed before is finished first."""
    with _one_at_a_time():
        for argv in (
            ["dpkg", "--configure", "-a"],
            ["apt-get", "update"],
            ["apt-get", "install", *OPTIONS, *packages],
        ):
            _run([*prefix, *argv])


def is_running() -> bool:
    """Tell whether an installation is under way; what it brings is worth waiting for."""
    try:
        handle = os.open(LOCK, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    handle = os.open(LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _run(argv: list[str]) -> None:
    done = subprocess.run(
        argv,
        env={**os.environ, **ENVIRON},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Unable(done.stderr.strip())


def main() -> int:
    for group in features.IN_ORDER_OF_NEED:
        missing = [feature for feature in group if not feature.is_present()]
        packages = [package for feature in missing for package in feature.packages]
        try:
            if packages:
                install(packages, prefix=GENTLY)
                say(f"已安装：{'、'.join(packages)}")
        except Unable as error:
            say(f"未能安装 {'、'.join(packages)}：{error}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
