"""Looking at what was uploaded: what is good goes on, what is not says why."""

from pathlib import Path

from sqlalchemy.orm import Session

from lms.decoding import decode_text
from lms.errors import TooLarge
from lms.jobs import Run, enqueue, handler
from lms.sandbox import MIB
from lms.web.i18n import lazy_gettext as _l
from media.assets import services
from media.assets.jobs.common import READY, asset_of, tell_owner, telling, walls_of, work_folder
from media.assets.models import Asset, Kind, State
from media.assets.sniff import SHEETS, Content, content_of, refuse_misnamed
from media.encoding.obtain import obtain_tools
from media.encoding.office import SHEET, recognise
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
        content = _content(run, asset, source)
        found = _measured(run, source) if content is Content.film else {}
    with run.db.session(write=True) as session:
        if content.kind is Kind.file:
            services.make_ready(session, asset.id, Kind.file)
            tell_owner(session, run, asset.id, READY)
        else:
            _pass_on(session, asset, content, found)
        session.commit()
        run.app.jobs.send_waiting(session)


def _content(run: Run, asset: Asset, source: Path) -> Content:
    """Return what the file is; raises Refusal for what is no use, or not safe to give out."""
    content = content_of(source, asset.filename)
    if content is Content.office and _is_sheet(run, source):
        refuse_misnamed(asset.filename, SHEETS)
        content = Content.plain
    if content.kind is Kind.file:
        _refuse_large(asset, run.settings.largest_material_bytes)
    if content is Content.text:
        decode_text(source.read_bytes())
    return content


def _is_sheet(run: Run, source: Path) -> bool:
    with work_folder(run) as folder:
        return recognise(walls_of(run, source), folder) == SHEET


def _refuse_large(asset: Asset, most: int) -> None:
    if asset.size > most:
        raise TooLarge("这类资料最大 %(most)s MB。请压缩或拆分后上传。", most=most // MIB)


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
