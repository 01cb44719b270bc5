from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.errors import Conflict, Invalid, NotFound
from lms.people import current_actor
from lms.web import current_session
from lms.web.i18n import gettext as _
from lms.web.undo import offer_undo
from quizzes.bank import queries, services
from quizzes.bank.content import draft_of
from quizzes.bank.forms import ChoiceForm, ItemForm, form_of
from quizzes.bank.models import ItemBank
from quizzes.bank.views.blueprint import bp
from quizzes.interchange import ItemDraft
from quizzes.marking import Kind


@bp.route("/bank/<int:bank_id>/items/new", methods=["GET", "POST"])
def add_item(bank_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    bank = queries.editable_bank(session, actor, bank_id)
    kind = _kind(request.args.get("kind", Kind.single))
    form = form_of(ItemDraft(kind=kind, stem="", topic=request.args.get("topic", "")))
    if _is_rearranged(form):
        return _editor(bank, form, kind)
    if form.accepted() and not _wants_preview():
        draft = form.draft(kind)
        try:
            services.add_item(session, actor, bank, draft)
        except Invalid as refusal:
            form.show(refusal)
        else:
            flash(_("已加入题库。"))
            return redirect(_after_adding(bank, draft))
    return _editor(bank, form, kind)


@bp.route("/items/<int:item_id>", methods=["GET", "POST"])
def item(item_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    found, revision = queries.editable_item(session, actor, item_id)
    form = form_of(draft_of(revision, found.topic), found.revision)
    if _is_rearranged(form):
        return _editor(found.bank, form, revision.kind, item=found)
    if form.accepted() and not _wants_preview():
        try:
            services.revise(session, actor, found, form.seen.data or 0, form.draft(revision.kind))
        except Invalid as refusal:
            form.show(refusal)
        except Conflict:
            form.refuse_stale()
            form.seen.data = found.revision
        else:
            flash(_("已保存。作答过这道题的人看到的仍是原来的内容。"))
            return redirect(url_for(".item", item_id=found.id))
    return _editor(found.bank, form, revision.kind, item=found)


@bp.post("/items/<int:item_id>/retirement")
def retire(item_id: int) -> ResponseReturnValue:
    found, _revision = queries.editable_item(current_session(), current_actor(), item_id)
    services.retire(current_session(), current_actor(), found)
    words = _("已停用，新的试卷不会再抽到它。")
    offer_undo(words, url_for(".restore", item_id=found.id))
    return redirect(url_for(".show", bank_id=found.bank_id))


@bp.post("/items/<int:item_id>/restoration")
def restore(item_id: int) -> ResponseReturnValue:
    found, _revision = queries.editable_item(current_session(), current_actor(), item_id)
    services.restore(current_session(), current_actor(), found)
    flash(_("已恢复使用。"))
    return redirect(url_for(".item", item_id=found.id))


def _kind(name: str) -> Kind:
    if name not in set(Kind):
        raise NotFound("没有这种题型。")
    return Kind(name)


def _is_rearranged(form: ItemForm) -> bool:
    """Add a row or take one away where a button of the form asks for it; what was typed stays."""
    if not isinstance(form, ChoiceForm):
        return False
    if "more" in request.form:
        form.add_option()
    elif "less" in request.form:
        form.take_option(request.form.get("less", -1, int))
    else:
        return False
    return True


def _wants_preview() -> bool:
    return "preview" in request.form


def _after_adding(bank: ItemBank, draft: ItemDraft) -> str:
    """Go on with another of the same kind where that was asked for."""
    if "again" in request.form:
        return url_for(".add_item", bank_id=bank.id, kind=draft.kind, topic=draft.topic)
    return url_for(".show", bank_id=bank.id)


def _editor(bank: ItemBank, form: ItemForm, kind: Kind, **more: object) -> ResponseReturnValue:
    shown = form.draft(kind) if _wants_preview() and not form.errors else None
    topics = queries.topics(current_session(), bank.id)
    page = render_template(
        "quizzes/bank/item.html",
        bank=bank,
        form=form,
        kind=kind,
        preview=shown,
        topics=topics,
        **more,
    )
    return page, form.http_status
