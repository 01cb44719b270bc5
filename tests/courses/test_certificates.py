"""Certificates: issued with the completion, verified by anyone, revoked for a reason."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from courses.authoring.drafts import Description
from courses.authoring.queries import draft_of
from courses.authoring.services import describe, publish
from courses.catalogue.models import CourseVersion
from courses.certificates import queries, services
from courses.certificates.models import Certificate
from courses.certificates.numbers import new_number, understood
from courses.enrolment.services import enrol
from lms.audit.models import AuditEntry
from lms.db import utcnow
from lms.errors import Conflict, Forbidden
from lms.people import Membership
from tests.courses.makers import lecture, make_course, watch
from tests.courses.studying import add_course, complete, noon

MAY = date(2026, 5, 20)


@pytest.fixture
def course(session, trainer, film):
    return make_course(session, trainer, lecture(film), title="支部工作实务")


def certificate_of(session, person) -> Certificate | None:
    return session.scalars(select(Certificate).filter_by(person_id=person.id)).one_or_none()


@pytest.fixture
def study(session, app, school, film):
    """Let the member watch the film to its end."""
    return lambda: watch(session, app.facts, school.member, film)


@pytest.fixture
def certificate(session, member, course, study) -> Certificate:
    """The member has completed the course a moment ago."""
    enrol(session, member, course)
    study()
    return session.scalars(select(Certificate)).one()


def test_completing_a_course_certifies_it_with_the_facts_of_the_day(session, school, certificate):
    assert certificate.name == school.member.name
    assert certificate.unit == "甲车间党支部"
    assert certificate.title == "支部工作实务"
    assert certificate.hours == 0.5
    assert certificate.issuer == "示例企业党委"
    assert certificate.number.startswith(f"{utcnow().year}-")
    school.member.name = "改名同志"
    session.flush()
    assert certificate_of(session, school.member).name != "改名同志"


def test_a_completion_is_certified_once(session, certificate, study):
    study()
    services.issue(session, session.scalar(select(func.max(Certificate.id))))
    assert services.issue_missing(session) == 0
    assert session.scalar(select(func.count(Certificate.id))) == 1


def test_who_is_on_a_version_without_certificates_gets_none(session, trainer, member, film, study):
    silent = make_course(session, trainer, lecture(film), gives_certificate=False)
    enrol(session, member, silent)
    words = Description(title="现在颁发", gives_certificate=True)
    describe(session, trainer, silent, words, draft_of(session, silent.id).revision)
    publish(session, trainer, silent)
    study()
    given = session.scalars(select(CourseVersion.gives_certificate).order_by(CourseVersion.id))
    assert given.all() == [False, True]
    assert session.scalar(select(func.count(Certificate.id))) == 0


def test_old_completions_are_certified_with_the_unit_of_their_day(session, school):
    course = add_course(session, school.trainer)
    complete(session, school.member, course, noon(MAY))
    held = session.scalars(select(Membership).filter_by(person_id=school.member.id)).one()
    held.valid_to = date(2026, 6, 1)
    session.flush()
    later = Membership(
        person_id=school.member.id, unit_id=school.branch_c.id, valid_from=date(2026, 6, 1)
    )
    session.add(later)
    session.flush()
    assert services.issue_missing(session) == 1
    issued = certificate_of(session, school.member)
    assert (issued.unit, issued.completed_at) == ("甲车间党支部", noon(MAY))
    assert issued.number.startswith("2026-")


def test_the_day_and_the_year_are_the_school_s(session, school):
    course = add_course(session, school.trainer)
    new_year = datetime(2026, 12, 31, 17, tzinfo=UTC)  # one o'clock at the school
    held = session.scalars(select(Membership).filter_by(person_id=school.member.id)).one()
    held.valid_to = date(2027, 1, 1)
    session.flush()
    session.add(
        Membership(
            person_id=school.member.id, unit_id=school.branch_c.id, valid_from=date(2027, 1, 1)
        )
    )
    complete(session, school.member, course, new_year)
    services.issue_missing(session)
    issued = certificate_of(session, school.member)
    assert issued.number.startswith("2027-")
    assert issued.unit == "丙车间党支部"


def test_a_number_is_understood_however_it_is_typed():
    number = new_number(2026)
    _year, first, second = number.split("-")
    for typed in (number, number.lower(), f" 2026 {first}{second} ", f"2026－{first}–{second}"):
        assert understood(typed) == number
    assert understood("2026-OILAB-ZZZZZ") == "2026-011AB-ZZZZZ"
    assert understood("2026-1234") is None
    assert len({new_number(2026) for _ in range(1000)}) == 1000


def test_anyone_may_verify_but_the_name_is_only_begun(sign_in, certificate):
    stranger = sign_in()
    page = stranger.get(f"/verify/{certificate.number}")
    assert page.status_code == 200
    assert "证书有效" in page.text
    assert "支部工作实务" in page.text
    assert certificate.name not in page.text
    assert "m*******" in page.text
    assert certificate.unit not in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_who_knows_the_name_is_told_that_it_is_right(sign_in, certificate):
    stranger = sign_in()
    address = f"/verify/{certificate.number}"
    wrong = stranger.post(address, data={"name": "某某同志"})
    assert wrong.status_code == 422
    assert certificate.unit not in wrong.text
    right = stranger.post(address, data={"name": f" {certificate.name.upper()} "})
    assert right.status_code == 200
    assert certificate.name in right.text
    assert certificate.unit in right.text


def test_names_are_not_found_by_trying(sign_in, certificate):
    stranger = sign_in()
    answers = [
        stranger.post(f"/verify/{certificate.number}", data={"name": f"王{n}"}).status_code
        for n in range(21)
    ]
    assert answers == [422] * 20 + [429]


def test_the_owner_and_those_in_charge_see_the_name_at_once(sign_in, school, certificate):
    for person in (school.member, school.organizer, school.auditor, school.trainer, school.admin):
        assert certificate.name in sign_in(person).get(f"/verify/{certificate.number}").text
    for person in (school.colleague, school.outsider, school.other_trainer):
        assert certificate.name not in sign_in(person).get(f"/verify/{certificate.number}").text


def test_a_number_that_is_none_is_told_so(sign_in):
    stranger = sign_in()
    for number in (new_number(2026), "hello"):
        page = stranger.get(f"/verify/{number}")
        assert page.status_code == 404
        assert "没有找到这个编号的证书" in page.text


def test_numbers_are_not_found_by_trying(sign_in, certificate):
    stranger = sign_in()
    answers = [stranger.get(f"/verify/{new_number(2026)}").status_code for _n in range(31)]
    assert answers == [404] * 30 + [429]
    assert stranger.get(f"/verify/{certificate.number}").status_code == 200


def test_a_typed_number_leads_to_its_certificate(sign_in, certificate):
    typed = certificate.number.lower().replace("-", " ")
    answer = sign_in().post("/verify", data={"number": typed})
    assert answer.location == f"/verify/{certificate.number}"


def test_a_trainer_revokes_for_a_reason_and_reinstates(session, sign_in, school, certificate):
    trainer = sign_in(school.trainer)
    address = f"/teach/certificates/{certificate.id}/revocation"
    assert trainer.post(address, data={"reason": ""}).status_code == 422
    assert trainer.post(address, data={"reason": "代学，已核实"}).status_code == 302
    verified = sign_in().get(f"/verify/{certificate.number}").text
    assert "证书已撤销" in verified
    assert "代学" not in verified
    mine = sign_in(school.member)
    assert "代学，已核实" in mine.get("/me").text
    assert mine.get(f"/certificates/{certificate.id}/file").status_code == 410
    assert trainer.post(address, data={"reason": "再撤销"}).status_code == 409
    trainer.post(f"/teach/certificates/{certificate.id}/reinstatement")
    assert "证书有效" in sign_in().get(f"/verify/{certificate.number}").text
    noted = select(AuditEntry.deed).where(AuditEntry.deed.like("certificate.%"))
    assert session.scalars(noted.order_by(AuditEntry.id)).all() == [
        "certificate.revoke",
        "certificate.reinstate",
    ]


def test_nobody_reinstates_their_own(session, school, certificate):
    """A trainer who teaches what they took: somebody else says that it holds again."""
    admin, trainer = (school.actor(session, who) for who in (school.admin, school.trainer))
    certificate.person_id = school.trainer.id
    services.revoke(session, admin, certificate, "待核实")
    with pytest.raises(Conflict):
        services.reinstate(session, trainer, certificate)
    services.reinstate(session, admin, certificate)


def test_nobody_else_revokes(session, sign_in, school, certificate):
    for person in (school.other_trainer, school.organizer, school.member):
        answer = sign_in(person).post(
            f"/teach/certificates/{certificate.id}/revocation", data={"reason": "不行"}
        )
        assert answer.status_code in {403, 404}
    wanted = queries.revocable(session, school.actor(session, school.admin), certificate.id)
    with pytest.raises(Forbidden):
        services.revoke(session, school.actor(session, school.other_trainer), wanted, "不行")
    with pytest.raises(Conflict):
        services.reinstate(session, school.actor(session, school.admin), wanted)


def test_the_record_and_the_course_lead_to_the_certificate(sign_in, school, course, certificate):
    mine = sign_in(school.member)
    for page in ("/me", f"/courses/{course.id}"):
        text = mine.get(page).text
        assert f"/certificates/{certificate.id}/file" in text
        assert f"/verify/{certificate.number}" in text


def test_the_file_goes_to_its_owner_and_those_in_charge(sign_in, school, certificate, monkeypatch):
    monkeypatch.setattr("courses.certificates.sheet.pdf", lambda *_args: b"%PDF")
    for person in (school.member, school.organizer, school.trainer, school.admin):
        answer = sign_in(person).get(f"/certificates/{certificate.id}/file")
        assert answer.data == b"%PDF"
    for person in (school.colleague, school.outsider, school.other_trainer):
        assert sign_in(person).get(f"/certificates/{certificate.id}/file").status_code == 404


def test_without_glyphs_the_certificate_exists_but_not_its_file(
    session, sign_in, school, certificate, monkeypatch
):
    monkeypatch.setattr("courses.typesetting.press.cjk_fonts", lambda _data: None)
    answer = sign_in(school.member).get(f"/certificates/{certificate.id}/file")
    assert answer.status_code == 503
    assert "汉字字体" in answer.text
    assert "Retry-After" in answer.headers
    assert "证书有效" in sign_in().get(f"/verify/{certificate.number}").text


def test_enrolling_into_what_was_studied_before_certifies_at_once(session, member, course, study):
    study()
    enrol(session, member, course)
    assert session.scalar(select(func.count(Certificate.id))) == 1
