"""A pip to begin with, on machines that have none.

In this order: Python's own (ensurepip); the pinned wheel from the index that the user's pip
settings name; Debian's wheel, which apt checks by its own keys and hands to ordinary users too.
So no address stands in this repository, and none is guessed.
"""

import shutil
import venv
from importlib.util import find_spec
from pathlib import Path

from lms.bootstrap.console import Unable, run
from lms.bootstrap.index import Pin, fetch_wheel
from lms.bootstrap.pip_settings import PipSettings
from lms.bootstrap.places import PINS, PYTHON, TOOLS, VENV

DEBIAN_PACKAGE = "python3-pip-whl"
DEBIAN_WHEELS = "usr/share/python-wheels/pip-*.whl"
REMEDY = "请先运行：apt-get install -y python3-venv（需要 root），再重新启动。"


def make_venv(settings: PipSettings) -> list[str | Path]:
    """Make the environment anew; return the command that runs pip in it."""
    shutil.rmtree(VENV, ignore_errors=True)
    has_ensurepip = find_spec("ensurepip") is not None
    venv.create(VENV, with_pip=has_ensurepip, symlinks=True)
    if has_ensurepip:
        return [PYTHON, "-m", "pip"]
    return [PYTHON, _wheel(settings) / "pip"]  # a wheel runs as it is


def _wheel(settings: PipSettings) -> Path:
    if settings.index_url:
        return fetch_wheel(Pin.read(PINS / "pip.txt"), TOOLS, settings)
    if shutil.which("apt-get"):
        return _from_debian(TOOLS / "debian")
    raise Unable(f"这台机器没有 pip，也没有设置软件源。{REMEDY}")


def _from_debian(folder: Path) -> Path:
    """Let apt fetch the wheel into a folder of ours; nothing is installed on the machine."""
    for part in ("lists/partial", "cache/archives/partial"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    ours = [
        option
        for setting in (f"Dir::State::lists={folder}/lists", f"Dir::Cache={folder}/cache")
        for option in ("-o", setting)
    ]
    try:
        run(["apt-get", *ours, "update"], folder=folder)
        run(["apt-get", *ours, "download", DEBIAN_PACKAGE], folder=folder)
        run(["dpkg-deb", "-x", *folder.glob("*.deb"), folder], folder=folder)
    except Unable as error:
        raise Unable(
            f"{error}\n这台机器没有 pip，从 Debian 软件源获取也失败了。{REMEDY}"
        ) from error
    return next(folder.glob(DEBIAN_WHEELS))
