"""The upload server: tus 1.0, under /uploads for pages and /api/v1/uploads for programs."""

from http import HTTPStatus
from threading import BoundedSemaphore

from flask import Blueprint, Response, jsonify, make_response, request, url_for
from flask.typing import ResponseReturnValue

from lms.errors import Unavailable, Unsupported
from lms.people import current_actor
from lms.web import current_app_, current_database, current_settings, quiet, sized, untransacted
from lms.web.i18n import gettext
from media.assets import queries, services, tus
from media.assets.models import Upload
from media.assets.receiving import Checksum, Part, Receiver, WrongChecksum

MOST_AT_ONCE = 64  # each holds a thread while bytes are awaited
BUSY_SECONDS = 5

bp = Blueprint("uploads", __name__)
places = BoundedSemaphore(MOST_AT_ONCE)


def receiver() -> Receiver:
    app = current_app_()
    return Receiver(app.db, app.blobs, app.jobs, app.settings.data_dir)


@bp.before_request
def check_version() -> ResponseReturnValue | None:
    if request.method in {"GET", "OPTIONS"}:
        return None
    if request.headers.get("Tus-Resumable") == tus.VERSION:
        return None
    return "", HTTPStatus.PRECONDITION_FAILED, {"Tus-Version": tus.VERSION}


@bp.after_request
def speak_tus(response: Response) -> Response:
    response.headers["Tus-Resumable"] = tus.VERSION
    return response


@bp.route("", methods=["OPTIONS"])
@untransacted
def abilities() -> ResponseReturnValue:
    largest = current_settings().largest_upload_bytes
    return "", HTTPStatus.NO_CONTENT, tus.abilities(largest)


@bp.post("")
@untransacted
@sized()
def create() -> ResponseReturnValue:
    told = tus.metadata(request.headers.get("Upload-Metadata", ""))
    length = tus.number(request.headers.get("Upload-Length"), "Upload-Length")
    draft = services.UploadDraft(filename=told.get("filename", ""), length=length)
    with current_database().session(write=True) as session:
        largest = current_settings().largest_upload_bytes
        upload = services.begin_upload(session, current_actor(), draft, largest=largest)
        receiver().staging.create(upload.token, length)
        session.commit()
    answer = _receive(upload.token, 0) if _has_body() else _after(upload.token, 0)
    if answer.status_code < HTTPStatus.BAD_REQUEST:
        answer.status_code = HTTPStatus.CREATED
    answer.headers["Location"] = url_for(".state", token=upload.token)
    return answer


@bp.get("/<token>")
@quiet
@untransacted
def state(token: str) -> ResponseReturnValue:
    """Tell how far the upload is (HEAD), to people also in words (GET)."""
    upload = _own(token)
    answer = jsonify(offset=upload.offset, length=upload.length, asset_id=upload.asset_id)
    answer.headers.update(_told(upload))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.route("/<token>", methods=["PATCH"])
@untransacted
@sized()
def append(token: str) -> ResponseReturnValue:
    if request.mimetype != tus.BODY:
        raise Unsupported("请求内容应为 application/offset+octet-stream。")
    offset = tus.number(request.headers.get("Upload-Offset"), "Upload-Offset")
    upload = _own(token)
    if upload.finished_at and offset == upload.length:  # nothing more to bring
        return _after(token, offset)
    return _receive(token, offset)


@bp.delete("/<token>")
@untransacted
def terminate(token: str) -> ResponseReturnValue:
    upload = _own(token)
    with current_database().session(write=True) as session:
        services.drop_upload(session, upload.token)
        session.commit()
    receiver().staging.remove(upload.token)
    return "", HTTPStatus.NO_CONTENT


def _has_body() -> bool:
    return request.mimetype == tus.BODY and request.content_length != 0


def _receive(token: str, offset: int) -> Response:
    if not places.acquire(blocking=False):
        raise Unavailable("同时上传的人较多，请稍后继续。", retry_after=BUSY_SECONDS)
    try:
        at = receiver().receive(_part(token, offset), request.environ["wsgi.input"].read)
    except WrongChecksum as wrong:
        return make_response(gettext(wrong.message), tus.CHECKSUM_MISMATCH)
    finally:
        places.release()
    return _after(token, at)


def _part(token: str, offset: int) -> Part:
    checksum = request.headers.get("Upload-Checksum")
    checked = Checksum(checksum) if checksum else None
    with current_database().session(write=True) as session:
        holder = services.claim(session, current_actor(), token, offset)
        upload = queries.own_upload(session, current_actor(), token)
        session.commit()
    room = upload.length - offset
    return Part(token, holder, offset, room, request.content_length, checked)


def _after(token: str, at: int) -> Response:
    """Answer how far the upload is; one that is whole becomes an asset first."""
    upload = _own(token)
    if at == upload.length:
        receiver().complete(token)
    answer = make_response("", HTTPStatus.NO_CONTENT)
    answer.headers.update(_told(upload) | {"Upload-Offset": str(at)})
    return answer


def _own(token: str) -> Upload:
    with current_database().session(write=False) as session:
        return queries.own_upload(session, current_actor(), token)


def _told(upload: Upload) -> dict[str, str]:
    expires = upload.expires_at.strftime("%a, %d %b %Y %H:%M:%S GMT")
    return {
        "Upload-Offset": str(upload.offset),
        "Upload-Length": str(upload.length),
        "Upload-Expires": expires,
        "Location-Asset": url_for("api_assets.one", asset_id=upload.asset_id),
    }
