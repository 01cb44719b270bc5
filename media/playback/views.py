"""What a player loads: everything under /play/<lease>/, for the lease's own person only."""

from http import HTTPStatus

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from lms.people import current_actor
from lms.web import current_blobs, current_database, quiet, untransacted
from media.assets import queries as assets
from media.encoding import hls
from media.playback import queries
from media.playback.queries import Piece

bp = Blueprint("playback", __name__, url_prefix="/play/<lease>")

PLAYLIST = "application/vnd.apple.mpegurl"
KEPT_BY_BROWSER = "private, max-age=3600"


@bp.get("/master.m3u8")
@quiet
@untransacted
def master(lease: str) -> ResponseReturnValue:
    with current_database().session(write=False) as session:
        asset_id = queries.film_of(session, current_actor(), lease)
        renditions = assets.renditions(session, asset_id)
    offers = [
        hls.Offer(f"{row.id}/playlist.m3u8", row.width, row.height, row.bandwidth, row.codecs)
        for row in renditions
    ]
    return Response(hls.master(offers), mimetype=PLAYLIST)


@bp.get("/<int:rendition_id>/playlist.m3u8")
@quiet
@untransacted
def playlist(lease: str, rendition_id: int) -> ResponseReturnValue:
    with current_database().session(write=False) as session:
        lengths = queries.lengths(session, current_actor(), lease, rendition_id)
    return Response(hls.media_playlist(lengths), mimetype=PLAYLIST)


@bp.get("/<int:rendition_id>/head.mp4")
@quiet
@untransacted
def head(lease: str, rendition_id: int) -> ResponseReturnValue:
    with current_database().session(write=False) as session:
        piece = queries.head(session, current_actor(), lease, rendition_id)
    return _send(piece, "video/mp4")


@bp.get("/<int:rendition_id>/<int:number>.m4s")
@quiet
@untransacted
def segment(lease: str, rendition_id: int, number: int) -> ResponseReturnValue:
    with current_database().reading() as connection:
        piece = queries.segment(connection, current_actor(), lease, rendition_id, number)
    return _send(piece, "video/iso.segment")


@bp.get("/captions/<language>.vtt")
@quiet
@untransacted
def captions(lease: str, language: str) -> ResponseReturnValue:
    with current_database().session(write=False) as session:
        vtt = queries.captions(session, current_actor(), lease, language)
    return Response(vtt, content_type="text/vtt; charset=utf-8")


@bp.get("/poster.jpg")
@quiet
@untransacted
def poster(lease: str) -> ResponseReturnValue:
    with current_database().session(write=False) as session:
        blob = queries.poster(session, current_actor(), lease)
    return Response(current_blobs().read(blob), mimetype="image/jpeg")


def _send(piece: Piece, mimetype: str) -> Response:
    """Send the bytes in one body: a generator would hold a thread for each slow reader."""
    wanted = _wanted(piece.length)
    start, stop = wanted or (0, piece.length)
    body = current_blobs().open_range(piece.blob, piece.offset + start, stop - start)
    answer = Response(body, mimetype=mimetype)
    answer.headers["Cache-Control"] = KEPT_BY_BROWSER
    answer.headers["Accept-Ranges"] = "bytes"
    if wanted:
        answer.status_code = HTTPStatus.PARTIAL_CONTENT
        answer.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{piece.length}"
    return answer


def _wanted(length: int) -> tuple[int, int] | None:
    """Return the part that was asked for, none for the whole; several at once are not told apart.

    A part that begins past the end is refused (416), one that ends there is cut.
    """
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return None
    start, stop = asked.ranges[0]
    if start >= length:
        raise RequestedRangeNotSatisfiable(length=length)
    return (start if start >= 0 else max(start + length, 0)), min(stop or length, length)
