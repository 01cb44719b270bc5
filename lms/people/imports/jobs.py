from lms.db import today
from lms.jobs import Run, handler
from lms.people.imports import services, staging
from lms.people.imports.queries import CHECK


@handler(CHECK, attempts=3, label="检查导入的文件")
def check(run: Run) -> None:
    """Read a file and compare it with the school."""
    stage = staging.Stage(
        run.db,
        run.blobs,
        today(run.settings.zone),
        write=run.writing,
        progress=run.progress,
        tell=run.app.facts.tell,
    )
    staging.check(stage, run.payload["import_id"], run.payload["revision"])


@handler("people.tidy_imports", every="50 3 * * *", label="清理过期的导入")
def tidy(run: Run) -> None:
    """Forget files that nobody confirmed, and those that cannot be taken back any more."""
    with run.writing() as session:
        for name in services.forget_old(session):
            run.blobs.delete(name)
