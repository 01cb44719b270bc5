"""Backups by themselves: every day at the school's hour, looked over, the old ones pruned."""

from datetime import datetime, time, timedelta

from sqlalchemy import select

from lms import audit
from lms.backup import shelf
from lms.backup.ordering import order
from lms.backup.plan import plan_of
from lms.backup.queries import MAKE
from lms.backup.words import DOING
from lms.db import today, utcnow
from lms.decisions import rules_of
from lms.errors import Conflict, Refusal
from lms.jobs import Run, handler
from lms.jobs.models import Slot
from lms.jobs.run import Cancelled
from lms.jobs.timetable import claim_slot
from lms.notices.models import Topic
from lms.notices.services.announcing import Announcement, announce
from lms.people import Post, Role
from lms.people.policy import held_on
from lms.web.i18n import gettext
from lms.web.i18n import lazy_gettext as _l

DUE = "backup.due"
DAY = timedelta(days=1)
SHARES = {"rows": (0.0, 0.1), "blobs": (0.1, 0.6), "check": (0.6, 1.0)}  # of the whole work


@handler("backup.ask", every="*/5 * * * *", label=_l("按时备份"))
def ask(run: Run) -> None:
    """Order the backup of the day once its hour has come.

    Asked every few minutes, for the school decides on the hour; a worker that slept through it
    orders when it wakes. A new school begins with its first night.
    """
    now, settings = utcnow(), run.settings
    with run.writing() as session:
        at = rules_of(session, settings).backup_at
        if at is None:
            return
        is_first = session.scalar(select(Slot.at).where(Slot.kind == DUE).limit(1)) is None
        due_at = _last(now.astimezone(settings.zone), at)
        if claim_slot(session, DUE, due_at) and not is_first:
            order(session, by=None)


def _last(here: datetime, at: time) -> datetime:
    """Return when it last was this time of day."""
    due_at = here.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return due_at if due_at <= here else due_at - DAY


@handler(MAKE, attempts=3, lane="papers", label=_l("备份"))
def make(run: Run) -> None:
    """Make a backup, look it over, let go of what the plan does not keep any more."""
    try:
        size = _make(run)
    except Cancelled:
        raise
    except Exception as error:
        _tell(run, gettext(error.message, **error.values) if isinstance(error, Refusal) else "")
        raise
    with run.writing() as session:
        plan = plan_of(rules_of(session, run.settings))
        gone = [
            folder.name for folder in shelf.prune(run.settings.backups, plan, run.settings.zone)
        ]
        audit.record(session, run.payload.get("by"), "backup.make", size=size, pruned=gone)


def _make(run: Run) -> int:
    from lms.backup import services  # noqa: PLC0415 - alembic: 7 MB that only a backup needs

    def _report(what: str, share: float) -> None:
        first, last = SHARES[what]
        run.progress(first + share * (last - first), str(DOING[what]))

    kept = services.back_up(run.db, run.blobs, run.settings, run.settings.backups, _report)
    look, found = shelf.look_over(kept, _report)
    if found:
        raise Conflict("写好的备份核对不上，请检查备份所在的磁盘。")
    return look.size


def _tell(run: Run, why: str) -> None:
    """Tell the administrators, once a day, that a backup did not succeed."""
    day = today(run.settings.zone)
    words = why or gettext("系统出错，原因见“系统管理”的“后台任务”。")
    said = Announcement(
        topic=Topic.duty,
        title=gettext("备份没有成功"),
        body=gettext("%(why)s学校照常运行，数据没有受影响。", why=words),
        link="/admin/backups",
        key=f"backup.failed:{day.isoformat()}",
    )
    with run.writing() as session:
        admins = select(Post.person_id).where(Post.role == Role.admin, held_on(Post, day))
        announce(session, said, admins)
