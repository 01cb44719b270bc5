"""Anyone who holds a certificate in their hands may ask whether it holds.

The page says what the certificate says to whoever knows its number, but of the name only the
first character, and no unit: a number is read off a photograph as easily. Who types the whole name
learns that it is the right one; the owner and those in charge of them see it anyway.
"""

from flask import (
    Blueprint,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from courses.certificates import queries
from courses.certificates.forms import NameForm, NumberForm
from courses.certificates.numbers import understood
from courses.certificates.queries import Certified
from courses.certificates.words import is_named, masked
from lms.db import today
from lms.errors import TooMany
from lms.people.actor import account_or_none
from lms.people.throttle import Limit, count_try, household
from lms.web import current_database, current_settings, public, untransacted
from lms.web.i18n import gettext as _

bp = Blueprint("verifying", __name__, url_prefix="/verify")
MOST_NAMES = 20  # tried for one certificate in a quarter of an hour
MOST_NUMBERS = 30  # that do not exist, from one address


@bp.route("", methods=["GET", "POST"])
@public
@untransacted
def enter() -> ResponseReturnValue:
    """Ask for the number, as it was printed or as somebody read it out."""
    form = NumberForm()
    if form.accepted():
        typed = form.number.data
        return redirect(url_for(".show", number=understood(typed) or typed.replace("/", "")))
    return render_template("courses/certificates/enter.html", form=form), form.http_status


@bp.route("/<number>", methods=["GET", "POST"])
@public
@untransacted
def show(number: str) -> ResponseReturnValue:
    """Say whether a certificate holds, and what it says."""
    found = _found(number)
    if found is None:
        return _unknown(number)
    form = NameForm()
    is_known = _may_read(found)
    if form.accepted():
        _count_name(found)
        is_known = is_known or is_named(found.name, form.name.data)
        if not is_known:
            form.name.errors = [_("与证书上的姓名不一致，请核对。")]
    return _page(found, form, is_known=is_known)


def _found(number: str) -> Certified | None:
    meant = understood(number)
    if meant is None:
        return None
    with current_database().session(write=False) as session:
        return queries.numbered(session, meant)


def _may_read(found: Certified) -> bool:
    account = account_or_none()
    if account is None:
        return False
    day = today(current_settings().zone)
    with current_database().session(write=False) as session:
        return queries.may_read(session, account.actor, found.id, day)


def _count_name(found: Certified) -> None:
    """Let nobody find a name by trying all there are."""
    _count(Limit(f"certificate:{found.id}", MOST_NAMES))


def _count(limit: Limit) -> None:
    try:
        count_try(current_database(), [limit])
    except TooMany as refusal:
        words = "核对次数过多，请 %(minutes)s 分钟后再试。"
        raise TooMany(words, retry_after=refusal.retry_after, **refusal.values) from refusal


def _page(found: Certified, form: NameForm, *, is_known: bool) -> Response:
    name = found.name if is_known else masked(found.name)
    page = render_template(
        "courses/certificates/verify.html",
        certificate=found,
        name=name,
        form=form,
        is_known=is_known,
    )
    return _unlisted(page, form.http_status)


def _unknown(number: str) -> Response:
    """Say that there is none; who asks for many is not let go on."""
    _count(Limit(f"verify:{household(request.remote_addr or '')}", MOST_NUMBERS))
    form = NumberForm()
    form.number.data = number
    form.number.errors = [_("没有找到这个编号的证书，请核对。")]
    page = render_template("courses/certificates/enter.html", form=form)
    return _unlisted(page, 404)


def _unlisted(page: str, status: int) -> Response:
    """Answer with a page that search engines leave out."""
    answer = make_response(page, status)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
