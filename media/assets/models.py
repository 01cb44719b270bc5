from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, Id, Moment
from lms.people import Person


class Kind(StrEnum):
    """A film to watch, courseware to read, or a file that is only taken along."""

    video = "video"
    document = "document"
    file = "file"


class State(StrEnum):
    """How far an asset is; `uploading` until the last byte is stored."""

    uploading = "uploading"
    checking = "checking"
    queued = "queued"
    encoding = "encoding"
    ready = "ready"
    failed = "failed"


UNDERWAY = (State.checking, State.queued, State.encoding)


class Asset(Base):
    """A film, a piece of courseware or another file that somebody brought.

    `original` is the blob as it was uploaded; `kind` is known once the content has been looked
    at. `cause` with its values says why it failed, as a Refusal does. A retired asset is no
    longer offered, but what uses it goes on working.
    """

    __tablename__ = "asset"
    __table_args__ = (
        CheckConstraint("progress BETWEEN 0 AND 1", name="progress_is_a_share"),
        CheckConstraint("(state = 'failed') = (cause <> '')", name="failed_has_a_cause"),
        CheckConstraint(
            "state NOT IN ('checking', 'ready') OR original IS NOT NULL",
            name="checked_has_an_original",
        ),
        CheckConstraint("state <> 'ready' OR kind IS NOT NULL", name="ready_has_a_kind"),
        CheckConstraint("size >= 0", name="size_not_negative"),
        Index("ix_asset_owner_id_id", "owner_id", "id"),
        Index(
            "ix_asset_underway",
            "state",
            sqlite_where=text("state IN ('checking', 'queued', 'encoding')"),
            postgresql_where=text("state IN ('checking', 'queued', 'encoding')"),
        ),
    )

    id: Mapped[Id]
    owner_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    title: Mapped[str] = mapped_column(String(120))
    filename: Mapped[str] = mapped_column(String(255))
    size: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[State] = mapped_column(default=State.uploading)
    kind: Mapped[Kind | None]
    progress: Mapped[float] = mapped_column(default=0.0)
    cause: Mapped[str] = mapped_column(Text, default="")
    cause_values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    original: Mapped[str | None] = mapped_column(String(64))
    poster: Mapped[str | None] = mapped_column(String(64))
    duration_ms: Mapped[int | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    page_count: Mapped[int | None]
    created_at: Mapped[Moment]
    ready_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]

    @property
    def is_video(self) -> bool:
        return self.kind is Kind.video

    @property
    def duration_s(self) -> float | None:
        return None if self.duration_ms is None else self.duration_ms / 1000


class Rendition(Base):
    """One size of a film: a single file with its head and its segments inside."""

    __tablename__ = "rendition"
    __table_args__ = (UniqueConstraint("asset_id", "width", "height"),)

    id: Mapped[Id]
    asset_id: Mapped[int] = mapped_column(ForeignKey(Asset.id))
    width: Mapped[int]
    height: Mapped[int]
    bandwidth: Mapped[int]
    codecs: Mapped[str] = mapped_column(String(64))
    blob: Mapped[str] = mapped_column(String(64))
    head_length: Mapped[int]
    created_at: Mapped[Moment]


class Segment(Base):
    """Where a few seconds of a rendition lie in its file."""

    __tablename__ = "rendition_segment"
    __table_args__ = (CheckConstraint("length BETWEEN 1 AND 2097152", name="length_is_one_answer"),)

    rendition_id: Mapped[int] = mapped_column(ForeignKey(Rendition.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    offset: Mapped[int] = mapped_column(BigInteger)
    length: Mapped[int]
    seconds: Mapped[float]


class Caption(Base):
    """The captions of a film in one language, as clean WebVTT."""

    __tablename__ = "caption"
    __table_args__ = (UniqueConstraint("asset_id", "language"),)

    id: Mapped[Id]
    asset_id: Mapped[int] = mapped_column(ForeignKey(Asset.id))
    language: Mapped[str] = mapped_column(String(16))
    vtt: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Moment]


class PagePicture(Base):
    """A page of courseware as a picture; `fine_blob`, if there is one, is twice as large."""

    __tablename__ = "page_picture"

    asset_id: Mapped[int] = mapped_column(ForeignKey(Asset.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    width: Mapped[int]
    height: Mapped[int]
    blob: Mapped[str] = mapped_column(String(64))
    fine_blob: Mapped[str | None] = mapped_column(String(64))


class PageText(Base):
    """The words of a page that has any, with their places; `text` is what is searched.

    See `media.encoding.words`. Pages drawn before there was text have none.
    """

    __tablename__ = "page_text"

    asset_id: Mapped[int] = mapped_column(ForeignKey(Asset.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[list[Any]]
    text: Mapped[str] = mapped_column(Text)


class Upload(Base):
    """An upload under way. `offset` counts bytes that are on the disk for good.

    `holder` is the request that may write: a newer one takes over, the older one stops.
    """

    __tablename__ = "upload"
    __table_args__ = (
        CheckConstraint('"offset" BETWEEN 0 AND length', name="offset_within_length"),
    )

    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey(Asset.id), unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    length: Mapped[int] = mapped_column(BigInteger)
    offset: Mapped[int] = mapped_column(BigInteger, default=0)
    holder: Mapped[str | None] = mapped_column(String(32))
    expires_at: Mapped[datetime]
    created_at: Mapped[Moment]
    finished_at: Mapped[datetime | None]
