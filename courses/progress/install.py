from courses.progress import words
from courses.progress.services import ABOUT, note
from lms.web import LMS


def install(app: LMS) -> None:
    for kind in ABOUT:
        app.facts.subscribe(kind, note)
    app.jinja_env.filters.update(
        rule_words=words.rule_words,
        have_words=words.have_words,
        missing_words=words.missing_words,
    )
