"""What the demo school lacks for every page of study and teaching to have something to show."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import typst
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from courses.assignments.models import Assignment, Exemption
from courses.authoring.drafts import Chapter, Description, LessonDraft
from courses.authoring.models import Lesson, Section
from courses.authoring.queries import editable_lesson
from courses.authoring.services import add_lesson, add_section, begin, publish, revise_lesson
from courses.catalogue.models import LessonKind
from courses.enrolment.services import enrol
from courses.lessons.queries import place_of
from courses.notes.services import write as write_note
from courses.progress.rules import default_rule
from library.notes.services import write as write_at_passage
from library.works.manuscripts import Head, Manuscript, Written
from library.works.models import Work
from library.works.queries import readable_text
from library.works.services import Received, receive
from lms.bootstrap.features import cjk_fonts
from lms.db import today, utcnow
from lms.people import Person
from lms.web import LMS
from media.assets.models import Asset, Kind, State
from media.assets.services import StoredFile, store
from quizzes.bank.models import Item, ItemBank
from quizzes.bank.queries import editable_bank
from quizzes.bank.services import preview
from quizzes.interchange import read_candidates
from quizzes.marking import Kind as MarkingKind
from quizzes.papers import services as papers
from quizzes.papers.drafts import PartDraft, Settings
from quizzes.papers.laying import lay_out
from quizzes.papers.models import Part, Quiz
from quizzes.sittings.models import Question
from quizzes.sittings.services import Save, hand_in, save, start
from tests.pictures.cast import Cast, Records

GIFT = """::示例一::党员大会一般每季度召开一次。{T}

::示例二::支部委员会会议一般每月召开一次。{T}

::示例三::下列哪一项属于“三会一课”？{=党课 ~班前会 ~职工大会}

::示例四::这一题没有答案。{}
"""
MANUSCRIPT = Manuscript(
    Head(title="班前会五分钟（示例）", author="示例作者", dated="2026 年 5 月"),
    (
        Written(
            "一、为什么只讲五分钟", 1, ["班前会讲得久，记住的并不多。五分钟讲清一件事就够了。"]
        ),
        Written("二、讲什么", 1, ["讲昨天的隐患，讲今天的风险，讲谁来做、做到什么程度。"]),
    ),
)
PAPER = """#set page(width: 480pt, height: 640pt, margin: 56pt)
#set text(font: "Noto Serif CJK SC", size: 18pt)
#set par(leading: 1em, first-line-indent: 2em)
= 主题党日方案（示例）
一、主题：岗位上的安全。

二、时间：本月最后一个周五下午，车间生产间隙，四十分钟以内。
#pagebreak()
= 流程
开场五分钟，讲清今天要解决的一个问题；讨论二十分钟，人人说一条本岗位的隐患；\
最后十分钟，定下三件事，写明谁来做、何时做完。
#pagebreak()
= 会后
三件事贴在班组看板上，下一次主题党日先看做完了没有。
"""
GRACE_SECONDS = 120
TITLE = "主题党日方案"
SECONDS = (0, 40, 95, 150)
HEADINGS = ("先看结论", "会前要做的三件事", "一张清单", "小结")


def furnish_courseware(app: LMS, session: Session, who: Cast) -> Records:
    """A paper of three pages, which a job draws; one in name only where there are no glyphs."""
    if not cjk_fonts():
        in_name = {"state": State.ready, "kind": Kind.document, "original": "paper"}
        paper = Asset(owner_id=who.trainer.id, title=TITLE, filename="x.pdf", size=1, **in_name)
        session.add(paper)
        session.flush()
        return {"paper": paper.id}
    content = typst.compile(PAPER.encode())
    file = StoredFile(f"{TITLE}.pdf", app.blobs.put(content), len(content))
    return {"paper": store(session, who.trainer.id, file).id}


def furnish_course(app: LMS, session: Session, who: Cast) -> Records:
    """A course of every kind of lesson, published, revised since, and begun by the member."""
    film = session.scalars(select(Asset).order_by(Asset.id)).first()
    paper = session.scalars(select(Asset).where(Asset.title == TITLE)).one()
    course = begin(
        session,
        who.trainer,
        Description(
            title="主题党日怎样办（示例）",
            summary="从方案到会后落实，一次讲清。",
            category="党务",
            cover="主题党日",
            colour=3,
        ),
    )
    section = session.scalars(select(Section).where(Section.course_id == course.id)).one()
    share = app.settings.watched_share
    lecture = LessonDraft(
        title="办好一次主题党日",
        ref_id=film.id,
        lecturer="示例教师，党校",
        nominal_hours=Decimal("0.5"),
        rule=default_rule(LessonKind.video, share),
        chapters=[Chapter(*one) for one in zip(SECONDS, HEADINGS, strict=True)],
        materials=[paper.id],
    )
    published = select(Quiz.id).where(Quiz.published_at.is_not(None))
    others = (
        (LessonKind.document, paper.id, "方案样本"),
        (LessonKind.reading, session.scalars(select(Work.id).order_by(Work.id)).first(), ""),
        (LessonKind.quiz, session.scalars(published.order_by(Quiz.id.desc())).first(), ""),
    )
    first = add_lesson(session, who.trainer, section, LessonKind.video, lecture)
    for kind, ref_id, title in others:
        rule = default_rule(kind, share)
        draft = LessonDraft(title=title, ref_id=ref_id, nominal_hours=Decimal("0.25"), rule=rule)
        add_lesson(session, who.trainer, section, kind, draft)
    publish(session, who.trainer, course)
    enrol(session, who.member, course)
    place = place_of(session, who.member, first.id)
    notes = [
        write_note(session, who.member, place, at, words)
        for at, words in ((41_000, "方案先发给大家看。"), (96_000, "清单贴到班组看板上。"))
    ]
    _revise(session, who, first.id, replace(lecture, title="办好一次主题党日（修订）"))
    add_section(session, who.trainer, course, "会后落实")
    return {
        "course_id": course.id,
        "section_id": section.id,
        "lesson_id": first.id,
        "note_id": notes[0].id,
        "asset_id": film.id,
        "lecture": 1,
        "courseware": 2,
        "reading lesson": 3,
        "quiz lesson": 4,
    }


def _revise(session: Session, who: Cast, lesson_id: int, draft: LessonDraft) -> None:
    lesson: Lesson = editable_lesson(session, who.trainer, lesson_id)
    revise_lesson(session, who.trainer, lesson, draft, lesson.revision)


def furnish_media(app: LMS, session: Session, who: Cast) -> Records:
    """Files at every step on their way, and one that failed."""
    common = {"owner_id": who.trainer.id, "size": 664 * 2**20}
    blob = app.blobs.put(b"film")
    encoding, failed, uploading = (
        Asset(
            **common,
            title="三会一课讲解",
            filename="三会一课-终版.mp4",
            state=State.encoding,
            kind="video",
            progress=0.45,
            original=blob,
            duration_ms=1_800_000,
        ),
        Asset(
            **common,
            title="安全教育片",
            filename="安全教育片.avi",
            state=State.failed,
            original=blob,
            cause="文件内容不是视频，也不是 PDF。",
        ),
        Asset(**common, title="廉洁谈话录像", filename="廉洁谈话录像.mp4", state=State.uploading),
    )
    session.add_all([encoding, failed, uploading])
    session.flush()
    return {
        "encoding asset": encoding.id,
        "failed asset": failed.id,
        "uploading asset": uploading.id,
    }


def furnish_quizzes(app: LMS, session: Session, who: Cast) -> Records:
    """The member has handed one in, sits at one, and has run out of time in a third."""
    finished, running, late, *_others = session.scalars(select(Quiz).order_by(Quiz.id))
    done, _is_new = start(session, who.member, finished)
    _answer(session, who, done.id, 3)
    hand_in(session, app.facts, done)
    now, _is_new = start(session, who.member, running)
    _answer(session, who, now.id, 4)
    over, _is_new = start(session, who.member, late)
    begun = utcnow() - timedelta(hours=2)
    over.started_at, over.deadline_at = begun, begun + timedelta(minutes=20)
    bank_id = session.scalars(select(ItemBank.id).order_by(ItemBank.id)).first()
    bank = editable_bank(session, who.trainer, bank_id)
    found = read_candidates(GIFT.encode(), "gift")
    pending = preview(session, who.trainer, bank, file_name="补充试题.gift", candidates=found)
    return {
        "quiz_id": finished.id,
        "bank_id": bank.id,
        "item_id": session.scalars(select(Item.id).where(Item.bank_id == bank.id)).first(),
        "sitting_id": done.id,
        "running sitting": now.id,
        "late sitting": over.id,
        "n": 1,
        "choice question": session.scalars(_choices(now.id)).first(),
        "question import": pending.id,
        **_draft_quiz(session, who, bank),
    }


def _choices(sitting_id: int) -> Select[tuple[int]]:
    """Number the questions that offer options; which comes first is drawn by lot."""
    asked = select(Question.n).where(Question.sitting_id == sitting_id)
    return asked.where(Question.kind != MarkingKind.short_answer).order_by(Question.n)


def _answer(session: Session, who: Cast, sitting_id: int, count: int) -> None:
    """Answer the first questions by their first options; leave those that ask for words."""
    asked = select(Question).where(Question.sitting_id == sitting_id, Question.n <= count)
    saves = [
        Save(one.n, 1, one.options[:1] if one.kind is MarkingKind.multiple else one.options[0])
        for one in session.scalars(asked)
        if one.options
    ]
    save(session, who.member, sitting_id, saves, GRACE_SECONDS)


def _draft_quiz(session: Session, who: Cast, bank: ItemBank) -> Records:
    quiz = papers.draft(session, who.trainer, Settings(title="党章知识测试（草稿）"))
    ids = session.scalars(select(Item.id).where(Item.bank_id == bank.id).limit(4))
    lay_out(session, who.trainer, quiz, [PartDraft(item_id=item_id) for item_id in ids])
    session.flush()
    part = session.scalars(select(Part.id).where(Part.quiz_id == quiz.id)).first()
    return {"draft quiz": quiz.id, "part_id": part}


def furnish_library(app: LMS, session: Session, who: Cast) -> Records:
    work = session.scalars(select(Work).order_by(Work.id)).first()
    text = readable_text(session, who.member, work.slug)
    notes = [
        write_at_passage(session, who.member, text, anchor, words)
        for anchor, words in (
            (2, "议题提前三天告诉大家，这一条我们支部还没做到。"),
            (4, "可以照着改。"),
        )
    ]
    file = Received("班前会五分钟.txt", app.blobs.put(b"text"))
    pending = receive(session, who.trainer, file, MANUSCRIPT)
    return {
        "work_id": work.id,
        "slug": work.slug,
        "passage_note_id": notes[0].id,
        "work import": pending.id,
    }


def furnish_tasks(app: LMS, session: Session, who: Cast) -> Records:
    """The task of this quarter, from which somebody of the organizer's is exempt."""
    task = session.scalars(select(Assignment).order_by(Assignment.id)).all()[1]
    someone = select(Person).where(Person.password_hash.is_(None)).order_by(Person.id)
    exemption = Exemption(
        assignment_id=task.id,
        person_id=session.scalars(someone).first().id,
        reason="长期外派，十二月回厂",
        valid_from=today(app.settings.zone),
        recorded_by_id=who.organizer.id,
    )
    session.add(exemption)
    session.flush()
    return {"assignment_id": task.id, "exemption_id": exemption.id}
