"""What changed from one version of a course to the next, in sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from courses.authoring.drafts import Description
from courses.catalogue.outline import Outline, OutlineLesson

REQUIRED, OPTIONAL = "“%(title)s”改为必学。", "“%(title)s”改为选学。"
REPLACED = {
    "subject": "“%(title)s”更换了内容。",
    "lecturer": "“%(title)s”修改了主讲人。",
    "rule": "“%(title)s”修改了完成标准。",
    "chapters": "“%(title)s”修改了视频章节。",
    "materials": "“%(title)s”修改了资料。",
}
CERTIFIED = {True: "学完后颁发结业证书。", False: "学完后不再颁发结业证书。"}


class Change(NamedTuple):
    """A difference: a message and what is put into it."""

    message: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Edition:
    """A course as it stood at one time: a version, or the draft."""

    words: Description
    outline: Outline


def changes(before: Edition, after: Edition) -> list[Change]:
    """Tell the differences: of the course's words, of its sections, of its lessons."""
    return [
        *_of_words(before.words, after.words),
        *_of_sections(before.outline, after.outline),
        *_of_lessons(before.outline, after.outline),
    ]


def _of_words(before: Description, after: Description) -> Iterator[Change]:
    if before.title != after.title:
        yield _turned("课程名称由“%(before)s”改为“%(after)s”。", before.title, after.title)
    if before.summary != after.summary:
        yield Change("修改了简介。", {})
    if before.category != after.category:
        yield _turned("分类由“%(before)s”改为“%(after)s”。", before.category, after.category)
    if (before.cover, before.colour) != (after.cover, after.colour):
        yield Change("修改了封面。", {})
    if before.gives_certificate != after.gives_certificate:
        yield Change(CERTIFIED[after.gives_certificate], {})


def _of_sections(before: Outline, after: Outline) -> Iterator[Change]:
    old = {section.id: section.title for section in before.sections if section.lessons}
    new = {section.id: section.title for section in after.sections if section.lessons}
    for key in (key for key in new if key not in old):
        yield Change("新增章节“%(title)s”。", {"title": new[key]})
    for key in (key for key in old if key not in new):
        yield Change("删除章节“%(title)s”。", {"title": old[key]})
    for key in (key for key in new if key in old and old[key] != new[key]):
        yield _turned("章节“%(before)s”改名为“%(after)s”。", old[key], new[key])


def _of_lessons(before: Outline, after: Outline) -> Iterator[Change]:
    old = {lesson.id: lesson for lesson in before.lessons}
    new = {lesson.id: lesson for lesson in after.lessons}
    for lesson in (lesson for lesson in after.lessons if lesson.id not in old):
        yield Change("新增“%(title)s”。", {"title": lesson.title})
    for lesson in (lesson for lesson in before.lessons if lesson.id not in new):
        yield Change("删除“%(title)s”。", {"title": lesson.title})
    stayed = [key for key in new if key in old]
    sections = {section.id: section.title for section in after.sections}
    for key in stayed:
        yield from _of_lesson(old[key], new[key])
        if old[key].section_id != new[key].section_id:
            place = {"title": new[key].title, "section": sections[new[key].section_id]}
            yield Change("“%(title)s”移到章节“%(section)s”。", place)
    if stayed != [key for key in old if key in new]:
        yield Change("调整了讲次的顺序。", {})


def _of_lesson(before: OutlineLesson, after: OutlineLesson) -> Iterator[Change]:
    title = {"title": after.title}
    if before.title != after.title:
        yield _turned("“%(before)s”改名为“%(after)s”。", before.title, after.title)
    if before.is_required != after.is_required:
        yield Change(REQUIRED if after.is_required else OPTIONAL, title)
    if before.nominal_hours != after.nominal_hours:
        hours = {"before": _plain(before.nominal_hours), "after": _plain(after.nominal_hours)}
        yield Change("“%(title)s”的学时由 %(before)s 改为 %(after)s。", title | hours)
    for name, message in REPLACED.items():
        if getattr(before, name) != getattr(after, name):
            yield Change(message, title)


def _plain(hours: Decimal) -> str:
    return f"{hours.normalize():f}"


def _turned(message: str, before: str, after: str) -> Change:
    return Change(message, {"before": before, "after": after})
