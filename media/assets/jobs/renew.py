"""Courseware drawn by an older release: its pages get the words and fine pictures of today."""

from pathlib import Path

from lms.jobs import Run, enqueue, handler
from lms.web.i18n import lazy_gettext as _l
from media.assets import queries, services
from media.assets.jobs.common import asset_of, walls_of, work_folder
from media.assets.jobs.draw import CONVERTED, DRAWING, as_pdf, page_text
from media.assets.sniff import Content, content_of
from media.encoding.pages import draw

RENEW = "media.renew_pages"


@handler("media.find_old_pages", is_begun_with=True, label=_l("查找旧格式课件"))
def find_old_pages(run: Run) -> None:
    """Queue every document whose pages were drawn before there were fine pictures and words."""
    with run.writing() as session:
        for asset_id in queries.drawn_of_old(session, RENEW):
            enqueue(session, RENEW, {"asset_id": asset_id}, key=f"{RENEW}:{asset_id}")


@handler(RENEW, lane="papers", lease_seconds=30, label=_l("更新课件页面"))
def renew_pages(run: Run) -> None:
    """Draw a document again while it is read; its pages stay the ones they are."""
    asset = asset_of(run)
    if asset.original is None:
        return
    with run.blobs.local_path(asset.original) as source, work_folder(run) as folder:
        pdf = _pdf(run, source, folder)
        pictures = draw(
            walls_of(run, pdf),
            folder,
            lambda share: run.progress(CONVERTED + (1 - CONVERTED) * share, DRAWING),
        )
        fine = {picture.number: run.blobs.put(picture.fine) for picture in pictures}
        texts = [page_text(asset.id, picture) for picture in pictures if picture.words]
    with run.writing() as session:
        services.renew_pages(session, asset.id, fine, texts)


def _pdf(run: Run, source: Path, folder: Path) -> Path:
    if content_of(source) is not Content.office:
        return source
    return as_pdf(run, source, folder, lambda share: run.progress(CONVERTED * share, DRAWING))
