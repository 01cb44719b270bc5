"""A password change that is due comes before everything else."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from lms.errors import Forbidden
from lms.people.actor import account_or_none
from lms.web.problems import wants_problem

ALLOWED = {"people.password", "people.sign_out", "people.sign_in", "assets.file", "prefs.save"}


def check_password_due() -> ResponseReturnValue | None:
    account = account_or_none()
    if account is None or not account.must_change:
        return None
    if request.endpoint in ALLOWED or request.endpoint is None:
        return None
    if wants_problem():
        raise Forbidden("请先在网页上修改初始密码。")
    return redirect(url_for("people.password"))
