"""Turning checked courseware into pages: pictures and words, slides and texts by way of PDF."""

from collections.abc import Callable
from pathlib import Path

from lms.fonts import fetch_cjk_fonts
from lms.jobs import Run, handler
from lms.web.i18n import lazy_gettext as _l
from media.assets import services
from media.assets.jobs.common import (
    READY,
    asset_of,
    note,
    reporter,
    tell_owner,
    telling,
    walls_of,
    work_folder,
)
from media.assets.models import Asset, Kind, PagePicture, PageText, State
from media.encoding.office import convert
from media.encoding.pages import Picture, draw
from media.encoding.words import searchable

CONVERTED = 0.5  # of the whole work
DRAWING = "生成页面图片"


@handler("media.draw_pages", lane="papers", lease_seconds=30, label=_l("生成课件页面图"))
def draw_pages(run: Run) -> None:
    asset = asset_of(run)
    if asset.state is State.ready or asset.original is None:
        return
    with (
        telling(run, asset),
        run.blobs.local_path(asset.original) as source,
        work_folder(run) as folder,
    ):
        note(run, asset.id, State.encoding)
        _draw(run, asset, source, folder, reporter(run, asset.id, DRAWING))


@handler("media.convert", lane="papers", lease_seconds=30, label=_l("转换课件"))
def convert_document(run: Run) -> None:
    """Turn what an office program wrote into a PDF, and that into pages."""
    asset = asset_of(run)
    if asset.state is State.ready or asset.original is None:
        return
    with (
        telling(run, asset),
        run.blobs.local_path(asset.original) as source,
        work_folder(run) as folder,
    ):
        note(run, asset.id, State.encoding)
        pdf = as_pdf(run, source, folder, reporter(run, asset.id, "转换课件", 0.0, CONVERTED))
        _draw(run, asset, pdf, folder, reporter(run, asset.id, DRAWING, CONVERTED))


def as_pdf(run: Run, source: Path, folder: Path, hear: Callable[[float], None]) -> Path:
    fonts = fetch_cjk_fonts(run.settings.data_dir).absolute()
    return convert(walls_of(run, source, fonts), folder, fonts, hear)


def _draw(run: Run, asset: Asset, pdf: Path, folder: Path, hear: Callable[[float], None]) -> None:
    pictures = draw(walls_of(run, pdf), folder, hear)
    pages = [_stored(run, asset.id, picture) for picture in pictures]
    texts = [page_text(asset.id, picture) for picture in pictures if picture.words]
    with run.db.session(write=True) as session:
        services.add_pages(session, asset.id, pages, texts)
        services.make_ready(session, asset.id, Kind.document, page_count=len(pages))
        tell_owner(session, run, asset.id, READY)
        session.commit()
        run.app.jobs.send_waiting(session)


def _stored(run: Run, asset_id: int, picture: Picture) -> PagePicture:
    return PagePicture(
        asset_id=asset_id,
        number=picture.number,
        width=picture.width,
        height=picture.height,
        blob=run.blobs.put(picture.file),
        fine_blob=run.blobs.put(picture.fine),
    )


def page_text(asset_id: int, picture: Picture) -> PageText:
    words = [list(word) for word in picture.words]
    text = searchable(picture.words)
    return PageText(asset_id=asset_id, number=picture.number, words=words, text=text)
