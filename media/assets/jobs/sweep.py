"""Sweeping up what was left behind."""

from datetime import timedelta

from lms.db import utcnow
from lms.errors import Refusal
from lms.jobs import Run, handler
from lms.sandbox import clear_work
from lms.web.i18n import lazy_gettext as _l
from media.assets import queries, services
from media.assets.jobs.common import fail
from media.assets.receiving import Receiver
from media.playback.services import forget_leases

LEASES_KEPT = timedelta(days=2)
STALLED = timedelta(minutes=2)
LOST = "处理多次中断，已停止。请重试；仍不成功请联系管理员。"


@handler("media.sweep", every="*/5 * * * *", label=_l("清理中断的上传"))
def sweep(run: Run) -> None:
    """Finish uploads cut off at their very end, forget expired ones, name lost work."""
    now = utcnow()
    with run.db.session(write=False) as session:
        stalled = queries.stalled(session, now - STALLED)
        expired = queries.expired(session, now)
        lost = queries.lost(session)
    receiver = Receiver(run.db, run.blobs, run.app.jobs, run.settings.data_dir)
    for token in stalled:
        receiver.complete(token)
    for token in expired:
        _forget(run, receiver, token)
    for asset_id in lost:
        fail(run, asset_id, Refusal(LOST))
    clear_work(run.settings.data_dir)
    _end_old_leases(run)


def _end_old_leases(run: Run) -> None:
    with run.db.session(write=True) as session:
        forget_leases(session, utcnow() - LEASES_KEPT)
        session.commit()


def _forget(run: Run, receiver: Receiver, token: str) -> None:
    with run.db.session(write=True) as session:
        services.drop_upload(session, token)
        session.commit()
    receiver.staging.remove(token)
