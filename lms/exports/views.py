"""The pages on one's own files. Each section whose people export has them: see `add_pages`."""

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from lms.exports import queries
from lms.exports.edge import file_of
from lms.exports.kinds import kinds_of
from lms.exports.models import Format
from lms.exports.words import FORMATS
from lms.people.actor import current_actor
from lms.web import current_app_, current_session, quiet


def add_pages(bp: Blueprint) -> None:
    """Give a section the pages `index`, `show`, `state` and `fetch` of its people's files."""
    bp.add_url_rule("/exports", "index", index)
    bp.add_url_rule("/exports/<int:export_id>", "show", show)
    bp.add_url_rule("/exports/<int:export_id>/state", "state", state)
    bp.add_url_rule("/exports/<int:export_id>/file", "fetch", fetch)


def index() -> ResponseReturnValue:
    """List one's own files, with what proves that one is whole."""
    number = request.args.get("page", 1, type=int)
    page = queries.own(current_session(), current_actor(), number)
    kinds = kinds_of(current_app_())
    return render_template("lms/exports/index.html", page=page, kinds=kinds, formats=FORMATS)


def show(export_id: int) -> ResponseReturnValue:
    export = queries.delivery(current_session(), current_actor(), export_id)
    kind = kinds_of(current_app_())[export.report]
    return render_template(
        "lms/exports/show.html",
        export=export,
        kind=kind.label,
        format=FORMATS[Format(export.format)],
        back_to=kind.way_back(export.parameters),
    )


@quiet
def state(export_id: int) -> ResponseReturnValue:
    """Answer the page that waits: a fragment, empty (304) while nothing has changed."""
    export = queries.delivery(current_session(), current_actor(), export_id)
    format_ = FORMATS[Format(export.format)]
    answer = make_response(render_template("lms/exports/_file.html", export=export, format=format_))
    if not export.is_open:
        answer.headers["X-Poll"] = "end"
    answer.add_etag()
    return answer.make_conditional(request)


def fetch(export_id: int) -> ResponseReturnValue:
    return file_of(export_id)
