"""A page costs as many queries in a large school as in a small one."""

from datetime import date

import pytest

from library.works.services import load
from lms.audit.models import AuditEntry
from lms.jobs.services import enqueue
from lms.people import Membership, Person, Post, Role, UnitKind
from tests.conftest import new_client
from tests.courses.makers import lecture, make_course, make_film
from tests.courses.studying import add_quiz, set_task
from tests.factories import add_unit, build_school
from tests.house.doors import door_of
from tests.house.world import furnish
from tests.library.conftest import manuscript

FOUNDED = date(2020, 1, 1)
MORE = 12


def pages(app, records, role):
    """Give the addresses of all pages that this role may read."""
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        door, is_known = door_of(rule.endpoint), set(rule.arguments) <= set(records)
        if door and role in door.roles and "GET" in rule.methods and is_known:
            yield urls.build(rule.endpoint, {name: records[name] for name in rule.arguments})


def grow(session, school):
    """Make the school larger in every direction."""
    trainer = school.actor(session, school.trainer)
    for n in range(MORE):
        unit = add_unit(session, f"新{n}党小组", school.branch_a, UnitKind.group)
        person = Person(login=f"new{n}", name=f"新{n}同志")
        session.add(person)
        session.flush()
        held = {"person_id": person.id, "unit_id": unit.id, "valid_from": FOUNDED}
        session.add_all([Membership(**held), Post(**held, role=Role.organizer, title="组长")])
        course = make_course(
            session, trainer, lecture(make_film(session, school.trainer)), title=f"课{n}"
        )
        add_quiz(session, school.trainer, f"测试{n}")
        set_task(session, [school.north], course, by=school.organizer, title=f"任务{n}")
        load(session, manuscript("一段。", title=f"作品{n}"))
        enqueue(session, "test.kind", {})
        session.add(AuditEntry(actor_id=person.id, deed="test.deed", details={}))
    session.commit()


@pytest.mark.parametrize("role", [Role.member, Role.trainer, Role.organizer, Role.admin])
def test_no_page_asks_more_in_a_larger_school(app, session, count_queries, role):
    school = build_school(session)
    client = new_client(app, getattr(school, role))
    urls = sorted(pages(app, furnish(session, school), role))

    def _cost(url):
        with count_queries() as seen:
            client.get(url)
        return len(seen)

    fine = [url for url in urls if client.get(url).status_code == 200]
    before = {url: _cost(url) for url in fine}
    grow(session, school)
    grown = [(url, count, now) for url, count in before.items() if (now := _cost(url)) > count]
    assert grown == []
