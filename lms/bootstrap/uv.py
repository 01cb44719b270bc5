"""Python packages, by lock and hash: uv does it, pip where there is no uv for the machine."""

from pathlib import Path

from lms.bootstrap import stamps
from lms.bootstrap.console import Unable, run, say
from lms.bootstrap.pip_settings import PipSettings
from lms.bootstrap.places import PINS, PYTHON, TOOLS

UV = TOOLS / "uv" / "bin" / "uv"  # beside the environment, out of reach of its own `sync`
HASHED = ("--quiet", "--require-hashes")


def fetch(pip: list[str | Path]) -> None:
    """Install uv with the pip that the machine begins with; where that fails, keep the pip."""
    try:
        run([*pip, "install", *HASHED, "--target", UV.parents[1], "-r", PINS / "uv.txt"])
    except Unable as error:
        say(f"{error}\n未能取得 uv，改用 pip（较慢）。")
        run([*pip, "install", *HASHED, "-r", PINS / "pip.txt"])


def sync(lock: Path, *, afresh: bool) -> None:
    """Make the environment exactly what the lock says; `afresh` trusts nothing that lies there."""
    if UV.exists():
        run_uv("pip", "sync", *HASHED, *(["--reinstall"] if afresh else []), lock)
    else:
        again = ["--force-reinstall"] if afresh else []
        run([PYTHON, "-m", "pip", "install", *HASHED, *again, "-r", lock])


def install_tool(pins: Path, target: Path) -> None:
    """Install pinned packages into a folder of their own, once."""
    made_from = stamps.digest(pins)
    if stamps.is_done(pins.stem, made_from):
        return
    stamps.begin(pins.stem)
    install_into(target, pins)
    stamps.finish(pins.stem, made_from)


def install_into(target: Path, pins: Path) -> None:
    words = ("install", *HASHED, "--no-deps", "--upgrade", "--target", target, "-r", pins)
    if UV.exists():
        run_uv("pip", *words)
    else:
        run([PYTHON, "-m", "pip", *words])


def run_uv(*words: str | Path, settings: PipSettings | None = None) -> None:
    settings = settings or PipSettings.read()
    run([UV, *words, "--python", PYTHON, *settings.uv_options()], environ=settings.environ())
