"""One of everything, so that the walk meets records and not only absences."""

import json
from datetime import date, timedelta
from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.assignments.models import Exemption
from courses.authoring.queries import draft_outline
from courses.certificates.models import Certificate
from courses.certificates.numbers import new_number
from courses.enrolment.services import enrol
from courses.lessons.queries import place_of
from courses.notes.services import write
from library.notes.services import write as write_at_passage
from library.works.models import Work
from library.works.queries import readable_text
from library.works.services import load
from lms.db import utcnow
from lms.exports.models import Export
from lms.jobs.services import enqueue
from lms.mail.models import Letter, LetterState
from lms.notices import audiences
from lms.notices.audiences import Wish
from lms.notices.services.sending import Draft, send
from lms.office.exports.models import Format, TrailFile
from lms.people import Actor, Membership, Post, WebSession
from lms.people.imports.models import Import, Subject
from lms.people.imports.models import State as Importing
from lms.people.sessions import hash_token
from quizzes.papers.models import Part
from quizzes.sittings.services import start
from tests.courses.makers import lecture, make_course, make_film
from tests.courses.studying import set_task
from tests.factories import School
from tests.library.conftest import manuscript
from tests.quizzes.conftest import build_exam

NOWHERE = 2**31 - 1
TODAY = date(2026, 6, 12)


def furnish(session: Session, school: School) -> dict[str, object]:
    """Return, by the name of an argument, a record of this school; `member` owns what is owned."""
    trainer, member = (school.actor(session, who) for who in (school.trainer, school.member))
    film = make_film(session, school.trainer)
    course = make_course(session, trainer, lecture(film))
    enrol(session, member, course)
    exam = build_exam(session, trainer)
    sitting, _is_new = start(session, member, exam.quiz)
    task = set_task(session, [school.north], course, by=school.organizer)
    section = draft_outline(session, course.id).sections[0]
    work = load(session, manuscript("第一段。", "第二段。"))
    records = {
        "course_id": course.id,
        "section_id": section.id,
        "lesson_id": section.lessons[0].id,
        "asset_id": film.id,
        "bank_id": exam.bank.id,
        "item_id": exam.items[0].id,
        "quiz_id": exam.quiz.id,
        "part_id": session.scalars(select(Part.id).where(Part.quiz_id == exam.quiz.id)).first(),
        "sitting_id": sitting.id,
        "assignment_id": task.id,
        "exemption_id": _exemption(session, school, task.id),
        "export_id": _export(session, school),
        "certificate_id": _certificate(session, school, course.id),
        "passage_note_id": _passage_note(session, member, work),
        "note_id": _note(session, member, section.lessons[0].id),
        "notice_id": _notice(session, school),
        "letter_id": _letter(session),
        "work_id": work.id,
        "slug": work.slug,
        "job_id": enqueue(session, "test.kind", {}),
        "person_id": school.member.id,
        "unit_id": school.branch_a.id,
        "membership_id": _of(session, Membership, school),
        "post_id": session.scalars(
            select(Post.id).where(Post.person_id == school.trainer.id)
        ).one(),
        "session_id": _browser(session, school),
        "import_id": _import(session, school),
        "subject": "people",
        "rule": "idle_minutes",
        "number": 1,
        "file_id": _trail_file(session, school),
        "n": 1,
    }
    session.commit()
    return records


def _passage_note(session: Session, member: Actor, work: Work) -> int:
    session.flush()
    text = readable_text(session, member, work.slug)
    return write_at_passage(session, member, text, 1, "记下。").id


UPLOAD = {"Tus-Resumable": "1.0.0", "Upload-Length": "10", "Upload-Offset": "0"}
TUS = ("create", "state", "append", "terminate")
OCTETS = "application/offset+octet-stream"


def requests(records: dict[str, object]) -> dict[str, dict[str, object]]:
    """Return what is sent to a view, by its name: only a whole request shows who may do a deed."""
    save = {"seq": 1, "answer": None}
    beacon = {"n": 1, **save, "answered_at": None}
    upload = {"headers": UPLOAD, "content_type": OCTETS}
    plan = {
        "title": "学习任务",
        "period": "2026 年",
        "deadline": "2027-12-31",
        "audience": {"unit": records["unit_id"]},
        "content": [{"course": records["course_id"]}],
    }
    return {
        "sittings.beacon": {"data": {"answers": json.dumps([beacon])}},
        "api_sittings.save": {"json": save},
        "api_sittings.save_all": {"json": [{"n": 1, **save}]},
        "api_sittings.flag": {"json": {"flagged": True}},
        "api_notes.write": {"json": {"at_s": 1, "text": "笔记"}},
        "api_notes.revise": {"json": {"text": "改过"}},
        "api_authoring.begin": {"json": {"title": "新课程"}},
        "api_authoring.add_section": {"json": {"title": "新章节"}},
        "api_authoring.add_lesson": {"json": {"kind": "video", "title": "新讲次"}},
        "api_assignments.assign": {"json": plan},
        "api_assignments.exempt": {"json": {"person": records["person_id"], "reason": "外派"}},
        "api_bank.create": {"json": {"title": "新题库"}},
        "api_bank.add_item": {"json": {"kind": "true_false", "stem": "题"}},
        "api_bank.revise": {"json": {"kind": "true_false", "stem": "题", "revision": 1}},
        "api_bank.preview": {"data": {"file": (BytesIO(b"x"), "x.txt")}},
        "api_imports.preview": {"data": {"file": (BytesIO("登录名\nmember".encode()), "x.csv")}},
        "reading_notes.write": {"query_string": {"at": "p1"}, "data": {"text": "记下"}},
        "trail_files.order": {"query_string": {"format": "csv"}},
        "works.proofread": {"data": {"state": "done"}},
        "api_quoting.check": {"json": {"text": "第一段，第二段。"}},
        "api_papers.create": {"json": {"title": "新测试"}},
        "api_papers.revise": {"json": {"title": "新测试"}},
        "api_papers.lay_out": {"json": {"blueprint": []}},
        **{f"{room}.{deed}": upload for room in ("uploads", "api_uploads") for deed in TUS},
    }


def _of(session: Session, row: type[Membership], school: School) -> int:
    return session.scalars(select(row.id).where(row.person_id == school.member.id)).one()


def _note(session: Session, actor: Actor, lesson_id: int) -> int:
    place = place_of(session, actor, lesson_id)
    return write(session, actor, place, 5000, "回去和老李商量排班。").id


def _exemption(session: Session, school: School, assignment_id: int) -> int:
    exemption = Exemption(
        assignment_id=assignment_id,
        person_id=school.colleague.id,
        reason="长期外派",
        valid_from=TODAY,
        recorded_by_id=school.organizer.id,
    )
    session.add(exemption)
    session.flush()
    return exemption.id


def _export(session: Session, school: School) -> int:
    export = Export(
        person_id=school.organizer.id,
        report="completion",
        parameters={"unit": school.branch_a.id},
        expires_at=utcnow() + timedelta(days=1),
    )
    session.add(export)
    session.flush()
    return export.id


def _certificate(session: Session, school: School, course_id: int) -> int:
    certificate = Certificate(
        number=new_number(2026),
        person_id=school.member.id,
        course_id=course_id,
        name=school.member.name,
        title="示例课程",
        hours=1,
        completed_at=utcnow(),
        issuer="示例企业党委",
    )
    session.add(certificate)
    session.flush()
    return certificate.id


def _notice(session: Session, school: School) -> int:
    organizer = school.actor(session, school.organizer)
    wish = Wish("unit", school.branch_a.id, TODAY)
    draft = Draft(title="通知", body="内容", must_confirm=True)
    return send(session, organizer, draft, audiences.unit(session, organizer, wish)).id


def _import(session: Session, school: School) -> int:
    kept = Import(
        subject=Subject.people,
        file_name="名册.csv",
        header=["登录名"],
        samples=[["member"]],
        columns={"login": 0},
        created_by=school.admin.id,
        state=Importing.ready,
        counts={"unchanged": 1},
    )
    session.add(kept)
    session.flush()
    return kept.id


def _trail_file(session: Session, school: School) -> int:
    file = TrailFile(
        person_id=school.admin.id,
        search={},
        last_entry=0,
        format=Format.csv,
        language="zh",
        expires_at=utcnow() + timedelta(days=1),
    )
    session.add(file)
    session.flush()
    return file.id


def _letter(session: Session) -> int:
    letter = Letter(kind="notice", address="gone@example.com", state=LetterState.refused)
    session.add(letter)
    session.flush()
    return letter.id


def _browser(session: Session, school: School) -> int:
    expires_at = utcnow() + timedelta(hours=1)
    browser = WebSession(
        token_hash=hash_token("x"), person_id=school.member.id, expires_at=expires_at
    )
    session.add(browser)
    session.flush()
    return browser.id
