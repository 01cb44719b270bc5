"""Who gets in where: a rule for every address of the school, by the name of its view.

The first pattern that fits holds. A view that none names fails the walk: whoever adds an address
says here whom it is for.
"""

from fnmatch import fnmatch
from functools import cache
from typing import NamedTuple

from lms.people import Role

EVERYBODY = frozenset(Role)
ADMIN = frozenset({Role.admin})
WATCHERS = ADMIN | {Role.auditor}
TEACHERS = ADMIN | {Role.trainer}
PLANNERS = ADMIN | {Role.organizer}
READERS = PLANNERS | {Role.auditor}
OWNER = frozenset({Role.member})  # what the world of the walk holds is the member's own


class Door(NamedTuple):
    pattern: str
    roles: frozenset[Role]
    is_public: bool = False


def public(*patterns: str) -> list[Door]:
    return [Door(pattern, EVERYBODY, is_public=True) for pattern in patterns]


def opened(roles: frozenset[Role], *patterns: str) -> list[Door]:
    return [Door(pattern, roles) for pattern in patterns]


DOORS = [
    *public("assets.file", "health.*", "pages.*", "prefs.*", "traffic.*"),
    *public("activation.*", "factors.ask"),
    *public("verifying.*"),
    *public("people.sign_in", "api_people.create_token"),
    *opened(OWNER, "people.end_own_session"),
    *opened(PLANNERS, "links.*"),
    *opened(ADMIN, "imports.*", "api_imports.*"),
    *opened(EVERYBODY, "people.*", "factors.*", "api_people.*", "api-docs.*", "home.*", "record.*"),
    *opened(OWNER, "notices.show", "notices.confirm", "api_notices.one"),
    *opened(OWNER, "api_notices.read", "api_notices.confirm"),
    *opened(EVERYBODY, "notices.*", "api_notices.*", "notice_choices.*"),
    *opened(EVERYBODY, "catalogue.*", "api_catalogue.*", "enrolment.*", "api_enrolment.*"),
    *opened(TEACHERS | OWNER, "api_lessons.play"),
    *opened(EVERYBODY, "lessons.*", "api_lessons.*"),
    *opened(OWNER, "notes.note", "notes.remove", "notes.take_back"),
    *opened(OWNER, "api_notes.write", "api_notes.revise", "api_notes.remove"),
    *opened(EVERYBODY, "notes.*", "api_notes.*"),
    *opened(EVERYBODY, "playback.*", "api_playback.*", "documents.*", "api_documents.*"),
    *opened(EVERYBODY, "library.*", "reading.*", "api_searching.*", "api_reading.*"),
    *opened(EVERYBODY, "api_quoting.*"),
    *opened(OWNER, "reading_notes.note", "reading_notes.remove", "reading_notes.take_back"),
    *opened(EVERYBODY, "reading_notes.*"),
    *opened(EVERYBODY, "sittings.index", "sittings.rules", "sittings.start"),
    *opened(EVERYBODY, "api_sittings.start", "api_sittings.offers"),
    *opened(OWNER, "sittings.*", "api_sittings.*"),
    # lists of what one may see: empty for those who may see nothing
    *opened(EVERYBODY, "api_assignments.own", "api_assignments.index", "api_assets.index"),
    *opened(EVERYBODY, "api_reports.units", "api_bank.index", "api_papers.one"),
    *opened(READERS | TEACHERS | OWNER, "certificates.fetch"),
    *opened(READERS, "unit_certificates.*"),
    *opened(TEACHERS, "given_certificates.*"),
    *opened(TEACHERS, "authoring.*", "api_authoring.*", "media_library.*", "works.*"),
    *opened(TEACHERS, "bank.*", "papers.*", "statistics.*", "teaching_exports.*"),
    *opened(TEACHERS, "api_bank.*", "api_papers.*", "api_statistics.*"),
    *opened(TEACHERS, "uploads.*", "api_uploads.*", "api_assets.*"),
    *opened(READERS, "plans.index", "plans.show"),
    *opened(READERS, "api_assignments.one", "api_assignments.exempt_people"),
    *opened(PLANNERS, "plans.*", "api_assignments.*"),
    *opened(PLANNERS, "completion.remind"),
    *opened(READERS, "branch.*", "completion.*", "roster.*", "exports.*", "api_reports.*"),
    *opened(PLANNERS | TEACHERS, "sent_notices.index", "sent_notices.write"),
    *opened(PLANNERS, "sent_notices.*"),  # the one of the walk is an organizer's
    *opened(ADMIN, "trail_files.show", "trail_files.state", "trail_files.fetch"),
    *opened(WATCHERS, "desk.*", "trail.*", "trail_files.order"),
    *opened(
        ADMIN,
        "accounts.*",
        "memberships.*",
        "posts.*",
        "units.*",
        "queue.*",
        "rules.*",
        "maintenance.*",
        "letters.*",
        "backups.*",
        "status.*",
    ),
]


@cache
def door_of(endpoint: str) -> Door | None:
    return next((door for door in DOORS if fnmatch(endpoint, door.pattern)), None)
