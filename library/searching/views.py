from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from library.quoting import queries as quoting
from library.quoting.excerpts import pieces, shared
from library.searching import queries
from library.searching.question import Mode, Question
from library.works.citing import gbt7714
from lms.errors import Invalid
from lms.people import current_actor
from lms.search import index_of
from lms.web import current_app_, current_session
from lms.web.i18n import gettext as _

bp = Blueprint("library", __name__, url_prefix="/library")


@bp.get("")
def index() -> ResponseReturnValue:
    """Show the works, narrowed by author, era and kind."""
    asked = request.args.to_dict(flat=False) | {"mode": [Mode.names]}
    return _works(Question.from_args(asked), front=True)


@bp.get("/search")
def search() -> ResponseReturnValue:
    question = Question.from_args(request.args.to_dict(flat=False))
    if question.mode is Mode.names:
        return _works(question, front=False)
    if question.mode is Mode.quote:
        return _quotation(question)
    session, search_index = current_session(), index_of(current_app_())
    answer = queries.passages(session, search_index, current_actor(), question)
    return _page("passages", question=question, answer=answer, front=False)


def _works(question: Question, *, front: bool) -> ResponseReturnValue:
    session, search_index = current_session(), index_of(current_app_())
    listing = queries.works(session, search_index, current_actor(), question)
    return _page("works", question=question, answer=listing, front=front)


def _quotation(question: Question) -> ResponseReturnValue:
    """Show the sources of a quotation; before one is given, the form for it."""
    if not question.q:
        return _page("quotation", question=question, answer=None, refusal=None, front=False)
    session, search_index = current_session(), index_of(current_app_())
    try:
        answer = quoting.check(session, search_index, current_actor(), question)
    except Invalid as refusal:
        words = _(refusal.message, **refusal.values)
        page = _page("quotation", question=question, answer=None, refusal=words, front=False)
        page.status_code = refusal.status
        return page
    return _page(
        "quotation",
        question=question,
        answer=answer,
        refusal=None,
        pieces=pieces,
        shared=shared,
        gbt7714=gbt7714,
        front=False,
    )


def _page(name: str, **values: object) -> Response:
    """Give htmx the part that a new question changes, at the same address as the page."""
    part = f"library/searching/_{name}.html"
    is_part = "HX-Request" in request.headers
    whole = "library/searching/search.html"
    page = make_response(render_template(part if is_part else whole, part=part, **values))
    page.vary.add("HX-Request")
    return page
