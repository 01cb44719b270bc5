from enum import StrEnum


class Role(StrEnum):
    member = "member"
    trainer = "trainer"
    organizer = "organizer"
    admin = "admin"
    auditor = "auditor"


STAFF = (Role.trainer, Role.organizer, Role.admin, Role.auditor)
