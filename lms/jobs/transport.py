"""Huey as transport: it carries ids of committed job rows to the workers, nothing else.

It may lose or repeat an id; the row decides. Two lanes, so quick jobs never wait behind an
encoding.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from huey import Huey, RedisHuey, SqliteHuey

from lms.config import Config

LANES = ("quick", "heavy")


class Transport:
    """Opens its queues on first use: importing the app touches no file and no network."""

    def __init__(self, settings: Config) -> None:
        self.settings = settings

    @cached_property
    def lanes(self) -> dict[str, Huey]:
        return {name: self._open(name) for name in LANES}

    @cached_property
    def tasks(self) -> dict[str, Any]:
        """One task a lane; in a worker `serve` gives it something to do."""
        return {name: huey.task(name="run")(_nothing) for name, huey in self.lanes.items()}

    def send(self, lane: str, job_id: int) -> None:
        self.tasks[lane](job_id)

    def serve(self, work: Callable[[int], None]) -> None:
        self.tasks = {name: huey.task(name="run")(work) for name, huey in self.lanes.items()}

    def is_empty(self) -> bool:
        return not any(huey.pending_count() for huey in self.lanes.values())

    def _open(self, name: str) -> Huey:
        common = {"name": f"school-{name}", "results": False, "utc": True}
        if self.settings.redis_url:
            return RedisHuey(url=self.settings.redis_url, **common)
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        return SqliteHuey(filename=str(self.settings.data_dir / f"queue-{name}.db"), **common)


def _nothing(_job_id: int) -> None:
    """Stand for the task where it is only sent, never run."""
