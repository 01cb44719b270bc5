"""The life of an asset: brought in parts, checked, made ready, renamed, retired."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath

from sqlalchemy import Update, delete, insert, select, update
from sqlalchemy.orm import Session

from lms import audit, jobs
from lms.db import insert_once, took_effect, upsert, utcnow
from lms.errors import Conflict, Gone, NotFound, Refusal, TooLarge, demand
from lms.people import Actor
from media.assets.models import (
    Asset,
    Caption,
    Kind,
    PagePicture,
    PageText,
    Rendition,
    Segment,
    State,
    Upload,
)
from media.assets.policy import may_manage, may_upload
from media.encoding import captions
from media.encoding.hls import Track

KEPT = timedelta(days=7)
LONGEST_TITLE = 120
LONGEST_NAME = 255
CHECK = "media.check"


@dataclass(frozen=True, slots=True)
class UploadDraft:
    """What somebody says about a file before it comes."""

    filename: str
    length: int


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that lies in the blob store."""

    name: str
    blob: str
    size: int


@dataclass(frozen=True, slots=True)
class RenditionDraft:
    """A rendition as it comes from the work bench."""

    width: int
    height: int
    blob: str
    track: Track


def begin_upload(session: Session, actor: Actor, draft: UploadDraft, *, largest: int) -> Upload:
    """Make room for a file to come: an asset, still empty, and its upload."""
    demand(may_upload(actor))
    if draft.length > largest:
        raise TooLarge("文件超过 %(most)s GB 的上限。", most=round(largest / 1024**3, 1))
    name = clean_name(draft.filename)
    title = PurePosixPath(name).stem[:LONGEST_TITLE]
    asset = Asset(owner_id=actor.id, title=title, filename=name, size=draft.length)
    session.add(asset)
    session.flush()
    upload = Upload(
        token=secrets.token_hex(16),
        asset_id=asset.id,
        owner_id=actor.id,
        length=draft.length,
        offset=0,
        expires_at=utcnow() + KEPT,
    )
    session.add(upload)
    session.flush()
    return upload


def clean_name(text: str) -> str:
    """Return the last part of a path, without what cannot be seen; never empty."""
    last = text.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(letter for letter in last if letter.isprintable()).strip()
    return seen[-LONGEST_NAME:] or "未命名"


def claim(session: Session, actor: Actor, token: str, offset: int) -> str:
    """Give the caller, and nobody before it, the right to write at `offset`; return its token."""
    holder = secrets.token_hex(16)
    mine = _open(token).where(Upload.owner_id == actor.id)
    if not took_effect(session, mine.where(Upload.offset == offset).values(holder=holder)):
        raise _why_not(session, actor, token)
    return holder


def _why_not(session: Session, actor: Actor, token: str) -> Exception:
    upload = session.scalar(
        select(Upload).where(Upload.token == token, Upload.owner_id == actor.id)
    )
    if upload is None:
        return NotFound("没有找到这次上传。")
    if upload.expires_at <= utcnow():
        return Gone("这次上传已过期，请重新选择文件上传。")
    return Conflict("续传位置不对，应从 %(offset)s 字节处继续。", offset=upload.offset)


def _open(token: str) -> Update:
    """Begin an UPDATE of an upload that is still under way."""
    return update(Upload).where(
        Upload.token == token, Upload.finished_at.is_(None), Upload.expires_at > utcnow()
    )


def holds(session: Session, token: str, holder: str) -> bool:
    mine = select(Upload.token).where(Upload.token == token, Upload.holder == holder)
    return session.scalar(mine) is not None


def keep(session: Session, token: str, holder: str, offset: int) -> bool:
    """Note that everything before `offset` is on the disk for good."""
    mine = _open(token).where(Upload.holder == holder)
    return took_effect(session, mine.values(offset=offset, expires_at=utcnow() + KEPT))


def claim_end(session: Session, token: str) -> bool:
    """Stop whoever still writes to an upload that has all its bytes."""
    whole = _open(token).where(Upload.offset == Upload.length)
    return took_effect(session, whole.values(holder=None))


def finish_upload(session: Session, token: str, blob: str) -> None:
    """Turn the whole upload into a stored asset and queue its check; twice is once."""
    if not took_effect(session, _open(token).values(finished_at=utcnow(), holder=None)):
        return
    asset_id = session.scalar(select(Upload.asset_id).where(Upload.token == token))
    stored = update(Asset).where(Asset.id == asset_id)
    session.execute(stored.values(original=blob, state=State.checking))
    jobs.enqueue(session, CHECK, {"asset_id": asset_id}, key=f"{CHECK}:{asset_id}")


def drop_upload(session: Session, token: str) -> None:
    """Forget an upload; an asset that never got its content goes with it."""
    asset_id = session.scalar(
        delete(Upload).where(Upload.token == token).returning(Upload.asset_id)
    )
    session.execute(delete(Asset).where(Asset.id == asset_id, Asset.state == State.uploading))


def store(session: Session, owner_id: int, file: StoredFile) -> Asset:
    """Make an asset of content that is in the blob store already, and queue its check."""
    name = clean_name(file.name)
    asset = Asset(
        owner_id=owner_id,
        title=PurePosixPath(name).stem[:LONGEST_TITLE],
        filename=name,
        size=file.size,
        original=file.blob,
        state=State.checking,
    )
    session.add(asset)
    session.flush()
    jobs.enqueue(session, CHECK, {"asset_id": asset.id}, key=f"{CHECK}:{asset.id}", by=owner_id)
    return asset


def rename(session: Session, actor: Actor, asset: Asset, title: str) -> None:
    demand(may_manage(actor, asset))
    session.execute(update(Asset).where(Asset.id == asset.id).values(title=title))


def retry(session: Session, actor: Actor, asset: Asset) -> None:
    """Check a failed asset once more: the remedy may have been ours (tools, room)."""
    demand(may_manage(actor, asset))
    again = update(Asset).where(
        Asset.id == asset.id, Asset.state == State.failed, Asset.original.is_not(None)
    )
    if not took_effect(session, again.values(state=State.checking, cause="", progress=0.0)):
        raise Conflict("只有失败的视频或课件可以重试。")
    key = f"{CHECK}:{asset.id}"
    jobs.enqueue(session, CHECK, {"asset_id": asset.id}, key=key, by=actor.id)


def retire(session: Session, actor: Actor, asset: Asset) -> None:
    """Offer the asset no longer. Lessons that use it go on; retiring twice keeps the first."""
    demand(may_manage(actor, asset))
    unretired = update(Asset).where(Asset.id == asset.id, Asset.retired_at.is_(None))
    if took_effect(session, unretired.values(retired_at=utcnow())):
        audit.record(session, actor.id, "media.retire", target=f"asset:{asset.id}")


def add_captions(
    session: Session, actor: Actor, asset: Asset, language: str, content: bytes
) -> None:
    """Store captions, in place of earlier ones in the same language. Raises Invalid."""
    demand(may_manage(actor, asset))
    if asset.kind not in {None, Kind.video}:
        raise Conflict("只有视频可以加字幕。")
    set_captions(session, asset.id, language, captions.write(captions.read(content)))


def set_captions(session: Session, asset_id: int, language: str, vtt: str) -> None:
    values = {"asset_id": asset_id, "language": language, "vtt": vtt, "created_at": utcnow()}
    upsert(session, Caption, ("asset_id", "language"), values)


def remove_captions(session: Session, actor: Actor, asset: Asset, language: str) -> None:
    demand(may_manage(actor, asset))
    session.execute(
        delete(Caption).where(Caption.asset_id == asset.id, Caption.language == language)
    )


def move_on(session: Session, asset_id: int, state: State, **values: object) -> None:
    """Note how far the asset is; a ready one stays ready."""
    underway = update(Asset).where(Asset.id == asset_id, Asset.state != State.ready)
    session.execute(underway.values(state=state, cause="", **values))


def fail(session: Session, asset_id: int, refusal: Refusal) -> None:
    failing = update(Asset).where(Asset.id == asset_id, Asset.state != State.ready)
    why = {"cause": refusal.message, "cause_values": refusal.values}
    session.execute(failing.values(state=State.failed, **why))


def make_ready(session: Session, asset_id: int, kind: Kind, **values: object) -> None:
    now = utcnow()
    move_on(session, asset_id, State.ready, kind=kind, progress=1.0, ready_at=now, **values)


def add_rendition(session: Session, asset_id: int, draft: RenditionDraft) -> None:
    """Store a rendition with its segments; one of the same size is there already or never."""
    track = draft.track
    if not insert_once(
        session,
        Rendition,
        asset_id=asset_id,
        width=draft.width,
        height=draft.height,
        bandwidth=track.peak,
        codecs=track.codecs,
        blob=draft.blob,
        head_length=track.head_length,
        created_at=utcnow(),
    ):
        return
    rendition_id = session.scalar(
        select(Rendition.id).filter_by(asset_id=asset_id, width=draft.width, height=draft.height)
    )
    session.execute(
        insert(Segment),
        [
            {"rendition_id": rendition_id, "number": number, **segment._asdict()}
            for number, segment in enumerate(track.segments)
        ],
    )


def renew_pages(
    session: Session, asset_id: int, fine: Mapping[int, str], texts: Iterable[PageText]
) -> None:
    """Give pages drawn long ago their fine pictures and their words. Twice changes nothing."""
    for number, blob in fine.items():
        page = update(PagePicture).filter_by(asset_id=asset_id, number=number)
        session.execute(page.values(fine_blob=blob))
    session.execute(delete(PageText).where(PageText.asset_id == asset_id))
    session.add_all(texts)


def add_pages(
    session: Session,
    asset_id: int,
    pictures: Iterable[PagePicture],
    texts: Iterable[PageText] = (),
) -> None:
    """Store the pages of a document, in place of those of an earlier try."""
    for part in (PagePicture, PageText):
        session.execute(delete(part).where(part.asset_id == asset_id))
    session.add_all([*pictures, *texts])
