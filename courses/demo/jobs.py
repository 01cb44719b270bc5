"""The rest of the demo school's half year, lived through after the school has opened."""

from sqlalchemy import exists, select

from courses.demo.history import HISTORY, live_through, terms_of
from courses.enrolment.models import Enrolment
from lms.jobs import Run, handler
from lms.people import Person
from lms.web.i18n import lazy_gettext as _l


@handler(HISTORY, label=_l("写入示例学习记录"))
def write_history(run: Run) -> None:
    """A person a transaction; who has studied already is left as they are."""
    terms = terms_of(run.payload)
    people = run.payload["people"]
    for number, person_id in enumerate(people):
        with run.writing() as session:
            waiting = select(Person).where(
                Person.id == person_id, ~exists().where(Enrolment.person_id == Person.id)
            )
            person = session.scalar(waiting)
            if person:
                live_through(session, person, terms, run.settings.zone)
        run.progress(number / len(people))
