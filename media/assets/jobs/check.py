"""Looking at what was uploaded: what is good goes on, what is not says why."""

from pathlib import Path

from sqlalchemy.orm import Session

from lms.jobs import Run, enqueue, handler
from lms.web.i18n import lazy_gettext as _l
from media.assets import services
from media.assets.jobs.common import asset_of, telling, walls_of, work_folder
from media.assets.models import Asset, State
from media.assets.sniff import Content, content_of
from media.encoding.obtain import obtain_tools
from media.encoding.office import recognise
from media.encoding.probe import probe, scan

NEXT = {
    Content.film: "media.encode",
    Content.pdf: "media.draw_pages",
    Content.office: "media.convert",
}


@handler(services.CHECK, attempts=10, label=_l("检查上传的文件"))
def check_asset(run: Run) -> None:
    asset = asset_of(run)
    if asset.state is not State.checking or asset.original is None:
        return
    with telling(run, asset), run.blobs.local_path(asset.original) as source:
        content = content_of(source)
        found = _looked_at(run, content, source)
    with run.db.session(write=True) as session:
        _pass_on(session, asset, content, found)
        session.commit()
        run.app.jobs.send_waiting(session)


def _looked_at(run: Run, content: Content, source: Path) -> dict[str, object]:
    """Return what is known of the file by now; raises Refusal for what is no use."""
    if content is Content.office:
        with work_folder(run) as folder:
            recognise(walls_of(run, source), folder)
    return _measured(run, source) if content is Content.film else {}


def _measured(run: Run, source: Path) -> dict[str, object]:
    tools = obtain_tools(run.settings.data_dir, lambda: run.progress(0.0))
    film = probe(tools, source)
    scan(tools, source, film, lambda: run.progress(0.0))
    length = round(film.seconds * 1000)
    return {"duration_ms": length, "width": film.width, "height": film.height}


def _pass_on(session: Session, asset: Asset, content: Content, found: dict[str, object]) -> None:
    services.move_on(session, asset.id, State.queued, kind=content.kind, **found)
    work = NEXT[content]
    key = f"{work}:{asset.id}"
    enqueue(session, work, {"asset_id": asset.id}, key=key, by=asset.owner_id)
