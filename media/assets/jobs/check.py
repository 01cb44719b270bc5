"""Looking at what was uploaded: what is good goes on, what is not says why."""

from pathlib import Path

from sqlalchemy.orm import Session

from lms.jobs import Run, enqueue, handler
from lms.web.i18n import lazy_gettext as _l
from media.assets import services
from media.assets.jobs.common import asset_of, telling
from media.assets.models import Asset, Kind, State
from media.assets.sniff import kind_of
from media.encoding.obtain import obtain_tools
from media.encoding.probe import probe, scan

NEXT = {Kind.video: "media.encode", Kind.document: "media.draw_pages"}


@handler(services.CHECK, attempts=10, label=_l("检查上传的文件"))
def check_asset(run: Run) -> None:
    asset = asset_of(run)
    if asset.state is not State.checking or asset.original is None:
        return
    with telling(run, asset), run.blobs.local_path(asset.original) as source:
        kind = kind_of(source)
        found = {} if kind is Kind.document else _measured(run, source)
    with run.db.session(write=True) as session:
        _pass_on(session, asset, kind, found)
        session.commit()
        run.app.jobs.send_waiting(session)


def _measured(run: Run, source: Path) -> dict[str, object]:
    tools = obtain_tools(run.settings.data_dir, lambda: run.progress(0.0))
    film = probe(tools, source)
    scan(tools, source, film, lambda: run.progress(0.0))
    length = round(film.seconds * 1000)
    return {"duration_ms": length, "width": film.width, "height": film.height}


def _pass_on(session: Session, asset: Asset, kind: Kind, found: dict[str, object]) -> None:
    services.move_on(session, asset.id, State.queued, kind=kind, **found)
    work = NEXT[kind]
    key = f"{work}:{asset.id}"
    enqueue(session, work, {"asset_id": asset.id}, key=key, by=asset.owner_id)
