from flask import Blueprint

from lms.errors import Forbidden
from lms.people import current_actor
from quizzes.bank.policy import may_author

bp = Blueprint("bank", __name__, url_prefix="/teach")


@bp.before_request
def demand_author() -> None:
    """Tell whoever has no use for this section whom to ask, instead of showing it empty."""
    if not may_author(current_actor()):
        raise Forbidden("题库由教师管理。需要出题请联系系统管理员。")
