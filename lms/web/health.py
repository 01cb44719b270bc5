"""Is the process alive, and can it serve: for supervisors and balancers."""

from collections.abc import Callable

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from lms.web.flask import current_app_, current_blobs, current_database, untransacted
from lms.web.guard import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
@untransacted
def alive() -> ResponseReturnValue:
    return jsonify(alive=True)


@bp.get("/readyz")
@public
@untransacted
def ready() -> ResponseReturnValue:
    """Answer 200 when everything can serve, else 503; the names of what cannot are told."""
    failing = sorted(name for name, holds in states().items() if not holds)
    return jsonify(ready=not failing, failing=failing), 503 if failing else 200


def states() -> dict[str, bool]:
    """Return what the school needs to serve, by name, and whether it holds now."""
    probes = {"database": _database, "blobs": current_blobs().probe, **current_app_().probes}
    return {name: _holds(probe) for name, probe in probes.items()}


def _database() -> None:
    with current_database().session(write=False) as session:
        session.execute(text("SELECT 1"))


def _holds(probe: Callable[[], None]) -> bool:
    try:
        probe()
    except Exception:  # noqa: BLE001  whatever it is, this part cannot serve
        return False
    return True
