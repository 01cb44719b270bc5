"""What the jobs on an asset share: the asset they are about, a folder to work in, saying why."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from lms import sandbox
from lms.errors import Refusal
from lms.jobs import Run
from lms.notices.models import Topic
from lms.notices.services.announcing import Announcement, announce, only
from lms.sandbox import Walls
from lms.web.i18n import gettext
from media.assets import queries, services
from media.assets.models import Asset, State

READY = "处理完成：%(title)s"
FAILED = "没有处理成功：%(title)s"


def asset_of(run: Run) -> Asset:
    with run.db.session(write=False) as session:
        return queries.asset(session, int(run.payload["asset_id"]))


def work_folder(run: Run) -> AbstractContextManager[Path]:
    """Give an empty folder that is gone afterwards."""
    return sandbox.work_folder(run.settings.data_dir, f"job-{run.job_id}")


def reporter(
    run: Run, asset_id: int, words: str, start: float = 0.0, stop: float = 1.0
) -> Callable[[float], None]:
    """Return what a part of the work tells its share to: both the job and the asset hear of it."""
    told = -1

    def _tell(share: float) -> None:
        nonlocal told
        whole = start + share * (stop - start)
        run.progress(whole, words)
        if int(whole * 100) > told:
            told = int(whole * 100)
            note(run, asset_id, State.encoding, progress=min(1.0, whole))

    return _tell


def walls_of(run: Run, source: Path, *also: Path) -> Walls:
    """Hide the school's data from a program, but for the file it works on."""
    return Walls(run.settings.data_dir.absolute(), source.absolute(), also)


@contextmanager
def telling(run: Run, asset: Asset) -> Iterator[None]:
    """Write a refusal of the asset's content down where its owner reads it."""
    try:
        yield
    except Refusal as refusal:
        fail(run, asset.id, refusal)
        raise


def fail(run: Run, asset_id: int, refusal: Refusal) -> None:
    with run.db.session(write=True) as session:
        services.fail(session, asset_id, refusal)
        tell_owner(session, run, asset_id, FAILED)
        session.commit()
        run.app.jobs.send_waiting(session)


def tell_owner(session: Session, run: Run, asset_id: int, words: str) -> None:
    """Tell who brought it how its processing ended, in the transaction in which it does.

    They were told that they may leave the page. A job that is tried again tells once.
    """
    asset = queries.asset(session, asset_id)
    title = gettext(words, title=asset.title)
    link, key = f"/teach/media/{asset_id}", f"asset.{asset.state}:{asset_id}:{run.job_id}"
    said = Announcement(topic=Topic.file, title=title, body=title, link=link, key=key)
    announce(session, said, only(asset.owner_id))


def note(run: Run, asset_id: int, state: State, **values: object) -> None:
    with run.db.session(write=True) as session:
        services.move_on(session, asset_id, state, **values)
        session.commit()
