from typing import Any

from library.searching import queries
from library.searching.question import FACETS, Mode, Question, Sort
from library.searching.schemas import SearchArgs, SearchSchema, WorkSchema
from library.works.addresses import written
from lms.people import current_actor
from lms.search import index_of
from lms.web import current_app_, current_session
from lms.web.api import ApiBlueprint, list_schema, listed

bp = ApiBlueprint("searching", __name__, description="Finding passages and works")


@bp.get("/library/search")
@bp.arguments(SearchArgs, location="query")
@bp.response(200, SearchSchema)
def search(args: dict[str, Any]) -> dict[str, Any]:
    """Find passages by their text, or works by their names."""
    question = _question(args)
    if question.mode is Mode.names:
        listing = _listing(question)
        items = [{"work": named.work, "passage": None, "score": 1.0} for named in listing.page]
        return _answer(items, listing, args) | {"suggestion": None}
    answer = queries.passages(
        current_session(), index_of(current_app_()), current_actor(), question, longest=None
    )
    return _answer([_found(hit) for hit in answer.page], answer, args) | {
        "suggestion": answer.suggestion
    }


@bp.get("/library/works")
@bp.arguments(SearchArgs, location="query")
@bp.response(200, list_schema(WorkSchema))
def works(args: dict[str, Any]) -> dict[str, Any]:
    """List the works, narrowed by name, author, era and kind."""
    listing = _listing(_question(args))
    return listed([named.work for named in listing.page], listing.page.total, args)


def _question(args: dict[str, Any]) -> Question:
    return Question(
        q=args["q"].strip(),
        mode=Mode(args["mode"]),
        sort=Sort(args["sort"]),
        work=args["work"],
        chosen={name: tuple(args[name]) for name in FACETS},
        offset=args["cursor"],
        size=args["limit"],
    )


def _listing(question: Question) -> queries.Listing:
    return queries.works(current_session(), index_of(current_app_()), current_actor(), question)


def _answer(
    items: list[Any], answer: queries.Answer | queries.Listing, args: dict[str, Any]
) -> dict[str, Any]:
    facets = {facet.name: facet.values for facet in answer.facets}
    return listed(items, answer.page.total, args) | {"facets": facets}


def _found(hit: queries.Hit) -> dict[str, Any]:
    passage = {
        "n": hit.n,
        "anchor": written(hit.anchor),
        "text": hit.excerpt.text,
        "marks": hit.excerpt.marks,
    }
    return {"work": hit.work, "passage": passage, "score": round(hit.score, 4)}
