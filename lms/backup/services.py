"""Keep a school aside, look a backup over, put it back."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, inspect

from lms import __version__
from lms.backup import rows
from lms.backup.manifest import Manifest, digest
from lms.backup.shelf import PRIVATE, STAMP, Report, locked, place_of
from lms.config import KEY_FILE, Config
from lms.db import Database, migrate, utcnow
from lms.errors import Conflict
from lms.storage import Blobs, Hold


def back_up(
    database: Database, blobs: Blobs, settings: Config, target: Path, report: Report
) -> Path:
    """Keep the school in a new folder of `target` while it runs; return that folder.

    Whatever a kill leaves behind has no manifest, so it is no backup; the next run clears it.
    Raises Conflict when the database does not have the shape that this release expects, or when
    another backup is being made there.
    """
    if not migrate.is_current(database):
        raise Conflict("数据库结构不是当前版本，请先运行 python3 -m lms db upgrade。")
    with locked(target):
        return _back_up(database, blobs, settings, target, report)


def _back_up(
    database: Database, blobs: Blobs, settings: Config, target: Path, report: Report
) -> Path:
    for left in target.glob("*.part"):
        shutil.rmtree(left)
    at = utcnow()
    draft = target / f"{at:{STAMP}}.part"
    draft.mkdir(PRIVATE)
    (draft / "rows").mkdir()
    with blobs.held() as hold:
        hold.renew()
        counts = _keep_rows(database, hold, draft, report)
        _keep_blobs(hold, target, report)
        _keep_key(settings, draft)
        _describe(draft, at, counts, hold.names())
    finished = draft.with_suffix("")
    draft.rename(finished)
    os.sync()
    return finished


def _keep_rows(database: Database, hold: Hold, draft: Path, report: Report) -> dict[str, int]:
    """Write all rows as of one moment, and hold the blobs that came before it."""
    counts = {}
    with _frozen(database) as connection:
        tables = rows.tables(connection)
        hold.renew()
        for number, table in enumerate(tables):
            report("rows", number / len(tables))
            file = draft / "rows" / f"{table.name}.jsonl.gz"
            counts[table.name] = rows.write_lines(file, rows.dumped(connection, table))
    return counts


@contextmanager
def _frozen(database: Database) -> Iterator[Connection]:
    """Give a connection that sees the database as it is now, whatever is written meanwhile."""
    engine = database.engine
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection, connection.begin():
        inspect(connection).get_table_names()  # the snapshot begins with the first read
        yield connection


def _keep_blobs(hold: Hold, target: Path, report: Report) -> None:
    """Copy what no earlier backup has; its content has to be what its name says."""
    names = hold.names()
    (target / "blobs").mkdir(PRIVATE, exist_ok=True)
    for number, name in enumerate(names):
        report("blobs", number / len(names))
        kept = place_of(target, name)
        if kept.exists():
            continue
        kept.parent.mkdir(parents=True, exist_ok=True)
        draft = kept.with_suffix(".part")
        shutil.copyfile(hold.path(name), draft)
        if digest(draft) != name:
            raise Conflict("文件 %(name)s 的内容已损坏，没有备份。请检查磁盘。", name=name)
        draft.rename(kept)


def _keep_key(settings: Config, draft: Path) -> None:
    key = settings.data_dir / KEY_FILE
    if key.exists():
        shutil.copyfile(key, draft / KEY_FILE)
        (draft / KEY_FILE).chmod(0o600)


def _describe(draft: Path, at: datetime, counts: dict[str, int], blobs: list[str]) -> None:
    files = sorted(file for file in draft.rglob("*") if file.is_file())
    Manifest(
        made_at=at.isoformat(),
        version=__version__,
        revision=migrate.head(),
        files={file.relative_to(draft).as_posix(): digest(file) for file in files},
        rows=counts,
        blobs=blobs,
    ).write(draft)


def restore(kept: Path, database: Database, blobs: Blobs, settings: Config, report: Report) -> None:
    """Put a backup into an empty place. Look it over with `faults` first.

    The rows come in one transaction, in the shape of their day; then the database is migrated.
    Raises Conflict when there is a school already.
    """
    manifest = Manifest.read(kept)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if inspect(database.engine).get_table_names():
        raise Conflict("目标数据库不是空的。请换一个数据目录或空数据库，恢复不会覆盖已有的数据。")
    for number, name in enumerate(manifest.blobs):
        report("blobs", number / len(manifest.blobs))
        blobs.put(place_of(kept.parent, name))
    migrate.upgrade(database, manifest.revision)
    with database.engine.execution_options(begin="IMMEDIATE").begin() as connection:
        tables = rows.tables(connection)
        for number, table in enumerate(tables):
            report("rows", number / len(tables))
            rows.load(connection, table, rows.read_lines(kept / "rows" / f"{table.name}.jsonl.gz"))
    migrate.upgrade(database)
    _put_key_back(kept, settings)


def _put_key_back(kept: Path, settings: Config) -> None:
    key, ours = kept / KEY_FILE, settings.data_dir / KEY_FILE
    if key.exists():
        ours.unlink(missing_ok=True)
        shutil.copyfile(key, ours)
        ours.chmod(0o600)
