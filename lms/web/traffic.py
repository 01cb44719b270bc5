"""Every request in the log, and counted where that is switched on; without a word about people.

A line names the rule of the address, not the address: that holds ids and what people search for.
Polls, beats and the school's own files are counted but not logged. Counting is for Prometheus
(LMS_METRICS_TOKEN): each process writes into files of its own, `/metrics` adds them up.
"""

import hmac
import os
import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any

import structlog
from flask import Blueprint, Flask, Response, g, request

from lms.config import Config
from lms.errors import NotFound, Unauthenticated
from lms.jobs.queries import counts
from lms.web.flask import current_database, current_settings, untransacted
from lms.web.guard import is_quiet, public

log = structlog.get_logger()

FOLDER = "metrics"
BEARER = "Bearer "
SILENT = ("assets.file", "health.alive", "health.ready", "traffic.metrics", "playback.segment")
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)  # seconds
Count = Callable[[str, int, float], None]

bp = Blueprint("traffic", __name__)


def install(app: Flask, settings: Config) -> None:
    """Watch all requests; the first to be asked before one, so that all of it is timed."""
    count = _counter(settings) if settings.metrics_token else None
    app.before_request(_begin)

    @app.after_request
    def _note(response: Response) -> Response:
        took = time.perf_counter() - g.get("began", time.perf_counter())
        if count:
            count(request.endpoint or "none", response.status_code, took)
        if settings.access_log and not _is_silent(request.endpoint):
            _log(response, took)
        return response

    app.register_blueprint(bp)


def forget(settings: Config) -> None:
    """Begin to count anew: called before the first process of a start counts."""
    shutil.rmtree(settings.data_dir / FOLDER, ignore_errors=True)


def _begin() -> None:
    g.began = time.perf_counter()


def _is_silent(endpoint: str | None) -> bool:
    return endpoint in SILENT or is_quiet(endpoint)


def _log(response: Response, took: float) -> None:
    log.info(
        "request",
        request_id=g.get("request_id"),
        method=request.method,
        rule=str(request.url_rule or ""),
        status=response.status_code,
        ms=round(1000 * took, 1),
        bytes=response.content_length,
    )


def _counter(settings: Config) -> Count:
    """Return what counts a request. Files are opened by the process that counts first."""
    folder = settings.data_dir / FOLDER
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)  # read when the library is imported
    from prometheus_client import CollectorRegistry, Counter, Histogram  # noqa: PLC0415 - see above

    ours = CollectorRegistry()
    seconds = Histogram(
        "school_request_seconds", "Time to answer.", ["view"], registry=ours, buckets=BUCKETS
    )
    answers = Counter(
        "school_requests", "Answers by view and status.", ["view", "status"], registry=ours
    )

    def _count(view: str, status: int, took: float) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        answers.labels(view, str(status)).inc()
        seconds.labels(view).observe(took)

    return _count


@bp.get("/metrics")
@public
@untransacted
def metrics() -> Response:
    """Give Prometheus its numbers: of all processes, and of the jobs as the database has them."""
    _demand_token()
    from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415 - as above
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(_Jobs())
    return Response(generate_latest(registry), mimetype="text/plain")


def _demand_token() -> None:
    """Let in whoever has the token; without one set there is no such page."""
    token = current_settings().metrics_token
    if token is None:
        raise NotFound("没有找到您要的内容。")
    given = request.headers.get("Authorization", "").removeprefix(BEARER)
    if not hmac.compare_digest(given.encode(), token.encode()):
        raise Unauthenticated("请在请求头 Authorization 中给出 LMS_METRICS_TOKEN。")


class _Jobs:
    """The number of jobs by state, read when Prometheus asks."""

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - as above

        family = GaugeMetricFamily("school_jobs", "Jobs by state.", labels=["state"])
        with current_database().session(write=False) as session:
            for state, number in counts(session).items():
                family.add_metric([str(state)], number)
        yield family
