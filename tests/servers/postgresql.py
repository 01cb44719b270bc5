"""A throwaway PostgreSQL cluster behind a socket of its own; databases in it cost 50 ms each."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from tests.servers.process import folder_of, running

FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "jit": "off",
    "max_connections": "200",
}


def binaries() -> Path | None:
    """Return the folder of initdb and postgres: Debian keeps it off the PATH."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3])
    )
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def databases() -> Iterator[Callable[..., str]]:
    """Run a cluster; yield what makes a database in it, empty or a copy, and returns its URL."""
    user = "postgres" if os.geteuid() == 0 else None  # it refuses to run as root
    bin_folder = binaries()
    assert bin_folder, "PostgreSQL is not installed"
    with folder_of(user) as folder:
        _init(bin_folder, folder / "data", user)
        settings = [f"--{name}={value}" for name, value in FAST.items()]
        argv = [
            bin_folder / "postgres",
            "-D",
            folder / "data",
            "-k",
            folder,
            "--listen_addresses=",
            *settings,
        ]
        with running(argv, lambda: _answers(folder), stop=signal.SIGQUIT, user=user):
            numbers = count(1)
            yield lambda original=None: _new_database(folder, f"school{next(numbers)}", original)


def _init(bin_folder: Path, data: Path, user: str | None) -> None:
    subprocess.run(
        [
            bin_folder / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "--auth=trust",
            "--no-sync",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        user=user,
        group=user,
        extra_groups=[] if user else None,
    )


def _answers(folder: Path) -> bool:
    try:
        psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def _new_database(folder: Path, name: str, original: str | None) -> str:
    template = make_url(original).database if original else "template1"
    with psycopg.connect(
        host=str(folder), user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return f"postgresql+psycopg://postgres@/{name}?host={folder}"
