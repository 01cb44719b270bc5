from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.db import utcnow
from lms.errors import Invalid, TooMany
from lms.mail.bounces import why_unreachable
from lms.mail.queries import refusal_of
from lms.notices.choices import Wishes, wishes
from lms.notices.forms import AddressForm, ChoiceForm, CodeForm
from lms.notices.models import Choice
from lms.notices.services import choosing
from lms.people import Person
from lms.people.actor import current_actor
from lms.web import current_rules, current_session, current_settings
from lms.web.i18n import gettext as _

bp = Blueprint("notice_choices", __name__, url_prefix="/me/notices")


@bp.get("")
def edit() -> ResponseReturnValue:
    return _page()


@bp.post("")
def choose() -> ResponseReturnValue:
    form = _choice_form(wishes(current_session(), current_actor().id))
    if form.accepted():
        try:
            choosing.choose(current_session(), current_actor(), form.chosen())
        except Invalid as refusal:
            form.show(refusal)
        else:
            return _back(_("已保存。"))
    return _page(choice_form=form), form.http_status


@bp.post("/address")
def propose() -> ResponseReturnValue:
    form = AddressForm()
    if form.accepted():
        try:
            choosing.propose_address(current_session(), current_actor(), form.mail.data)
        except TooMany as refusal:
            form.show(refusal)
        else:
            return _back(_("验证码已发送，请查收邮件。"))
    return _page(address_form=form), form.http_status


@bp.post("/address/proof")
def prove() -> ResponseReturnValue:
    """Take the code. A wrong one is told after a redirect: the try has to be kept."""
    form = CodeForm()
    if not form.accepted():
        return _page(code_form=form), form.http_status
    session, actor = current_session(), current_actor()
    if choosing.prove_address(session, actor, current_settings(), form.code.data):
        return _back(_("邮箱已生效。"))
    return _back(_("验证码不对，请核对后再填。"), "warn")


@bp.post("/address/removal")
def forget() -> ResponseReturnValue:
    choosing.forget_address(current_session(), current_actor())
    return _back(_("邮箱已删除，通知只在站内查看。"))


def _choice_form(held: Wishes) -> ChoiceForm:
    return ChoiceForm(held, has_mail=current_settings().mail_url is not None)


def _back(words: str, kind: str = "message") -> ResponseReturnValue:
    flash(words, kind)
    return redirect(url_for(".edit"))


def _page(**forms: Any) -> str:
    """Show all forms; one that was refused keeps what was typed."""
    session, actor = current_session(), current_actor()
    choice = session.get(Choice, actor.id)
    address = session.get_one(Person, actor.id).mail
    pending = choice and choice.new_mail_until and choice.new_mail_until > utcnow()
    shown = {
        "choice_form": _choice_form(wishes(session, actor.id)),
        "address_form": AddressForm(),
        "code_form": CodeForm(),
        **forms,
    }
    return render_template(
        "lms/notices/choices.html",
        address=address,
        pending=choice.new_mail if choice and pending else None,
        refusal=address and refusal_of(session, actor.id, address),
        is_given_up=address and why_unreachable(session, address) is not None,
        digest_hour=current_rules().digest_hour,
        is_on=current_settings().mail_url is not None,
        form=next(iter(forms.values()), None),
        **shown,
    )
