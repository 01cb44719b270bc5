"""The demo school: a school that a stranger can believe, and that goes away without a trace."""

import pytest
from sqlalchemy import func, select

from courses.catalogue.models import Course, CourseState
from courses.demo.history import HISTORY
from courses.demo.people import LOGINS
from courses.demo.removal import remove
from courses.demo.services import is_there
from courses.demo.texts import course_texts
from courses.enrolment.models import Enrolment
from courses.progress.models import CourseCompletion
from lms.errors import Conflict
from lms.jobs.models import Job
from lms.people import OrgUnit, Person, Role
from lms.people.passwords import is_password
from lms.people.queries import actor_of
from media.assets.models import Asset
from quizzes.sittings.models import Sitting
from tests.conftest import lent, new_config
from tests.factories import PASSWORD
from tests.media.work import work_off


@pytest.fixture
def demo(homeless_app, tmp_path, new_database, demo_database):
    with lent(homeless_app, new_config(tmp_path, new_database(demo_database))) as app:
        yield app


def count(session, row):
    return session.scalar(select(func.count()).select_from(row))


def test_every_sample_course_has_lectures_of_two_minutes_and_a_quiz():
    texts = course_texts()
    assert len(texts) == 6
    for text in texts:
        assert len(text.lectures) >= 2
        for lecture in text.lectures:
            assert all(slide.narration and slide.points for slide in lecture.slides)


def test_a_school_of_two_hundred_opens_with_courses_tasks_and_history(demo):
    with demo.db.session(write=False) as session:
        assert is_there(session)
        assert 180 <= count(session, Person) <= 220
        depths = {unit.path.count("/") for unit in session.scalars(select(OrgUnit))}
        assert depths == {2, 3, 4, 5}
        assert set(session.scalars(select(Course.state))) == {CourseState.published}
        assert count(session, Course) == 6
        assert count(session, CourseCompletion) > 50
        assert session.scalar(select(func.min(Asset.duration_ms))) >= 120_000


def test_the_five_logins_have_the_password_and_their_roles(demo):
    with demo.db.session(write=False) as session:
        people = {
            person.login: person
            for person in session.scalars(select(Person).where(Person.password_hash.is_not(None)))
        }
        assert set(people) == {login for login, *_rest in LOGINS}
        day = func.current_date()
        for login, role, *_rest in LOGINS:
            assert is_password(PASSWORD, people[login].password_hash)
            roles = actor_of(session, people[login], session.scalar(select(day))).roles
            assert roles == {Role.member} | ({role} if role else set())


def test_history_is_earned_and_older_than_today(demo):
    with demo.db.session(write=False) as session:
        late = select(CourseCompletion.completed_at).where(
            CourseCompletion.completed_at > func.current_timestamp()
        )
        assert session.scalars(late).all() == []
        unearned = select(CourseCompletion.enrolment_id).join(
            Enrolment, Enrolment.id == CourseCompletion.enrolment_id
        )
        assert session.scalars(unearned.where(Enrolment.required_left > 0)).all() == []
        assert session.scalar(select(func.count()).where(Sitting.submitted_at.is_(None))) == 0


def leave_history(app, people=None):
    """Let nothing wait but the rest of the history: of everybody, or of the first so many."""
    with app.db.session(write=True) as session:
        session.execute(Job.__table__.delete().where(Job.kind != HISTORY))
        job = session.scalars(select(Job)).one()
        job.payload = job.payload | {"people": job.payload["people"][:people]}
        session.commit()


def studied(app):
    with app.db.session(write=False) as session:
        return count(session, Enrolment), count(session, CourseCompletion)


def test_the_rest_of_the_history_is_written_once_however_often_its_job_runs(demo):
    leave_history(demo, people=12)
    before = studied(demo)
    work_off(demo, rounds=1)
    first = studied(demo)
    assert all(now > then for now, then in zip(first, before, strict=True))
    with demo.db.session(write=True) as session:
        session.execute(Job.__table__.update().values(state="queued", ended_at=None))
        session.commit()
    work_off(demo, rounds=1)
    assert studied(demo) == first


@pytest.mark.slow
def test_the_whole_history_is_that_of_a_school(demo):
    leave_history(demo)
    work_off(demo, rounds=1)
    enrolments, completions = studied(demo)
    assert enrolments > 400
    assert completions > 300


def test_removal_leaves_nothing_behind(demo):
    with demo.db.session(write=True) as session:
        remove(session)
        session.commit()
        assert count(session, Person) == count(session, Course) == count(session, OrgUnit) == 0
        with pytest.raises(Conflict):
            remove(session)


def test_removal_does_not_touch_a_school_with_real_people(demo):
    with demo.db.session(write=True) as session:
        session.add(Person(login="real", name="正式人员"))
        session.flush()
        with pytest.raises(Conflict):
            remove(session)
