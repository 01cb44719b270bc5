"""Huey as transport: it carries ids of committed job rows to the workers, nothing else.

It may lose or repeat an id; the row decides. Three lanes, so quick jobs never wait behind slides,
nor slides behind a film.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, get_args

from lms.config import Config
from lms.jobs import engine
from lms.jobs.registry import Lane

LANES = get_args(Lane)
CACHE_MB = 1  # a few ids; every web thread that queues a job has a connection of its own


class Transport:
    """Opens its queues on first use: importing the app touches no file and no network."""

    def __init__(self, settings: Config) -> None:
        self.settings = settings
        if settings.redis_url:
            engine.use_redis()
        self.work: Callable[[int], None] = _nothing

    @cached_property
    def lanes(self) -> dict[str, Any]:
        return {name: self._open(name) for name in LANES}

    @cached_property
    def tasks(self) -> dict[str, Any]:
        """The one task of each lane. Sender and worker know it by the same name."""

        def _run(job_id: int) -> None:
            self.work(job_id)

        return {name: huey.task(name="run")(_run) for name, huey in self.lanes.items()}

    def send(self, lane: str, job_id: int) -> None:
        self.tasks[lane](job_id)

    def serve(self, work: Callable[[int], None]) -> dict[str, Any]:
        """Return the lanes, whose ids go to `work` from now on."""
        self.work = work
        return {name: self.lanes[name] for name in self.tasks}

    def is_empty(self, lane: str) -> bool:
        return not self.lanes[lane].pending_count()

    def _open(self, name: str) -> Any:
        common = {"name": f"school-{name}", "results": False, "utc": True}
        if self.settings.redis_url:
            return engine.RedisHuey(url=self.settings.redis_url, **common)
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        file = self.settings.data_dir / f"queue-{name}.db"
        return engine.SqliteHuey(filename=str(file), cache_mb=CACHE_MB, **common)


def _nothing(_job_id: int) -> None:
    """Stand for the work where ids are only sent."""
