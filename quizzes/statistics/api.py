from typing import Any

from lms.people import current_actor
from lms.web import current_session
from lms.web.api import ApiBlueprint
from quizzes.papers.queries import managed_quiz
from quizzes.statistics import queries
from quizzes.statistics.items import item_statistics
from quizzes.statistics.schemas import StatisticsSchema, told_statistics

bp = ApiBlueprint("statistics", __name__, description="How a quiz went")


@bp.get("/quizzes/<int:quiz_id>/statistics")
@bp.response(200, StatisticsSchema)
def statistics(quiz_id: int) -> dict[str, Any]:
    """Tell how a quiz went, to whoever manages it."""
    session = current_session()
    quiz = managed_quiz(session, current_actor(), quiz_id)
    seen = queries.overview(session, quiz.id)
    return told_statistics(seen, item_statistics(session, quiz.id))
