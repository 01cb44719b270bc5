"""A password change or a second factor that is due comes before everything else."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from lms.errors import Forbidden
from lms.people.actor import account_or_none
from lms.web.problems import wants_problem

ALLOWED = {"people.sign_out", "people.sign_in", "assets.file", "prefs.save"}
WAYS = {
    "people.password": {"people.password"},
    "factors.show": {"factors.show", "factors.begin", "factors.set_up"},
}
WORDS = {
    "people.password": "请先在网页上修改初始密码。",
    "factors.show": "您的角色需要两步验证，请先在网页上启用。",
}


def check_due() -> ResponseReturnValue | None:
    account = account_or_none()
    if account is None or account.due is None:
        return None
    if request.endpoint in ALLOWED | WAYS[account.due] or request.endpoint is None:
        return None
    if wants_problem():
        raise Forbidden(WORDS[account.due])
    return redirect(url_for(account.due))
