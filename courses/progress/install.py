from courses.progress.services import ABOUT, note
from lms.web import LMS


def install(app: LMS) -> None:
    for kind in ABOUT:
        app.facts.subscribe(kind, note)
