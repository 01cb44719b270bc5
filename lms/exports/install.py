from lms.exports.jobs import expire_exports, make_export
from lms.exports.kinds import NAME, Kinds
from lms.web import LMS


def install(app: LMS) -> None:
    app.extensions[NAME] = Kinds()
    app.jobs.add(make_export, expire_exports)
