from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.errors import NotFound, Refusal
from lms.people import current_actor
from lms.web import current_session
from lms.web.guard import sized
from lms.web.i18n import gettext as _
from quizzes.bank import queries, services
from quizzes.bank.forms import ImportForm
from quizzes.bank.views.blueprint import bp
from quizzes.interchange import (
    Candidate,
    ItemDraft,
    Verdict,
    read_candidates,
    template_workbook,
    write_gift,
)
from quizzes.interchange.reading import LARGEST_FILE
from quizzes.interchange.records import unpacked
from quizzes.interchange.template import write_workbook

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VERDICTS = (Verdict.ok, Verdict.warn, Verdict.error)
SOME_MORE = 64 * 1024  # what a form adds to its file


@bp.get("/bank/template.xlsx")
def template() -> ResponseReturnValue:
    return _download(template_workbook(), WORKBOOK, "items.xlsx")


@bp.get("/bank/<int:bank_id>/items.<extension>")
def export(bank_id: int, extension: str) -> ResponseReturnValue:
    """Give the bank's live questions as a file that can be read back."""
    session = current_session()
    bank = queries.editable_bank(session, current_actor(), bank_id)
    drafts: list[ItemDraft] = queries.drafts(session, bank)
    name = f"bank-{bank.id}.{extension}"
    if extension == "xlsx":
        return _download(write_workbook(drafts), WORKBOOK, name)
    if extension == "gift":
        return _download(write_gift(drafts).encode(), "text/plain; charset=utf-8", name)
    raise NotFound("没有这种格式。")


@bp.route("/bank/<int:bank_id>/imports", methods=["GET", "POST"])
@sized(LARGEST_FILE + SOME_MORE)
def upload(bank_id: int) -> ResponseReturnValue:
    form = ImportForm()
    candidates = _read(form)
    session, actor = current_session(), current_actor()
    bank = queries.editable_bank(session, actor, bank_id)
    if candidates:
        name = form.file.data.filename or ""
        kept = services.preview(session, actor, bank, file_name=name, candidates=candidates)
        return redirect(url_for(".import_", import_id=kept.id))
    return render_template("quizzes/bank/upload.html", bank=bank, form=form), form.http_status


def _read(form: ImportForm) -> list[Candidate]:
    """Judge the questions of the file, before any transaction: a long one takes seconds.

    None when the form has to be shown.
    """
    if form.accepted():
        try:
            return read_candidates(form.file.data.read())
        except Refusal as refusal:
            form.show(refusal)
    return []


@bp.get("/imports/<int:import_id>")
def import_(import_id: int) -> ResponseReturnValue:
    kept = queries.editable_import(current_session(), current_actor(), import_id)
    candidates = [unpacked(record) for record in kept.candidates]
    shown = request.args.get("verdict", "")
    return render_template(
        "quizzes/bank/import.html",
        kept=kept,
        candidates=[one for one in candidates if shown in {"", one.verdict}],
        ready=sum(one.draft is not None for one in candidates),
        counts={name: sum(one.verdict == name for one in candidates) for name in VERDICTS},
        shown=shown,
    )


@bp.post("/imports/<int:import_id>/confirmation")
def confirm(import_id: int) -> ResponseReturnValue:
    kept = queries.editable_import(current_session(), current_actor(), import_id)
    taken = services.confirm(current_session(), current_actor(), kept)
    flash(_("已导入 %(count)s 道题。", count=taken))
    return redirect(url_for(".show", bank_id=kept.bank_id))


def _download(content: bytes, mimetype: str, name: str) -> Response:
    answer = Response(content, content_type=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
