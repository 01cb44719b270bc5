"""The trainer's media library: bring, watch become ready, caption, preview, retire."""

from contextlib import closing
from http import HTTPStatus
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from lms.errors import Invalid, NotFound, demand
from lms.people import current_actor
from lms.web import (
    current_app_,
    current_blobs,
    current_database,
    current_session,
    current_settings,
    quiet,
    sized,
    untransacted,
)
from lms.web.i18n import gettext as _
from media.assets import listing, queries, services
from media.assets.downloads import attachment
from media.assets.forms import LANGUAGES, AssetFilters, CaptionsForm, TitleForm, UploadForm
from media.assets.models import UNDERWAY, Asset, State
from media.assets.policy import may_upload
from media.assets.uploads import receiver
from media.documents import passes
from media.documents.queries import has_words

bp = Blueprint("media_library", __name__, url_prefix="/teach/media")

LARGEST_PLAIN = 256 * 1024**2  # in one request; larger files come in parts, which takes JavaScript


@bp.before_request
def check_role() -> None:
    demand(may_upload(current_actor()), "媒体库由教师和管理员使用。需要上传资料，请联系管理员。")


@bp.get("")
def index() -> ResponseReturnValue:
    return render_template("media/assets/index.html", form=UploadForm(), **_listed())


@bp.get("/rows")
@quiet
def rows() -> ResponseReturnValue:
    """The list by itself, for a page that watches it change."""
    listed = _listed()
    is_still = not any(row.state in UNDERWAY for row in listed["page"])
    return _watched(render_template("media/assets/_rows.html", **listed), is_still=is_still)


def _listed() -> dict[str, Any]:
    filters, number = AssetFilters(), request.args.get("page", 1, type=int)
    page = listing.assets(current_session(), current_actor(), filters.wanted(), number)
    return {"page": page, "filters": filters, "largest": current_settings().largest_upload_bytes}


def _watched(page: str, *, is_still: bool) -> Response:
    """Answer a poll: 304 when nothing is new, and whether anything will be."""
    answer = make_response(page)
    answer.headers["X-Poll"] = "end" if is_still else "on"
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@bp.post("")
@untransacted
@sized(LARGEST_PLAIN)
def upload() -> ResponseReturnValue:
    form = UploadForm()
    if not form.accepted():
        with current_database().session(write=False) as session:
            page = listing.assets(session, current_actor(), listing.Wanted(), 1)
        listed = {"page": page, "filters": AssetFilters(), "largest": LARGEST_PLAIN}
        return render_template("media/assets/index.html", form=form, **listed), 422
    return redirect(url_for(".show", asset_id=_stored(form.file.data)))


def _stored(file: FileStorage) -> int:
    with closing(file), NamedTemporaryFile(dir=current_settings().data_dir) as whole:
        file.save(whole)
        whole.flush()
        size = whole.tell()
        blob = current_blobs().put(Path(whole.name))
    with current_database().session(write=True) as session:
        actor, name = current_actor(), file.filename or ""
        asset = services.store(session, actor.id, services.StoredFile(name, blob, size))
        session.commit()
        current_app_().jobs.send_waiting(session)
    return asset.id


@bp.route("/<int:asset_id>", methods=["GET", "POST"])
def show(asset_id: int) -> ResponseReturnValue:
    asset = _asset(asset_id)
    form = TitleForm(asset)
    if form.accepted():
        services.rename(current_session(), current_actor(), asset, form.title.data)
        flash(_("标题已保存。"))
        return redirect(url_for(".show", asset_id=asset_id))
    return _page(asset, title_form=form)


def _page(asset: Asset, **forms: object) -> ResponseReturnValue:
    session = current_session()
    given = {"title_form": TitleForm(asset), "captions_form": CaptionsForm()} | forms
    wrong = next((form for form in forms.values() if getattr(form, "errors", None)), None)
    page = render_template(
        "media/assets/show.html",
        item=asset,
        form=wrong,
        captions=queries.captions(session, asset.id),
        caption_languages=LANGUAGES,
        **_progress(asset),
        **given,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK


def _progress(asset: Asset) -> dict[str, object]:
    session = current_session()
    upload = queries.open_upload_of(session, current_actor(), asset.id)
    return {
        "upload": upload if asset.state is State.uploading else None,
        "renditions": queries.renditions(session, asset.id),
    }


@bp.get("/<int:asset_id>/progress")
@quiet
def progress(asset_id: int) -> ResponseReturnValue:
    asset = _asset(asset_id)
    page = render_template("media/assets/_progress.html", item=asset, **_progress(asset))
    return _watched(page, is_still=asset.state in {State.ready, State.failed})


@bp.post("/<int:asset_id>/captions")
@sized(4 * 1024**2)
def add_captions(asset_id: int) -> ResponseReturnValue:
    asset = _asset(asset_id)
    form = CaptionsForm()
    if form.accepted():
        try:
            content = form.captions.data.read()
            services.add_captions(
                current_session(), current_actor(), asset, form.language.data, content
            )
        except Invalid as refusal:
            form.show(refusal)
        else:
            flash(_("字幕已保存。"))
            return redirect(url_for(".show", asset_id=asset_id))
    return _page(asset, captions_form=form)


@bp.post("/<int:asset_id>/captions/<language>/removal")
def remove_captions(asset_id: int, language: str) -> ResponseReturnValue:
    services.remove_captions(current_session(), current_actor(), _asset(asset_id), language)
    flash(_("字幕已删除。"))
    return redirect(url_for(".show", asset_id=asset_id))


@bp.get("/<int:asset_id>/captions/<language>.vtt")
def captions(asset_id: int, language: str) -> ResponseReturnValue:
    asset = _asset(asset_id)
    vtt = queries.caption(current_session(), asset.id, language).vtt
    answer = Response(vtt, content_type="text/vtt; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{asset.id}-{language}.vtt"'
    return answer


@bp.get("/<int:asset_id>/preview")
def preview(asset_id: int) -> ResponseReturnValue:
    asset = _asset(asset_id)
    session = current_session()
    return render_template(
        "media/assets/preview.html",
        item=asset,
        captions=queries.captions(session, asset.id),
        renditions=queries.renditions(session, asset.id),
        pages=queries.pages(session, asset.id),
        has_words=has_words(session, asset.id),
        pass_=passes.issue(current_settings().secret_key, current_actor(), asset.id),
    )


@bp.get("/<int:asset_id>/original")
def original(asset_id: int) -> ResponseReturnValue:
    """Give the file back as it was brought."""
    asset = _asset(asset_id)
    if asset.original is None:
        raise NotFound("没有找到您要的内容。")
    return attachment(current_blobs(), asset.original, asset.filename)


@bp.get("/<int:asset_id>/poster.jpg")
@quiet
def poster(asset_id: int) -> ResponseReturnValue:
    blob = queries.poster(current_session(), current_actor(), asset_id)
    answer = Response(current_blobs().read(blob), mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "private, max-age=600"
    return answer


@bp.post("/<int:asset_id>/retry")
def retry(asset_id: int) -> ResponseReturnValue:
    services.retry(current_session(), current_actor(), _asset(asset_id))
    return redirect(url_for(".show", asset_id=asset_id))


@bp.post("/<int:asset_id>/retirement")
def retire(asset_id: int) -> ResponseReturnValue:
    asset = _asset(asset_id)
    services.retire(current_session(), current_actor(), asset)
    flash(_("“%(title)s”已从媒体库移除。", title=asset.title))
    return redirect(url_for(".index"))


@bp.post("/<int:asset_id>/abandonment")
@untransacted
def abandon(asset_id: int) -> ResponseReturnValue:
    """Give an unfinished upload up."""
    with current_database().session(write=True) as session:
        upload = queries.own_unfinished(session, current_actor(), asset_id)
        services.drop_upload(session, upload.token)
        session.commit()
    receiver().staging.remove(upload.token)
    flash(_("未完成的上传已取消。"))
    return redirect(url_for(".index"))


def _asset(asset_id: int) -> Asset:
    return queries.managed_asset(current_session(), current_actor(), asset_id)
