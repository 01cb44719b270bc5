from typing import Any

from library.quoting import queries
from library.quoting.candidates import Candidate
from library.quoting.schemas import QuotationCheckSchema, QuotationSchema
from library.searching.question import Mode, Question
from library.works.addresses import written
from library.works.citing import gbt7714
from lms.people import current_actor
from lms.search import index_of
from lms.web import current_app_, current_session
from lms.web.api import ApiBlueprint

bp = ApiBlueprint("quoting", __name__, description="Checking quotations")


@bp.post("/library/quotations")
@bp.arguments(QuotationSchema)
@bp.response(200, QuotationCheckSchema)
def check(body: dict[str, str]) -> dict[str, Any]:
    """Find where a quotation comes from, and tell how it differs character by character."""
    question = Question(q=body["text"], mode=Mode.quote)
    index = index_of(current_app_())
    answer = queries.check(current_session(), index, current_actor(), question)
    return {
        "verdict": answer.verdict,
        "candidates": [_told(found) for found in answer.page],
        "nearest": [_told(found) for found in answer.nearest],
    }


def _told(found: Candidate) -> dict[str, Any]:
    passage = {
        "n": found.first.n,
        "last_n": found.last.n,
        "anchor": written(found.first.anchor),
        "text": found.text,
        "page": found.first.page,
        "stretches": [[stretch.start, stretch.stop] for stretch in found.stretches],
    }
    return {
        "verdict": found.verdict,
        "work": found.work,
        "edition": found.work.edition,
        "passage": passage,
        "score": round(found.score, 4),
        "differences": found.differences,
        "citation": gbt7714(found.work, found.first.n, found.last.n, found.first.page),
    }
