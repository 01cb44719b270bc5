from decimal import Decimal, InvalidOperation

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.errors import FieldError, Invalid
from lms.people import current_actor
from lms.web import current_session
from lms.web.i18n import gettext as _
from quizzes.bank.forms import ItemFilters
from quizzes.bank.queries import all_banks, editable_bank, items, topics
from quizzes.papers import laying, queries
from quizzes.papers.drafts import PartDraft
from quizzes.papers.forms import DrawForm
from quizzes.papers.views.blueprint import bp


@bp.get("/<int:quiz_id>/banks/<int:bank_id>")
def choose(quiz_id: int, bank_id: int) -> ResponseReturnValue:
    """Offer a bank's items one by one, and a draw from all of them."""
    return _choices(quiz_id, bank_id, None)


@bp.post("/<int:quiz_id>/items")
def add_items(quiz_id: int) -> ResponseReturnValue:
    quiz = queries.managed_quiz(current_session(), current_actor(), quiz_id)
    chosen = [PartDraft(item_id=item_id) for item_id in request.form.getlist("item", type=int)]
    added = laying.add_parts(current_session(), current_actor(), quiz, chosen)
    flash(_("已加入 %(count)s 道题。", count=added))
    return redirect(url_for(".show", quiz_id=quiz_id))


@bp.post("/<int:quiz_id>/banks/<int:bank_id>/draws")
def add_draw(quiz_id: int, bank_id: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    quiz = queries.managed_quiz(session, actor, quiz_id)
    form = DrawForm(topics(session, editable_bank(session, actor, bank_id).id))
    if form.accepted():
        try:
            laying.add_parts(session, actor, quiz, [form.part(bank_id)])
        except Invalid as refusal:
            form.show(refusal)
        else:
            flash(_("已加入抽题。"))
            return redirect(url_for(".show", quiz_id=quiz_id))
    return _choices(quiz_id, bank_id, form)


def _choices(quiz_id: int, bank_id: int, form: DrawForm | None) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    bank = editable_bank(session, actor, bank_id)
    known = topics(session, bank.id)
    filters, form = ItemFilters(known), form or DrawForm(known)
    page = render_template(
        "quizzes/papers/choose.html",
        quiz=queries.managed_quiz(session, actor, quiz_id),
        placed=queries.blueprint(session, quiz_id).fixed,
        bank=bank,
        banks=all_banks(session, actor),
        page=items(session, bank, filters.wanted(), request.args.get("page", 1, type=int)),
        filters=filters,
        form=form,
    )
    return page, form.http_status


@bp.post("/<int:quiz_id>/parts/<int:part_id>")
def change(quiz_id: int, part_id: int) -> ResponseReturnValue:
    quiz = queries.managed_quiz(current_session(), current_actor(), quiz_id)
    draw = request.form.get("draw", 1, int)
    part = PartDraft(draw=draw, mark=_mark(request.form.get("mark", "")))
    laying.change_part(current_session(), current_actor(), quiz, part_id, part)
    flash(_("已保存。"))
    return redirect(url_for(".show", quiz_id=quiz_id))


@bp.post("/<int:quiz_id>/parts/<int:part_id>/move")
def move(quiz_id: int, part_id: int) -> ResponseReturnValue:
    quiz = queries.managed_quiz(current_session(), current_actor(), quiz_id)
    by = request.form.get("by", 0, int)
    laying.move_part(current_session(), current_actor(), quiz, part_id, by)
    return redirect(url_for(".show", quiz_id=quiz_id))


@bp.post("/<int:quiz_id>/parts/<int:part_id>/removal")
def remove(quiz_id: int, part_id: int) -> ResponseReturnValue:
    quiz = queries.managed_quiz(current_session(), current_actor(), quiz_id)
    laying.remove_part(current_session(), current_actor(), quiz, part_id)
    flash(_("已移出试卷，试题仍在题库里。"))
    return redirect(url_for(".show", quiz_id=quiz_id))


def _mark(text: str) -> Decimal:
    """Read what a part is worth; how much and how exact that may be, the service says."""
    try:
        mark = Decimal(text.strip())
    except InvalidOperation:
        mark = Decimal("NaN")
    if not mark.is_finite():
        raise Invalid("分值应是数字。", [FieldError("mark", "请填写数字，如 2 或 1.5。")])
    return mark
