"""Turning a checked PDF into page pictures."""

from lms.jobs import Run, handler
from lms.web.i18n import lazy_gettext as _l
from media.assets import services
from media.assets.jobs.common import asset_of, note, telling, work_folder
from media.assets.models import Kind, PagePicture, State
from media.encoding.pages import Picture, draw
from media.encoding.walls import Walls


@handler("media.draw_pages", lease_seconds=30, label=_l("生成课件页面图"))
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
        walls = Walls(run.settings.data_dir.absolute(), source.absolute())
        pictures = draw(walls, folder, lambda share: run.progress(share, "生成页面图片"))
        pages = [_stored(run, asset.id, picture) for picture in pictures]
    with run.db.session(write=True) as session:
        services.add_pages(session, asset.id, pages)
        services.make_ready(session, asset.id, Kind.document, page_count=len(pages))
        session.commit()


def _stored(run: Run, asset_id: int, picture: Picture) -> PagePicture:
    return PagePicture(
        asset_id=asset_id,
        number=picture.number,
        width=picture.width,
        height=picture.height,
        blob=run.blobs.put(picture.file),
    )
