"""An auditor reads and changes nothing but what is their own."""

from fnmatch import fnmatch

import pytest

from lms.people import Role
from tests.conftest import new_client
from tests.factories import build_school
from tests.house.doors import door_of
from tests.house.test_closed_by_default import READING, SHUT, addresses, visit
from tests.house.world import furnish, requests

__all__ = ["visit"]

OWN = (
    *("people.*", "factors.*", "api_people.*"),
    *("notices.*", "api_notices.*", "notice_choices.*"),
    *("enrolment.*", "api_enrolment.*", "lessons.*", "api_lessons.*", "notes.*", "api_notes.*"),
    *("playback.*", "api_playback.*", "documents.*", "api_documents.*", "reading.*"),
    *("reading_notes.*", "sittings.*", "api_sittings.*", "api_quoting.*"),
)
READINGS = ("exports.order", "api_reports.*", "trail_files.order")  # as files, for who may read


@pytest.fixture
def world(session):
    school = build_school(session)
    return school, furnish(session, school)


def test_no_deed_that_touches_others_is_open_to_an_auditor(app, session, world, visit):
    school, records = world
    client, sent = new_client(app, school.auditor), requests(records)
    taken = []
    for rule, method, url in addresses(app, records):
        if method in READING or _is_own(rule.endpoint):
            continue
        status, _location = visit(client, method, url, **sent.get(rule.endpoint, {}))
        if status not in SHUT:
            taken.append((method, url, rule.endpoint, status))
    assert not taken, "\n".join(map(str, taken))


def _is_own(endpoint):
    return door_of(endpoint).is_public or any(
        fnmatch(endpoint, pattern) for pattern in (*OWN, *READINGS)
    )


def test_an_auditor_is_let_into_no_deed_by_name(app):
    """Whoever opens a deed to auditors says in this file why it changes nothing of others'."""
    opened = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.methods - READING
        and (door := door_of(rule.endpoint))
        and Role.auditor in door.roles
        and not _is_own(rule.endpoint)
        and "GET" not in rule.methods
    }
    assert opened == set()
