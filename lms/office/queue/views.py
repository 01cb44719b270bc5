from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from lms.db import Page
from lms.jobs import queries
from lms.jobs.models import OPEN
from lms.jobs.queries import JobRow
from lms.office.queue import services
from lms.office.queue.forms import STATES, JobFilters
from lms.people.actor import current_actor
from lms.people.roles import Role
from lms.people.section import open_to
from lms.web import current_app_, current_session, quiet
from lms.web.i18n import gettext as _

bp = Blueprint("queue", __name__, url_prefix="/admin/jobs")
open_to(bp, Role.admin)


@bp.get("")
def index() -> ResponseReturnValue:
    session = current_session()
    filters = _filters()
    page = _page(filters)
    return render_template(
        "lms/office/queue/index.html",
        page=page,
        filters=filters,
        counts=queries.counts(session),
        states=STATES,
        label=current_app_().jobs.label,
        is_moving=any(row.state in OPEN for row in page),
    )


@bp.get("/rows")
@quiet
def rows() -> ResponseReturnValue:
    """The list alone, for a page that is looked at while jobs run."""
    page = _page(_filters())
    fragment = render_template(
        "lms/office/queue/_rows.html", page=page, states=STATES, label=current_app_().jobs.label
    )
    return _polled(fragment, is_over=not any(row.state in OPEN for row in page))


@bp.get("/<int:job_id>")
def show(job_id: int) -> ResponseReturnValue:
    session = current_session()
    job = queries.job(session, job_id)
    return render_template(
        "lms/office/queue/show.html",
        job=job,
        lines=queries.log_of(session, job_id),
        states=STATES,
        label=current_app_().jobs.label,
        is_open=job.state in OPEN,
    )


@bp.get("/<int:job_id>/progress")
@quiet
def progress(job_id: int) -> ResponseReturnValue:
    """How far the job is, for a page that waits for it."""
    job = queries.job(current_session(), job_id)
    lines = queries.log_of(current_session(), job_id)
    fragment = render_template(
        "lms/office/queue/_progress.html", job=job, lines=lines, states=STATES, is_polled=True
    )
    return _polled(fragment, is_over=job.state not in OPEN)


@bp.post("/<int:job_id>/retry")
def retry(job_id: int) -> ResponseReturnValue:
    job = queries.job(current_session(), job_id)
    services.retry(current_session(), current_actor(), job)
    flash(_("已重新排队。"))
    return redirect(url_for(".show", job_id=job_id))


@bp.post("/<int:job_id>/cancellation")
def cancel(job_id: int) -> ResponseReturnValue:
    job = queries.job(current_session(), job_id)
    services.cancel(current_session(), current_actor(), job)
    flash(_("已取消。正在运行的任务会尽快停下。"))
    return redirect(url_for(".show", job_id=job_id))


def _filters() -> JobFilters:
    return JobFilters(queries.kinds(current_session()), current_app_().jobs.label)


def _page(filters: JobFilters) -> Page[JobRow]:
    number = request.args.get("page", 1, type=int)
    state, kind = filters.state.data, filters.kind.data or ""
    return queries.jobs(current_session(), state=state, kind=kind, number=number)


def _polled(fragment: str, *, is_over: bool) -> ResponseReturnValue:
    """Answer a poll: 304 when nothing is new, and a word when there is nothing to wait for."""
    answer = make_response(fragment)
    answer.add_etag()
    if is_over:
        answer.headers["X-Poll"] = "end"
    return answer.make_conditional(request)
