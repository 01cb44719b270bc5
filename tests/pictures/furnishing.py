"""What the demo school lacks for every page of the offices to have something to show.

Each function returns records by the names that addresses have for them; those of a special state
by a name of their own, which a scene points to.
"""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.certificates.models import Certificate
from courses.certificates.services import revoke
from lms.db import today, utcnow
from lms.decisions.models import Rule
from lms.exports.models import Export, ExportState
from lms.jobs.models import Job, WorkerBeat
from lms.jobs.models import State as JobState
from lms.mail.models import Letter, LetterState
from lms.notices import audiences
from lms.notices.audiences import Wish
from lms.notices.services.sending import Draft, send, withdraw
from lms.office.exports.models import Format, TrailFile
from lms.people import Actor, Membership, OrgUnit, Person, Post, Role
from lms.people.activation.services import give_link
from lms.people.factors import totp
from lms.people.factors.services import begin, confirm
from lms.people.imports import services as imports
from lms.people.imports.models import Subject
from lms.people.imports.services import Upload
from lms.people.imports.table import read_table
from lms.people.models import SignInTry, WebSession
from lms.people.sessions import hash_token
from lms.people.throttle import TRIES_PER_ACCOUNT, account_limit
from lms.web import LMS
from quizzes.papers.models import Quiz
from tests.pictures.cast import Cast, Records

ROSTER = """工号,登录名,姓名,政治面貌,党组织,隶属日期
20269001,,示例甲,正式党员,财务部党支部,2026-07-01
20269002,,示例乙,预备党员,采购部党支部,2026-07-01
20269003,,示例丙,团员,财务部党支部,2026-07-01
20269004,,示例丁,正式党员,第九党支部,2026-07-01
20269005,,示例戊,发展对象,试验室党支部,2026年7月1日
"""
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/125.0 Mobile Safari/537.36"


def furnish_people(app: LMS, session: Session, who: Cast) -> Records:
    units = {unit.name: unit for unit in session.scalars(select(OrgUnit))}
    branch = units["二车间党支部"]
    nobody_yet = select(Person).where(Person.password_hash.is_(None))
    first = nobody_yet.join(Membership).order_by(Person.id).limit(1)
    colleague = session.scalars(first.where(Membership.unit_id == branch.id)).one()
    far = units["财务部党支部"]  # where no page of an organizer's makes links anew
    newcomer = session.scalars(first.where(Membership.unit_id == far.id)).one()
    session.add_all([
        WebSession(
            token_hash=hash_token("another"),
            person_id=who.member.id,
            agent=PHONE,
            address="192.0.2.7",
            expires_at=utcnow() + timedelta(hours=9),
        ),
        SignInTry(key=account_limit(None, "locked").key, tries=TRIES_PER_ACCOUNT),
    ])  # fmt: skip
    also = Membership(
        person_id=who.member.id,
        unit_id=branch.id,
        is_primary=False,
        valid_from=today(app.settings.zone) - timedelta(days=40),
    )
    session.add(also)
    session.flush()
    post = select(Post.id).where(Post.person_id == who.trainer.id)
    return {
        "unit_id": units["制造一部党总支"].id,
        "branch": branch.id,
        "person_id": who.member.id,
        "colleague": colleague.id,
        "membership_id": also.id,
        "post_id": session.scalars(post).first(),
        "code": give_link(session, who.admin, newcomer, days=14).code,
        "old code": "ABCD-EFGH-JKLM-NPQR",
        **_second_factor(app, session, who),
    }


def _second_factor(app: LMS, session: Session, who: Cast) -> Records:
    """Let the auditor have one."""
    secret = begin(session, who.auditor, app.settings.secret_key)
    session.flush()
    codes = confirm(session, who.auditor, secret, totp.code_at(secret, totp.step_at(utcnow())))
    return {"recovery code": codes[0]}


def furnish_imports(app: LMS, session: Session, who: Cast) -> Records:
    """Files at each step; those that are to be checked are checked by their jobs."""
    source = ROSTER.encode()
    table = read_table(source, Subject.people)
    upload = Upload("新入职党员.csv", app.blobs.put(source), Subject.people, table)
    mapped, ready, done = (imports.begin(session, who.admin, upload) for _ in range(3))
    for kept in (ready, done):
        imports.map_columns(session, who.admin, kept, kept.columns)
        session.refresh(kept)
        imports.order_check(session, who.admin, kept)
    return {
        "import_id": ready.id,
        "mapped import": mapped.id,
        "done import": done.id,
        "subject": "people",
    }


def furnish_notices(app: LMS, session: Session, who: Cast) -> Records:
    day = today(app.settings.zone)
    wish = Wish("unit", _unit_of(who.organizer), day)
    audience = audiences.unit(session, who.organizer, wish)
    standing, gone = (
        send(session, who.organizer, draft, audience)
        for draft in (
            Draft(
                title="示例通知：本周四下午开展主题党日",
                body="请各支部提前安排好工作，按时参加。\n地点在职工之家，需要交通的请与支部联系。",
                must_confirm=True,
                link="/courses",
            ),
            Draft(title="示例通知：会议室改到三楼", body="原定二楼会议室的学习改到三楼。"),
        )
    )
    session.flush()
    withdraw(session, who.organizer, gone, "会议取消，时间另行通知。")
    return {"notice_id": standing.id, "withdrawn notice": gone.id}


def furnish_office(app: LMS, session: Session, who: Cast) -> Records:
    day, now = today(app.settings.zone), utcnow()
    waiting, failed, running = (
        Job(kind="reports.export", payload={}, most_attempts=3, state=JobState.queued),
        Job(
            kind="media.encode",
            payload={"asset_id": 1},
            most_attempts=8,
            attempts=8,
            state=JobState.failed,
            error="ffmpeg: Invalid data found when processing input",
            started_at=now,
            ended_at=now,
        ),
        Job(
            kind="library.rebuild",
            payload={},
            most_attempts=3,
            attempts=1,
            state=JobState.running,
            progress=0.42,
            words="已写入 3 部著作",
            lease="pictures",
            lease_until=now + timedelta(days=1),
            started_at=now,
        ),
    )
    waiting.due_at = now + timedelta(days=1)
    letters = [
        Letter(
            kind="notice",
            person_id=who.member.id,
            address="member@example.com",
            state=LetterState.refused,
            error="550 5.1.1 no such user here",
            attempts=1,
        ),
        Letter(kind="digest", address="other@example.com", due_at=now + timedelta(days=1)),
    ]
    decided = Rule(
        name="watched_share",
        value="0.80",
        valid_from=day,
        document="党校发〔2026〕12 号（示例）",
        article="第三条",
        decided_by=who.admin.id,
    )
    session.add_all([waiting, failed, running, decided, WorkerBeat(name="pictures"), *letters])
    session.flush()
    return {
        "job_id": running.id,
        "failed job": failed.id,
        "letter_id": letters[0].id,
        "rule": "idle_minutes",
        "decided rule": "watched_share",
        **_trail_files(app, session, who),
    }


def _trail_files(app: LMS, session: Session, who: Cast) -> Records:
    now, blob = utcnow(), app.blobs.put(b"PK")
    common = {
        "person_id": who.admin.id,
        "search": {},
        "last_entry": 1,
        "format": Format.xlsx,
        "language": "zh",
        "expires_at": now + timedelta(days=7),
    }
    ready = TrailFile(**common, blob=blob, size=40_961, ready_at=now)
    waiting = TrailFile(**common)
    session.add_all([ready, waiting])
    session.flush()
    return {"file_id": ready.id, "waiting file": waiting.id}


def furnish_files(app: LMS, session: Session, who: Cast) -> Records:
    """Exports in every state, and certificates, one of them revoked."""
    now, blob = utcnow(), app.blobs.put(b"PK")
    made = Job(
        kind="reports.export", payload={}, most_attempts=3, state=JobState.done, ended_at=now
    )
    session.add(made)
    session.flush()
    common = {
        "person_id": who.organizer.id,
        "job_id": made.id,
        "report": "completion",
        "parameters": {"unit": _unit_of(who.organizer)},
        "expires_at": now + timedelta(days=7),
    }
    ready, waiting, failed, over = (
        Export(**common, state=ExportState.ready, blob=blob, size=18_734, ready_at=now),
        Export(**common),
        Export(**common, state=ExportState.failed, failure="党组织已经不在您负责的范围内。"),
        Export(**common, state=ExportState.expired),
    )
    results = Export(**common | _of_results(session, who), state=ExportState.ready, blob=blob)
    session.add_all([ready, waiting, failed, over, results])
    own = select(Certificate).where(Certificate.person_id == who.member.id)
    mine, *_others = session.scalars(own.order_by(Certificate.id))
    theirs = select(Certificate).where(Certificate.person_id != who.member.id)
    revoked = session.scalars(theirs.order_by(Certificate.id)).first()
    session.refresh(revoked, ["course"])
    revoke(session, who.admin, revoked, "重复发放，以后一份为准。")
    session.flush()
    return {
        "export_id": ready.id,
        "waiting export": waiting.id,
        "failed export": failed.id,
        "expired export": over.id,
        "results export": results.id,
        "certificate_id": mine.id,
        "number": mine.number,
        "finished course": mine.course_id,
        "revoked number": revoked.number,
    }


def _of_results(session: Session, who: Cast) -> Records:
    """A file of a quiz's results, as its trainer orders it."""
    quiz_id = session.scalars(select(Quiz.id).order_by(Quiz.id)).first()
    asked = {"person_id": who.trainer.id, "report": "quiz_results", "parameters": {"quiz": quiz_id}}
    return {**asked, "size": 9_216, "ready_at": utcnow()}


def _unit_of(actor: Actor) -> int:
    return next(grant.unit_id for grant in actor.grants if grant.role is Role.organizer)
