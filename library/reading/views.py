from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.notes.forms import NoteForm
from library.notes.queries import notes_of
from library.notes.views import removed
from library.reading import pace, queries, services
from library.reading.opened import Opened
from library.reading.queries import Page
from library.works.addresses import anchor_of, written
from library.works.citing import gbt7714
from library.works.queries import proof_of, readable_text
from lms.db import utcnow
from lms.errors import Conflict, NotFound
from lms.facts import Fact
from lms.people import current_actor
from lms.search import Query, excerpt, marks_of
from lms.web import current_app_, current_session, current_settings, quiet
from lms.web.i18n import gettext as _

bp = Blueprint("reading", __name__, url_prefix="/library")

PROGRESSED = "reading.progressed"


@bp.get("/<slug>")
def read(slug: str) -> ResponseReturnValue:
    """Show a chapter: the one asked for, the one that holds a passage, or where one left off."""
    session, actor = current_session(), current_actor()
    if "at" in request.args:
        return _show_anchor(slug, anchor_of(request.args["at"]))
    if "chapter" in request.args:
        number = request.args.get("chapter", 0, type=int)
        return _shown(queries.page_of_chapter(session, actor, slug, number))
    text = readable_text(session, actor, slug)
    place = queries.place(session, actor, text.work.id)
    if place is not None:
        return redirect(url_for(".read", slug=slug, at=written(place), _anchor=written(place)))
    return _shown(queries.page_of_chapter(session, actor, slug, 1))


def _show_anchor(slug: str, anchor: int) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    text = readable_text(session, actor, slug)
    try:
        return _shown(queries.page_of_anchor(session, actor, slug, anchor), anchor)
    except NotFound:
        words = queries.last_words(session, text.work.id, anchor)
    return render_template("library/reading/gone.html", text=text, words=words), 410


def _shown(page: Page, selected: int | None = None) -> str:
    query = Query.parse(request.args.get("q", ""))
    marked = {
        paragraph.anchor: excerpt(paragraph.text, marks_of(paragraph.text, query)).pieces
        for paragraph in page.paragraphs
    }
    session, actor = current_session(), current_actor()
    return render_template(
        "library/reading/read.html",
        page=page,
        marked=marked,
        selected=selected,
        notes=notes_of(session, actor, page.text.work.id),
        removed=removed(),
        note_form=NoteForm(),
        proof=proof_of(session, page.text.edition.id),
        gbt7714=gbt7714,
        opened=_opened().seal(current_actor(), page.chapter.id),
        least_seconds=int(pace.least_time(page.characters).total_seconds()),
    )


def _opened() -> Opened:
    return Opened(current_settings().secret_key)


@bp.get("/<slug>/contents")
def contents(slug: str) -> ResponseReturnValue:
    session, actor = current_session(), current_actor()
    text = readable_text(session, actor, slug)
    number = request.args.get("page", 1, type=int)
    read = queries.progress(session, [text.work.id], [actor.id])
    return render_template(
        "library/reading/contents.html",
        text=text,
        page=queries.contents_page(session, actor, text, number),
        read=read.get((actor.id, text.work.id)),
        place=queries.place(session, actor, text.work.id),
    )


@bp.post("/<slug>/place")
@quiet
def keep_place(slug: str) -> ResponseReturnValue:
    """Take the beat of a page that is being read: which passage is on the screen."""
    session, actor = current_session(), current_actor()
    text = readable_text(session, actor, slug)
    services.keep_place(session, actor, text, anchor_of(request.form.get("at", "")))
    return "", 204


@bp.post("/<slug>/chapters/<int:number>/reading")
def finish(slug: str, number: int) -> ResponseReturnValue:
    """Note that a chapter was read to its end, and tell the floors above."""
    session, actor = current_session(), current_actor()
    page = queries.page_of_chapter(session, actor, slug, number)
    opened_at = _opened().moment(request.form.get("opened", ""), actor, page.chapter.id)
    is_script = request.accept_mimetypes.best == "application/json"
    try:
        services.finish(session, actor, page, opened_at)
    except Conflict as refusal:
        if is_script:
            raise
        flash(_(refusal.message, **refusal.values), "warn")
    else:
        fact = Fact(PROGRESSED, actor.id, page.text.work.id, utcnow())
        current_app_().facts.tell(session, fact)
    if is_script:
        return {"is_read": True}
    return redirect(url_for(".read", slug=slug, chapter=number, _anchor="end"))
