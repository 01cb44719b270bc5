"""Files that learners take with them from a lesson: originals of courseware."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.outline import OutlineLesson
from lms.errors import NotFound
from media.assets.models import Asset, Kind, State

GIVEN_OUT = (Kind.document, Kind.file)


class Material(NamedTuple):
    """A file: what it is called here, the name it came with, where its content lies."""

    id: int
    title: str
    filename: str
    size: int
    blob: str

    @property
    def suffix(self) -> str:
        """Return PPTX or PDF, for people."""
        _stem, _dot, suffix = self.filename.rpartition(".")
        return suffix.upper() if suffix.isalnum() else ""


def materials(session: Session, asset_ids: Iterable[int]) -> list[Material]:
    """Return the files in the order in which they were attached.

    They may be attached while nobody has looked into them: what is not, or not yet, good to give
    out, and what turned out to be a film, stays away.
    """
    order = list(asset_ids)
    statement = select(Asset).where(
        Asset.id.in_(order),
        Asset.original.is_not(None),
        Asset.state == State.ready,
        Asset.kind.in_(GIVEN_OUT),
    )
    found = {asset.id: _told(asset) for asset in session.scalars(statement)} if order else {}
    return [found[one] for one in order if one in found]


def _told(asset: Asset) -> Material:
    return Material(asset.id, asset.title, asset.filename, asset.size, asset.original or "")


def material(session: Session, lesson: OutlineLesson, asset_id: int) -> Material:
    """Return a file that is attached to the lesson, or refuse."""
    wanted = [one for one in lesson.materials if one == asset_id]
    found = materials(session, wanted)
    if not found:
        raise NotFound("没有找到这份资料。")
    return found[0]
