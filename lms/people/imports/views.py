from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.errors import NotFound, Refusal
from lms.jobs.models import OPEN
from lms.people.actor import current_actor
from lms.people.imports import confirming, queries, services, undoing, words
from lms.people.imports.forms import ColumnsForm, LineFilters, UploadForm
from lms.people.imports.models import Import, Outcome, State, Subject
from lms.people.imports.services import Upload
from lms.people.imports.table import LARGEST_FILE, read_table
from lms.people.imports.workbooks import bad_rows, template
from lms.people.models import Tree
from lms.people.roles import Role
from lms.people.section import open_to
from lms.web import current_blobs, current_session, quiet, sized
from lms.web.i18n import gettext as _

bp = Blueprint("imports", __name__, url_prefix="/admin/people/import")
bp.add_app_template_filter(words.refusal, "import_refusal")
open_to(bp, Role.admin)


@bp.context_processor
def _words() -> dict[str, object]:
    return {
        "subjects": words.SUBJECTS,
        "states": words.STATES,
        "verdicts": words.VERDICTS,
        "outcomes": words.OUTCOMES,
        "columns": words.COLUMNS,
    }


WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SOME_MORE = 64 * 1024  # what a form adds to its file
STEPS = {
    State.uploaded: "columns",
    State.checking: "check",
    State.ready: "check",
    State.confirmed: "done",
    State.undone: "done",
}


@bp.route("", methods=["GET", "POST"])
@sized(LARGEST_FILE + SOME_MORE)
def upload() -> ResponseReturnValue:
    session, actor, form = current_session(), current_actor(), UploadForm()
    if form.accepted():
        try:
            kept = services.begin(session, actor, _read(form))
        except Refusal as refusal:
            form.show(refusal)
        else:
            return redirect(url_for(".columns", import_id=kept.id))
    page = queries.imports(session, actor, request.args.get("page", 1, type=int))
    return render_template("lms/people/imports/upload.html", form=form, page=page), form.http_status


def _read(form: UploadForm) -> Upload:
    source, subject = form.file.data.read(), form.subject.data
    table = read_table(source, subject)
    return Upload(
        form.file.data.filename or "", current_blobs().put(source), subject, table, form.tree.data
    )


@bp.get("/template-<subject>.xlsx")
def blank(subject: str) -> ResponseReturnValue:
    if subject not in set(Subject):
        raise NotFound("没有这种模板。")
    tree = request.args.get("tree", Tree.party, type=Tree)
    return _workbook(template(Subject(subject), tree), f"{subject}.xlsx")


@bp.get("/<int:import_id>")
def show(import_id: int) -> ResponseReturnValue:
    """Lead to the step at which the import is."""
    return redirect(url_for(f".{STEPS[_kept(import_id).state]}", import_id=import_id))


@bp.route("/<int:import_id>/map", methods=["GET", "POST"])
def columns(import_id: int) -> ResponseReturnValue:
    session, actor, kept = current_session(), current_actor(), _kept(import_id)
    if kept.state in (State.confirmed, State.undone):
        return redirect(url_for(".done", import_id=kept.id))
    form = ColumnsForm.of(kept)
    if form.accepted():
        try:
            services.map_columns(session, actor, kept, form.columns())
        except Refusal as refusal:
            form.show(refusal)
        else:
            services.order_check(session, actor, kept)
            return redirect(url_for(".check", import_id=kept.id))
    page = render_template("lms/people/imports/columns.html", kept=kept, form=form)
    return page, form.http_status


@bp.get("/<int:import_id>/check")
def check(import_id: int) -> ResponseReturnValue:
    session, kept = current_session(), _kept(import_id)
    if kept.state is State.uploaded:
        return redirect(url_for(".columns", import_id=kept.id))
    shown = LineFilters().verdict.data
    return render_template(
        "lms/people/imports/check.html",
        kept=kept,
        shown=shown,
        job=queries.job_of(session, kept),
        page=queries.lines(session, kept, shown, request.args.get("page", 1, type=int)),
    )


@bp.get("/<int:import_id>/progress")
@quiet
def progress(import_id: int) -> ResponseReturnValue:
    """How far the check is, for the page that waits for it."""
    session, kept = current_session(), _kept(import_id)
    job = queries.job_of(session, kept)
    answer = Response(render_template("lms/people/imports/_progress.html", kept=kept, job=job))
    if kept.state is not State.checking or (job and job.state not in OPEN):
        answer.headers["X-Poll"] = "end"
    answer.add_etag()
    return answer.make_conditional(request)


@bp.post("/<int:import_id>/confirmation")
def confirm(import_id: int) -> ResponseReturnValue:
    kept = _kept(import_id)
    if confirming.confirm(current_session(), current_actor(), kept):
        flash(_("已导入。"))
    return redirect(url_for(".done", import_id=kept.id))


@bp.get("/<int:import_id>/done")
def done(import_id: int) -> ResponseReturnValue:
    session, kept = current_session(), _kept(import_id)
    if kept.state not in (State.confirmed, State.undone):
        return redirect(url_for(".show", import_id=kept.id))
    shown = LineFilters().verdict.data
    return render_template(
        "lms/people/imports/done.html",
        kept=kept,
        shown=shown,
        may_undo=undoing.is_open(kept),
        last_moment=undoing.last_moment(kept),
        remaining=queries.outcomes(session, kept, Outcome.closed, Outcome.left),
        page=queries.lines(session, kept, shown, request.args.get("page", 1, type=int)),
    )


@bp.post("/<int:import_id>/undo")
def undo(import_id: int) -> ResponseReturnValue:
    kept = _kept(import_id)
    if undoing.undo(current_session(), current_actor(), kept):
        flash(_("已撤销这次导入。"))
    return redirect(url_for(".done", import_id=kept.id))


@bp.get("/<int:import_id>/bad.xlsx")
def bad(import_id: int) -> ResponseReturnValue:
    kept = _kept(import_id)
    content = bad_rows(kept, queries.bad_lines(current_session(), kept))
    return _workbook(content, f"import-{kept.id}-bad.xlsx")


def _kept(import_id: int) -> Import:
    return queries.one_import(current_session(), current_actor(), import_id)


def _workbook(content: bytes, name: str) -> Response:
    answer = Response(content, content_type=WORKBOOK)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
