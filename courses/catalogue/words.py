"""How pages call lessons: 第三讲, 视频, 30:00."""

from collections.abc import Mapping
from typing import Any

from courses.catalogue.contents import Content
from courses.catalogue.models import LessonKind
from courses.catalogue.numerals import numeral
from lms.web.filters import clock, unit
from lms.web.i18n import gettext as _
from lms.web.i18n import language
from lms.web.i18n import lazy_gettext as _l

KINDS: Mapping[LessonKind, Any] = {
    LessonKind.video: _l("视频"),
    LessonKind.document: _l("课件"),
    LessonKind.quiz: _l("测试"),
    LessonKind.reading: _l("文库阅读"),
}
UNITS: Mapping[LessonKind, Any] = {
    LessonKind.document: _l("页"),
    LessonKind.quiz: _l("题"),
    LessonKind.reading: _l("段"),
}


def nth(number: int) -> str:
    """Write 3 as 第三讲."""
    written = str(number) if language() == "en" else numeral(number)
    return str(_("第%(number)s讲", number=written))


def kind_words(kind: LessonKind) -> str:
    return str(KINDS[kind])


def extent(content: Content | None, kind: LessonKind) -> str:
    """Say how long a lesson is: 30:00, 12 页. Empty while that is not known."""
    if content is None:
        return ""
    if kind is LessonKind.video:
        return clock(content.duration_ms / 1000) if content.duration_ms else ""
    return unit(content.size, str(UNITS[kind])) if content.size else ""
