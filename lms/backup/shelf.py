"""A folder of backups: what is there, whether it is whole, what may go."""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from lms.backup.manifest import NAME, Manifest, digest
from lms.backup.plan import Plan
from lms.backup.plan import kept as kept_by
from lms.db import utcnow
from lms.errors import Conflict, NotFound

STAMP = "%Y-%m-%dT%H%M%S-%fZ"  # sorts by age
CHECKED = "checked.json"
LOCK = ".lock"
PRIVATE = 0o700  # what is in there is the whole school: nobody else on this machine reads it
Report = Callable[[str, float], None]  # what is being done, and the share of it


class Fault(NamedTuple):
    """A file of a backup that is missing or not what it was."""

    name: str
    is_missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was found when a backup was last read from end to end."""

    at: str
    size: int
    lines: int
    files: int
    faults: int


class Backup(NamedTuple):
    """A finished backup; without a look nobody has read it over where it lies."""

    path: Path
    made_at: datetime
    look: Look | None

    @property
    def is_whole(self) -> bool:
        return self.look is None or not self.look.faults


@contextmanager
def locked(target: Path) -> Iterator[None]:
    """Work alone in a folder of backups. Raises Conflict while somebody else does."""
    target.mkdir(PRIVATE, parents=True, exist_ok=True)
    handle = os.open(target / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Conflict("另一次备份正在进行，请等它结束。") from error
    else:
        yield
    finally:
        os.close(handle)


def backups(target: Path) -> list[Backup]:
    """Return the finished backups of a folder, the last one first."""
    folders = sorted((manifest.parent for manifest in target.glob(f"*Z/{NAME}")), reverse=True)
    return [_backup(folder) for folder in folders]


def _backup(folder: Path) -> Backup:
    made_at = datetime.strptime(folder.name, STAMP).replace(tzinfo=UTC)
    with suppress(FileNotFoundError):
        return Backup(folder, made_at, Look(**json.loads((folder / CHECKED).read_text("utf-8"))))
    return Backup(folder, made_at, None)


def newest(target: Path) -> Path:
    """Return the last finished backup of a folder, or the folder itself when it is one."""
    if (target / NAME).is_file():
        return target
    finished = backups(target)
    if not finished:
        raise NotFound("%(folder)s 中没有完整的备份。", folder=target)
    return finished[0].path


def faults(kept: Path, report: Report) -> list[Fault]:
    """Read every file of a backup and compare it with what it was."""
    found = []
    wanted = _wanted(kept)
    for number, (file, expected) in enumerate(wanted.items()):
        report("check", number / len(wanted))
        if not file.is_file():
            found.append(Fault(file.name, is_missing=True))
        elif digest(file) != expected:
            found.append(Fault(file.name, is_missing=False))
    return found


def _wanted(kept: Path) -> dict[Path, str]:
    manifest = Manifest.read(kept)
    own = {kept / name: expected for name, expected in manifest.files.items()}
    return own | {place_of(kept.parent, name): name for name in manifest.blobs}


def place_of(target: Path, name: str) -> Path:
    """Return where a blob lies that all backups of a folder share."""
    return target / "blobs" / name[:2] / name


def look_over(kept: Path, report: Report) -> tuple[Look, list[Fault]]:
    """Look for faults, and note beside the backup what was found."""
    found = faults(kept, report)
    manifest = Manifest.read(kept)
    look = Look(
        at=utcnow().isoformat(),
        size=sum(file.stat().st_size for file in _wanted(kept) if file.is_file()),
        lines=sum(manifest.rows.values()),
        files=len(manifest.blobs),
        faults=len(found),
    )
    draft = kept / f"{CHECKED}.part"
    draft.write_text(json.dumps(asdict(look)), "utf-8")
    draft.replace(kept / CHECKED)
    return look, found


def prune(target: Path, plan: Plan, zone: ZoneInfo) -> list[Path]:
    """Delete what the plan does not keep, and the blobs that no backup needs any more.

    Only whole backups count, and a damaged one goes when a whole one came after it.
    """
    with locked(target):
        there = backups(target)
        whole = {one.made_at for one in there if one.is_whole}
        stay = kept_by(whole, plan, zone)
        last = max(whole, default=datetime.min.replace(tzinfo=UTC))
        gone = [
            one.path
            for one in there
            if (one.made_at not in stay if one.is_whole else one.made_at < last)
        ]
        for folder in gone:
            _delete(folder)
        _sweep(target)
    return gone


def _delete(folder: Path) -> None:
    """Delete a backup; killed in between it is none any more, and the next start clears it."""
    dying = folder.with_suffix(".part")
    folder.rename(dying)
    shutil.rmtree(dying)


def _sweep(target: Path) -> None:
    needed = {name for one in backups(target) for name in Manifest.read(one.path).blobs}
    for blob in (target / "blobs").glob("[0-9a-f][0-9a-f]/*"):
        if blob.name not in needed:
            blob.unlink()
