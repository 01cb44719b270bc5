from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.works import queries, services
from library.works.forms import UploadForm, WithdrawalForm, WorkForm
from library.works.manuscripts import checked_suffix, read_at_once
from library.works.models import Proof
from lms.errors import Invalid, Refusal
from lms.people import current_actor
from lms.web import current_app_, current_blobs, current_session, quiet, sized
from lms.web.i18n import gettext as _
from lms.web.undo import offer_undo

bp = Blueprint("works", __name__, url_prefix="/teach/library")

LARGEST_BODY = 33 * 1024 * 1024


@bp.get("")
def index() -> ResponseReturnValue:
    q, number = request.args.get("q", ""), request.args.get("page", 1, type=int)
    page = queries.kept_works(current_session(), current_actor(), q, number)
    running = queries.running_imports(current_session(), current_actor())
    readings = queries.readings(current_session(), current_actor())
    return render_template(
        "library/works/index.html", page=page, q=q, running=running, readings=readings
    )


@bp.get("/imports")
@quiet
def progress() -> ResponseReturnValue:
    """Answer a page that watches its imports; when none is left, that it may stop."""
    services.admit(current_actor())
    running = queries.running_imports(current_session(), current_actor())
    answer = make_response(render_template("library/works/_progress.html", running=running))
    if not any(item.is_open for item in running):
        answer.headers["X-Poll"] = "end"
    return answer


@bp.route("/imports/new", methods=["GET", "POST"])
@sized(LARGEST_BODY)
def upload() -> ResponseReturnValue:
    services.admit(current_actor())
    form = UploadForm()
    if form.accepted():
        try:
            return redirect(url_for(".preview", import_id=_received(form)))
        except Refusal as refusal:
            form.refuse(refusal.message, **refusal.values)
    return render_template("library/works/upload.html", form=form), 422 if form.errors else 200


def _received(form: UploadForm) -> int:
    content = form.content()
    checked_suffix(form.name, content)
    manuscript = read_at_once(content, form.name, current_app_().settings.data_dir)
    file = services.Received(form.name, current_blobs().put(content))
    return services.receive(current_session(), current_actor(), file, manuscript).id


@bp.route("/imports/<int:import_id>", methods=["GET", "POST"])
def preview(import_id: int) -> ResponseReturnValue:
    """Show what was understood of a file; confirming queues its import."""
    session, actor = current_session(), current_actor()
    pending = queries.own_import(session, actor, import_id)
    form = WorkForm(pending)
    if not pending.summary:
        reading = queries.reading(session, actor, import_id)
        return render_template("library/works/reading.html", pending=pending, reading=reading)
    if form.accepted():
        services.confirm(session, actor, pending, form.described())
        flash(_("已开始导入《%(title)s》，完成后即可检索和阅读。", title=form.title.data))
        return redirect(url_for(".index"))
    page = render_template("library/works/preview.html", pending=pending, form=form)
    return page, 422 if form.errors else 200


@bp.get("/imports/<int:import_id>/reading")
@quiet
def reading(import_id: int) -> ResponseReturnValue:
    """Answer a page that waits for its file to be read."""
    pending = queries.own_import(current_session(), current_actor(), import_id)
    reading = queries.reading(current_session(), current_actor(), import_id)
    page = render_template("library/works/_reading.html", pending=pending, reading=reading)
    answer = make_response(page)
    if pending.summary or not (reading and reading.is_open):
        answer.headers["X-Poll"] = "end"
    return answer


@bp.route("/<int:work_id>", methods=["GET", "POST"])
def edit(work_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    work = queries.kept_work(session, actor, work_id)
    form = WorkForm(work)
    if form.accepted():
        try:
            services.revise(session, actor, work, form.described())
        except Invalid as refusal:
            form.show(refusal)
        else:
            flash(_("已保存。"))
            return redirect(url_for(".edit", work_id=work.id))
    edition = queries.current_edition(session, work.id)
    page = render_template(
        "library/works/edit.html",
        work=work,
        form=form,
        history=queries.history(session, work.id),
        proof=queries.proof_of(session, edition.id) if edition else None,
        reason=WithdrawalForm(),
    )
    return page, 422 if form.errors else 200


@bp.post("/<int:work_id>/proof")
def proofread(work_id: int) -> ResponseReturnValue:
    work = queries.kept_work(current_session(), current_actor(), work_id)
    state = request.form.get("state", "")
    if state not in set(Proof):
        raise Invalid("请选择校对状态。")
    services.proofread(current_session(), current_actor(), work, Proof(state))
    flash(_("校对状态已更新。"))
    return redirect(url_for(".edit", work_id=work_id, _anchor="proof"))


@bp.post("/<int:work_id>/withdrawal")
def withdraw(work_id: int) -> ResponseReturnValue:
    work = queries.kept_work(current_session(), current_actor(), work_id)
    form = WithdrawalForm()
    if not form.accepted():
        raise Invalid("请填写下架原因。")
    services.withdraw(current_session(), current_actor(), work, form.reason.data)
    words = _("《%(title)s》已下架。", title=work.title)
    offer_undo(words, url_for(".restore", work_id=work_id))
    return redirect(url_for(".edit", work_id=work_id))


@bp.post("/<int:work_id>/restoration")
def restore(work_id: int) -> ResponseReturnValue:
    work = queries.kept_work(current_session(), current_actor(), work_id)
    services.restore(current_session(), current_actor(), work)
    return redirect(url_for(".edit", work_id=work_id))
