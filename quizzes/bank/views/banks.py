from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.db import today
from lms.people import current_actor
from lms.people.teachers import is_teacher, teachers_called
from lms.web import current_session, current_settings
from lms.web.i18n import gettext as _
from lms.web.undo import offer_undo
from quizzes.bank import queries, services
from quizzes.bank.forms import BankFilters, BankForm, ItemFilters
from quizzes.bank.policy import may_share
from quizzes.bank.views.blueprint import bp
from quizzes.bank.words import KIND_NAMES


@bp.route("/bank", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    session, actor, form = current_session(), current_actor(), BankForm()
    if form.accepted():
        bank = services.open_bank(session, actor, form.title.data)
        return redirect(url_for(".show", bank_id=bank.id))
    filters, number = BankFilters(), request.args.get("page", 1, type=int)
    page = queries.banks(session, actor, filters.q.data, filters.sort.data, number)
    shown = render_template("quizzes/bank/index.html", page=page, form=form, filters=filters)
    return shown, form.http_status


@bp.get("/bank/<int:bank_id>")
def show(bank_id: int) -> ResponseReturnValue:
    session = current_session()
    bank = queries.editable_bank(session, current_actor(), bank_id)
    filters = ItemFilters(queries.topics(session, bank.id))
    page = queries.items(session, bank, filters.wanted(), request.args.get("page", 1, type=int))
    return render_template(
        "quizzes/bank/show.html",
        bank=bank,
        page=page,
        filters=filters,
        counts=queries.kind_counts(session, bank.id),
        kinds=KIND_NAMES,
    )


@bp.route("/bank/<int:bank_id>/settings", methods=["GET", "POST"])
def settings(bank_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    bank = queries.editable_bank(session, actor, bank_id)
    form = BankForm(bank)
    if form.accepted():
        services.rename(session, actor, bank, form.title.data)
        flash(_("已保存。"))
        return redirect(url_for(".settings", bank_id=bank.id))
    has = {bank.owner_id, *(one.person_id for one in bank.co_trainers)}
    text = request.args.get("q", "").strip()[:60]
    found = teachers_called(session, text, today(current_settings().zone))
    page = render_template(
        "quizzes/bank/settings.html",
        bank=bank,
        form=form,
        can_share=may_share(actor, bank),
        text=text,
        found=[one for one in found if one.id not in has],
    )
    return page, form.http_status


@bp.post("/bank/<int:bank_id>/trainers")
def share(bank_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    bank = queries.shared_bank(session, actor, bank_id)
    person_id = request.form.get("person", 0, int)
    if is_teacher(session, person_id, today(current_settings().zone)):
        services.share(session, actor, bank, person_id)
    else:
        flash(_("请选择一位教师。"), "warn")
    return redirect(url_for(".settings", bank_id=bank.id))


@bp.post("/bank/<int:bank_id>/trainers/<int:person_id>/removal")
def unshare(bank_id: int, person_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    bank = queries.shared_bank(session, actor, bank_id)
    services.unshare(session, actor, bank, person_id)
    offer_undo(_("已移除。"), url_for(".share", bank_id=bank.id), person=person_id)
    return redirect(url_for(".settings", bank_id=bank.id))
