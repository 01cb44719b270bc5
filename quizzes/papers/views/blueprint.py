from flask import Blueprint

from lms.errors import Forbidden
from lms.people import current_actor
from quizzes.bank.policy import may_author

bp = Blueprint("papers", __name__, url_prefix="/teach/quizzes")


@bp.before_request
def demand_author() -> None:
    """Tell whoever has no use for this section whom to ask, instead of showing it empty."""
    if not may_author(current_actor()):
        raise Forbidden("测试由教师组织。需要出卷请联系系统管理员。")
