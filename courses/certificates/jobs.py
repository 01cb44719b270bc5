from courses.certificates.services import BATCH, issue_missing
from lms.jobs import Run, handler
from lms.web.i18n import lazy_gettext as _l


@handler("certificates.issue_missing", every="37 * * * *", label=_l("补发结业证书"))
def issue_missing_certificates(run: Run) -> None:
    """Certify what was completed before the school gave certificates; a batch a transaction."""
    count = BATCH
    while count == BATCH:
        with run.writing() as session:
            count = issue_missing(session)
        run.progress(0.5)
