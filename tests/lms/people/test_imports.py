"""People from a file: what each row comes to, taking it over once, taking it back."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.config import ZONE
from lms.db import today, utcnow
from lms.errors import Conflict
from lms.people import Membership, MemberStatus, Person
from lms.people.imports.confirming import confirm
from lms.people.imports.models import Import, StagedPerson, State
from lms.people.imports.services import forget_old, map_columns
from lms.people.imports.staging import Stage, check
from lms.people.imports.undoing import undo
from lms.people.policy import held_on
from lms.web import LMS
from media.assets.services import StoredFile, store
from tests.factories import School, add_person
from tests.lms.people.files import as_csv, as_xlsx, checked, writing

NEW = ("10000002", "lisi", "李四", "预备党员", "示例企业党委/北区党总支/甲车间党支部", "2026/3/1")


def verdicts(session: Session, kept: Import) -> list[str]:
    rows = select(StagedPerson.verdict).where(StagedPerson.import_id == kept.id)
    return [verdict.value for verdict in session.scalars(rows.order_by(StagedPerson.number))]


def reasons(session: Session, kept: Import) -> list[tuple[int, str]]:
    rows = select(StagedPerson).where(StagedPerson.import_id == kept.id)
    return [
        (row.number, item["column"])
        for row in session.scalars(rows.order_by(StagedPerson.number))
        for item in row.refusals
    ]


def home(session: Session, person: Person, day: date | None = None) -> int | None:
    day = day or today(ZONE)
    belongs = select(Membership.unit_id).where(
        Membership.person_id == person.id, Membership.is_primary, held_on(Membership, day)
    )
    return session.scalar(belongs)


def named(session: Session, login: str) -> Person | None:
    return session.scalars(select(Person).where(Person.login == login)).one_or_none()


def take(app: LMS, session: Session, school: School, source: bytes) -> Import:
    kept = checked(app, session, school, source)
    confirm(session, school.actor(session, school.admin), kept)
    session.commit()
    session.expire_all()
    return kept


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_file_is_read_in_the_encodings_that_people_send(app, session, school, encoding):
    kept = take(app, session, school, as_csv(NEW, encoding=encoding))
    person = named(session, "lisi")
    assert (person.name, person.staff_number, person.status) == (
        "李四", "10000002", MemberStatus.probationary,
    )  # fmt: skip
    assert home(session, person) == school.branch_a.id
    assert home(session, person, date(2026, 2, 28)) is None
    assert (person.password_hash, person.is_active) == (None, True)
    assert kept.state is State.confirmed


def test_a_workbook_with_a_title_and_other_names_for_its_columns_is_read(app, session, school):
    header = ("*姓名（必填）", "员工编号", "所在党支部")
    source = as_xlsx(header, ("王五", "10000003", "甲车间党支部"), header=("党员花名册",))
    take(app, session, school, source)
    person = named(session, "10000003")
    assert (person.name, home(session, person)) == ("王五", school.branch_a.id)


def test_each_row_is_new_changed_moved_the_same_or_refused(app, session, school):
    source = as_csv(
        NEW,
        ("10000001", "", "新名字", "", "", ""),
        ("", "outsider", "", "", "乙车间党支部", "2026-05-01"),
        ("", "colleague", "", "", "一班党小组", ""),
        ("", "ghost", "", "", "", ""),
    )
    kept = checked(app, session, school, source)
    assert verdicts(session, kept) == ["create", "update", "move", "unchanged", "refused"]
    assert kept.counts == {"create": 1, "update": 1, "move": 1, "unchanged": 1, "refused": 1}
    assert named(session, "lisi") is None  # nothing is written before it is confirmed


def test_refused_rows_name_their_row_and_column(app, session, school):
    add_person(session, "closed", school.branch_a, is_active=False)
    source = as_csv(
        ("", "", "无名", "", "甲车间党支部", ""),
        ("", "a b$", "张三", "", "甲车间党支部", ""),
        ("", "zhang", "张三", "会员", "甲车间党支部", ""),
        ("", "zhao", "赵六", "", "丁车间党支部", ""),
        ("", "qian", "钱七", "", "甲车间党支部", "2026-13-40"),
        ("", "closed", "", "", "", ""),
        ("10000001", "outsider", "", "", "", ""),
        ("member", "sun", "孙八", "", "甲车间党支部", ""),
        ("10000009", "li9", "李九", "", "甲车间党支部", ""),
        ("10000009", "li10", "李十", "", "甲车间党支部", ""),
        ("", "trainer", "", "", "甲车间党支部", "2019-12-31"),
    )
    kept = checked(app, session, school, source)
    assert reasons(session, kept) == [
        (2, "staff_number"), (3, "login"), (4, "status"), (5, "unit"), (6, "since"), (7, "login"),
        (8, "login"), (9, "staff_number"), (11, "login"), (12, "since"),
    ]  # fmt: skip


def test_a_name_that_two_units_have_needs_the_one_above(app, session, school):
    school.branch_c.name = school.branch_a.name
    session.commit()
    rows = [("", "a1", "甲", "", school.branch_a.name, ""),
            ("", "a2", "乙", "", f"南区党总支 > {school.branch_a.name}", "")]  # fmt: skip
    kept = checked(app, session, school, as_csv(*rows))
    assert verdicts(session, kept) == ["refused", "create"]


def test_a_move_keeps_yesterdays_report(app, session, school):
    take(app, session, school, as_csv(("", "outsider", "", "", "甲车间党支部", "2026-05-01")))
    assert home(session, school.outsider, date(2026, 4, 30)) == school.branch_c.id
    assert home(session, school.outsider, date(2026, 5, 1)) == school.branch_a.id


def test_addresses_come_along_and_go_again(app, session, school):
    header = ("登录名", "电子邮箱")
    rows = [("member", "member@example.com"), ("outsider", "nowhere"), ("colleague", "")]
    kept = take(app, session, school, as_csv(*rows, header=header))
    assert verdicts(session, kept) == ["update", "refused", "unchanged"]
    assert school.member.mail == "member@example.com"
    undo(session, school.actor(session, school.admin), kept)
    session.expire_all()
    assert school.member.mail is None


def test_confirming_twice_writes_once(app, session, school):
    kept = take(app, session, school, as_csv(NEW))
    assert confirm(session, school.actor(session, school.admin), kept) is False
    assert session.scalar(select(func.count()).where(Person.login == "lisi")) == 1


def test_what_changed_after_the_check_stops_the_import(app, session, school):
    source = as_csv(NEW, ("10000001", "", "新名字", "", "", ""))
    kept, admin = checked(app, session, school, source), school.actor(session, school.admin)
    school.member.name = "别人改的"
    session.commit()
    with pytest.raises(Conflict):
        confirm(session, admin, kept)
    session.rollback()
    assert named(session, "lisi") is None


def test_a_login_taken_after_the_check_stops_the_import(app, session, school):
    kept = checked(app, session, school, as_csv(NEW))
    add_person(session, "someone", school.branch_b, staff_number="lisi")
    session.commit()
    with pytest.raises(Conflict):
        confirm(session, school.actor(session, school.admin), kept)


def test_a_check_that_a_new_mapping_has_overtaken_keeps_nothing(app, session, school):
    kept = checked(app, session, school, as_csv(NEW))
    admin, columns = school.actor(session, school.admin), dict(kept.columns)
    before = kept.revision
    map_columns(session, admin, kept, {"login": columns["login"]})
    session.commit()
    stage = Stage(app.db, app.blobs, today(ZONE), write=writing(app), progress=bool)
    check(stage, kept.id, before)
    session.expire_all()
    assert kept.state is State.checking
    check(stage, kept.id, kept.revision)
    session.expire_all()
    assert (kept.state, verdicts(session, kept)) == (State.ready, ["refused"])


def test_files_that_nobody_confirms_are_forgotten(app, session, school):
    kept = checked(app, session, school, as_csv(NEW))
    blob = kept.blob
    assert forget_old(session) == []
    with time_machine.travel(utcnow() + timedelta(days=8)):
        assert forget_old(session) == [blob]
    assert session.scalar(select(func.count()).select_from(Import)) == 0


def test_a_forgotten_file_that_is_also_a_material_stays(app, session, school):
    kept = checked(app, session, school, as_csv(NEW))
    store(session, school.trainer.id, StoredFile("名单.csv", kept.blob, 100))
    with time_machine.travel(utcnow() + timedelta(days=8)):
        assert forget_old(session) == []
    assert session.scalar(select(func.count()).select_from(Import)) == 0


def test_a_second_import_of_the_same_file_finds_nothing_to_do(app, session, school):
    source = as_csv(NEW, ("", "outsider", "", "", "乙车间党支部", "2026-05-01"))
    take(app, session, school, source)
    again = checked(app, session, school, source)
    assert set(verdicts(session, again)) == {"unchanged"}
