from typing import Any

from library.reading import queries
from library.reading.schemas import StretchArgs, StretchSchema, WholeWorkSchema
from library.works.addresses import written
from library.works.queries import history, proof_of, readable_text
from library.works.services import DESCRIBED
from lms.people import current_actor
from lms.web import current_session
from lms.web.api import ApiBlueprint

bp = ApiBlueprint("reading", __name__, description="Works, editions and passages")

USUAL_STRETCH = 50


@bp.get("/library/works/<slug>")
@bp.response(200, WholeWorkSchema)
def work(slug: str) -> dict[str, Any]:
    """Describe a work: its editions, and the chapters of the current one."""
    session, actor = current_session(), current_actor()
    text = readable_text(session, actor, slug)
    described = {name: getattr(text.work, name) for name in DESCRIBED}
    return described | {
        "id": text.work.id,
        "slug": text.work.slug,
        "is_sample": text.work.is_sample,
        "proof": proof_of(session, text.edition.id).state,
        "editions": history(session, text.work.id),
        "chapters": queries.contents(session, actor, text),
    }


@bp.get("/library/works/<slug>/passages")
@bp.arguments(StretchArgs, location="query")
@bp.response(200, StretchSchema)
def passages(args: dict[str, Any], slug: str) -> dict[str, Any]:
    """Give the passages of the current edition from one number to another."""
    session, actor = current_session(), current_actor()
    text = readable_text(session, actor, slug)
    first = args["first"]
    last = args["last"] or first + USUAL_STRETCH - 1
    stretch = queries.stretch(session, text, first, last)
    items = [item._asdict() | {"anchor": written(item.anchor)} for item in stretch]
    whole = text.edition.passages
    return {"items": items, "next": last + 1 if last < whole else None, "total": whole}
