"""What has to be put right before a course can be published, each with where to do it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from courses.catalogue.contents import Content, Readiness
from courses.catalogue.models import LessonKind
from courses.catalogue.outline import Outline, OutlineLesson, Subject


class Finding(NamedTuple):
    """Something to put right (or, as advice, to think about), in a message id and its values."""

    message: str
    values: dict[str, object]
    lesson_id: int | None = None
    is_advice: bool = False


UNCHOSEN: Mapping[LessonKind, str] = {
    LessonKind.video: "第 %(number)s 讲还没有选择视频",
    LessonKind.document: "第 %(number)s 讲还没有选择课件",
    LessonKind.quiz: "第 %(number)s 讲还没有选择测试",
    LessonKind.reading: "第 %(number)s 讲还没有选择文库著作",
}
UNUSABLE: Mapping[LessonKind, str] = {
    LessonKind.video: "第 %(number)s 讲的视频不能使用，请更换",
    LessonKind.document: "第 %(number)s 讲的课件不能使用，请更换",
    LessonKind.quiz: "第 %(number)s 讲的测试还没有发布",
    LessonKind.reading: "第 %(number)s 讲的著作已不在文库中",
}


def look_at(outline: Outline, known: Mapping[Subject, Content]) -> list[Finding]:
    """Return all there is to say about a draft: first what is in the way, then advice."""
    found = [*_whole(outline)]
    for lesson in outline.lessons:
        found += _lesson(lesson, known)
    return sorted(found, key=lambda finding: finding.is_advice)


def _whole(outline: Outline) -> Iterator[Finding]:
    if not outline.lessons:
        yield Finding("课程还没有内容，请添加一讲", {})
    elif not outline.required_count:
        yield Finding("没有一讲是必学的，课程无法完成", {})
    elif not outline.nominal_hours:
        yield Finding("各讲学时都是 0，请填写学时", {})


def _outlasts(lesson: OutlineLesson, content: Content) -> bool:
    """Say whether a chapter begins after the end of the film."""
    length = content.duration_ms
    return length is not None and any(1000 * at_s >= length for at_s, _title in lesson.chapters)


def _lesson(lesson: OutlineLesson, known: Mapping[Subject, Content]) -> Iterator[Finding]:
    values: dict[str, object] = {"number": lesson.number}
    if not lesson.title.strip():
        yield Finding("第 %(number)s 讲没有标题", values, lesson.id)
    if lesson.subject is None:
        yield Finding(UNCHOSEN[lesson.kind], values, lesson.id)
        return
    yield from _about(lesson, known.get(lesson.subject), values)


def _about(
    lesson: OutlineLesson, content: Content | None, values: dict[str, object]
) -> Iterator[Finding]:
    if content is None or content.readiness in (Readiness.failed, Readiness.closed):
        yield Finding(UNUSABLE[lesson.kind], values, lesson.id)
    elif content.readiness is Readiness.underway:
        words = "第 %(number)s 讲正在处理，完成后学员才能学习"
        yield Finding(words, values, lesson.id, is_advice=True)
    elif _outlasts(lesson, content):
        yield Finding("第 %(number)s 讲有章节在视频结束之后", values, lesson.id)
    elif not content.has_captions:
        yield Finding("第 %(number)s 讲缺字幕", values, lesson.id, is_advice=True)
