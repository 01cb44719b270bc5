"""Programs and glyphs from packages, for machines where nobody may run apt.

Pinned and hashed like everything else, and fetched by a job after the school has opened. As root
apt brings the same: see `lms.bootstrap.apt.is_running` before fetching.
"""

import platform
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lms.bootstrap import npm, uv
from lms.bootstrap.places import PINS

FFMPEG = "imageio_ffmpeg/binaries/ffmpeg-linux-*"
FFPROBE = "node_modules/@ffprobe-installer/linux-{machine}/ffprobe"
SLICES = "node_modules/@fontsource/noto-sans-sc/files/noto-sans-sc-*-400-normal.woff2"
NPM_NAMES = {"x86_64": "x64", "aarch64": "arm64"}


def fetch_ffmpeg(target: Path) -> None:
    """Put `ffmpeg` and `ffprobe` into the folder. Fetching twice does nothing."""
    with _aside(target) as folder:
        if not (target / "ffmpeg").exists():
            uv.install_into(folder, PINS / "ffmpeg.txt")
            _place(next(folder.glob(FFMPEG)), target / "ffmpeg", mode=0o755)
        if not (target / "ffprobe").exists():
            _from_npm("ffprobe", folder)
            machine = NPM_NAMES.get(platform.machine(), "")
            _place(folder / FFPROBE.format(machine=machine), target / "ffprobe", mode=0o755)


def fetch_cjk_slices(target: Path) -> list[Path]:
    """Put the slices of Noto Sans SC (WOFF2, regular) into the folder, all or none."""
    if not target.exists():
        with _aside(target.parent) as folder:
            _from_npm("cjk", folder)
            whole = folder / "slices"
            whole.mkdir()
            for file in folder.glob(SLICES):
                file.rename(whole / file.name)
            whole.rename(target)
    return sorted(target.glob("*.woff2"))


def _from_npm(pins: str, folder: Path) -> None:
    shutil.copytree(PINS / pins, folder, dirs_exist_ok=True)
    npm.ci(folder)


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """A folder for what is unfinished, on the same disk, so that a rename ends the work."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(".fetch-*"):  # by a fetch that was killed
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=".fetch-", dir=folder) as name:
        yield Path(name)


def _place(source: Path, target: Path, *, mode: int) -> None:
    source.chmod(mode)
    source.replace(target)
