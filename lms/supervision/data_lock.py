"""One school at a time in a data directory."""

import fcntl
import os
import time
from pathlib import Path

from lms.bootstrap.console import Unable

LONGEST_STOP = 30.0
PAUSE = 0.2


def hold(data: Path) -> int:
    """Lock the data directory; return the handle that keeps the lock.

    The server and the worker inherit the handle, so the lock outlives a killed supervisor until
    the last of them is gone: we wait for that rather than start beside them.
    """
    data.mkdir(parents=True, exist_ok=True)
    handle = os.open(data / "supervisor.lock", os.O_RDWR | os.O_CREAT, 0o600)
    give_up = time.monotonic() + LONGEST_STOP
    while not _take(handle):
        if _holder_lives(handle):
            raise Unable(
                f"数据目录 {data} 已由另一个正在运行的学校使用。请先停止它，或用 --data 另选目录。"
            )
        if time.monotonic() > give_up:
            raise Unable(f"上一次运行的进程仍未退出，数据目录 {data} 仍被占用。")
        time.sleep(PAUSE)
    os.ftruncate(handle, 0)
    os.pwrite(handle, str(os.getpid()).encode(), 0)
    return handle


def _take(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder_lives(handle: int) -> bool:
    pid = os.pread(handle, 20, 0).decode()
    return pid.isdigit() and Path(f"/proc/{pid}").exists()
