from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from courses.authoring.chapters import read_chapters
from courses.authoring.drafts import MOST_HOURS, MOST_SEATS, Description, LessonDraft, Opening
from courses.authoring.models import CourseDraft, Lesson
from courses.authoring.queries import Order, UnitChoice, Wanted
from courses.authoring.shelves import Offer
from courses.catalogue.models import Audience, Course, CourseState, LessonKind
from courses.catalogue.outline import OutlineSection
from courses.catalogue.words import KINDS
from courses.enrolment.ending import Ending, Learners, Whom
from courses.enrolment.models import LONGEST_REASON
from courses.progress.rules import Rule, RuleKind, default_rule, read_rule
from courses.progress.words import rule_words
from lms.web import Filters, Form
from lms.web.fields import DecimalField, HiddenNumber, Pick, SearchWords, choices
from lms.web.filters import clock, plain
from lms.web.i18n import gettext
from lms.web.i18n import lazy_gettext as _l
from lms.web.rivals import DraftForm
from lms.web.tidy import an_id, words

COLOURS: Final = [
    SelectChoice(number, name)
    for number, name in enumerate((_l("青"), _l("绿"), _l("褐"), _l("黛")), start=1)
]
STATES: Final = {
    CourseState.draft: _l("草稿"),
    CourseState.published: _l("已发布"),
    CourseState.retired: _l("已下架"),
}
ORDERS: Final = {
    Order.saved: _l("最近修改"),
    Order.by_title: _l("课程名称"),
    Order.taken: _l("报名人数"),
}
SUBJECTS: Final = {
    LessonKind.video: _l("视频"),
    LessonKind.document: _l("课件"),
    LessonKind.quiz: _l("测试"),
    LessonKind.reading: _l("著作"),
}
OFFERED: Final = {
    LessonKind.video: [
        Rule(RuleKind.watched, Decimal(share)) for share in ("0.80", "0.90", "0.95")
    ],
    LessonKind.document: [Rule(RuleKind.read)],
    LessonKind.quiz: [Rule(RuleKind.passed), Rule(RuleKind.handed_in)],
    LessonKind.reading: [Rule(RuleKind.read, Decimal(share)) for share in ("1", "0.80", "0.50")],
}


class OwnCourseFilters(Filters):
    q = SearchWords(_l("课程名称"))
    state = Pick(_l("状态"), STATES, first=_l("全部"))
    sort = Pick(_l("排序"), ORDERS, default=Order.saved)

    def wanted(self) -> Wanted:
        return Wanted(text=self.q.data, state=self.state.data, order=self.sort.data)


class BeginForm(Form):
    title = StringField(_l("课程名称"), [DataRequired(), Length(max=120)], filters=[words])
    category = StringField(
        _l("分类"),
        [Optional(), Length(max=20)],
        filters=[words],
        description=_l("例如 党务、安全；同一分类的课程在目录里可以一起筛选。"),
    )

    def description(self) -> Description:
        return Description(title=self.title.data, category=self.category.data or "")


class DescriptionForm(DraftForm, BeginForm):
    summary = TextAreaField(
        _l("简介"),
        [Optional(), Length(max=2000)],
        filters=[lambda text: text and text.strip()],
        description=_l("写给谁，学完能做什么。"),
    )
    cover = StringField(
        _l("封面短名"),
        [Optional(), Length(max=8)],
        filters=[words],
        description=_l("最多 8 个字；不填就用课程名称。"),
    )
    colour = RadioField(_l("封面颜色"), choices=COLOURS, coerce=int)
    gives_certificate = BooleanField(_l("学完后颁发结业证书"))
    revision = HiddenNumber()

    def __init__(self, draft: CourseDraft) -> None:
        super().__init__(draft)

    def description(self) -> Description:
        return Description(
            title=self.title.data,
            summary=self.summary.data or "",
            category=self.category.data or "",
            cover=self.cover.data or "",
            colour=self.colour.data,
            gives_certificate=self.gives_certificate.data,
        )


class SectionForm(DraftForm):
    """The name of a section; `seen` is the one that was on the writer's page."""

    title = StringField(_l("章节名称"), [DataRequired(), Length(max=120)], filters=[words])
    seen = HiddenField()


class NewLessonForm(Form):
    kind = RadioField(
        _l("类型"),
        choices=choices(KINDS),
        default="video",
    )
    title = StringField(
        _l("标题"),
        [Optional(), Length(max=120)],
        filters=[words],
        description=_l("可以先不填：选好视频或测试后，用它的标题。"),
    )
    section = SelectField(_l("放在"), coerce=int)

    def __init__(self, sections: Iterable[OutlineSection]) -> None:
        super().__init__()
        self.section.choices = [SelectChoice(section.id, section.title) for section in sections]

    def draft(self, watched_share: Decimal) -> tuple[LessonKind, LessonDraft]:
        kind = LessonKind(self.kind.data)
        return kind, LessonDraft(
            title=self.title.data or "", rule=default_rule(kind, watched_share)
        )


class LessonForm(DraftForm):
    """What a lesson holds; which choices there are depends on its kind."""

    title = StringField(_l("标题"), [Optional(), Length(max=120)], filters=[words])
    lecturer = StringField(_l("主讲人"), [Optional(), Length(max=80)], filters=[words])
    nominal_hours = DecimalField(
        _l("学时"), [InputRequired(), NumberRange(min=0, max=MOST_HOURS)], places=None
    )
    ref_id = SelectField(coerce=an_id)
    rule = SelectField(_l("完成标准"))
    chapters = TextAreaField(
        _l("视频章节"),
        [Optional(), Length(max=10_000)],
        description=_l("一行一个，例如：4:30 三会一课。学员可以按章节跳转。"),
    )
    materials = SelectMultipleField(_l("资料"), coerce=int)
    is_required = BooleanField(_l("必学：学完才算完成课程"))
    revision = HiddenNumber()

    def __init__(self, lesson: Lesson, offer: Offer) -> None:
        rule = Rule.from_data(lesson.rule)
        super().__init__(
            title=lesson.title,
            lecturer=lesson.lecturer,
            nominal_hours=Decimal(plain(lesson.nominal_hours)),
            ref_id=lesson.ref_id,
            rule=_written(rule),
            chapters=_lines(lesson.chapters),
            materials=lesson.materials,
            is_required=lesson.is_required,
            revision=lesson.revision,
        )
        self.ref_id.label.text = SUBJECTS[lesson.kind]
        self.ref_id.choices = _subjects(offer)
        self.materials.choices = [SelectChoice(*one) for one in offer.materials]
        rules = OFFERED[lesson.kind]
        self.rule.choices = [
            SelectChoice(_written(one), rule_words(one, lesson.kind))
            for one in (rules if rule in rules else [rule, *rules])
        ]

    def draft(self) -> LessonDraft:
        kind, _colon, share = self.rule.data.partition(":")
        return LessonDraft(
            title=self.title.data or "",
            ref_id=self.ref_id.data,
            lecturer=self.lecturer.data or "",
            is_required=self.is_required.data,
            nominal_hours=self.nominal_hours.data,
            rule=read_rule({"kind": kind, "share": share}),
            chapters=read_chapters(self.chapters.data or ""),
            materials=self.materials.data or (),
        )


def _written(rule: Rule) -> str:
    return f"{rule.kind}:{plain(rule.share)}"


def _lines(chapters: Iterable[tuple[int, str]]) -> str:
    return "\n".join(f"{clock(at_s)} {title}" for at_s, title in chapters)


def _subjects(offer: Offer) -> list[Any]:
    return [SelectChoice("", _l("请选择")), *(SelectChoice(*one) for one in offer.subjects)]


class AudienceForm(Form):
    audience = RadioField(
        _l("学习对象"),
        choices=choices(
            {Audience.everyone: _l("全体人员"), Audience.units: _l("以下组织（含下级）")}
        ),
    )
    units = SelectMultipleField(_l("组织"), coerce=int)
    seats = IntegerField(
        _l("名额"),
        [Optional(), NumberRange(min=1, max=MOST_SEATS)],
        description=_l("不填就不限名额。"),
    )

    def __init__(self, course: Course, units: Iterable[UnitChoice]) -> None:
        chosen = [unit.unit_id for unit in course.units]
        super().__init__(audience=str(course.audience), seats=course.seats, units=chosen)
        self.units.choices = [SelectChoice(unit.id, unit.name) for unit in units]

    def opening(self) -> Opening:
        return Opening(
            audience=Audience(self.audience.data),
            unit_ids=frozenset(self.units.data or ()),
            seats=self.seats.data,
        )


class PublicationForm(Form):
    tells_learners = BooleanField()


class EndingForm(Form):
    """Whose enrolments are ended, and why."""

    whom = RadioField(_l("结束谁的报名"))
    because = TextAreaField(
        _l("原因"),
        [DataRequired(), Length(max=LONGEST_REASON)],
        filters=[words],
        description=_l("每个人都会看到。"),
    )

    def __init__(self, learners: Learners) -> None:
        super().__init__(whom=str(Whom.outside if learners.outside else Whom.everybody))
        few, all_ = learners.outside, learners.everybody
        self.whom.choices = [
            SelectChoice(str(whom), words)
            for whom, words, count in (
                (Whom.outside, gettext("不在学习对象内的 %(count)s 人", count=few), few),
                (Whom.everybody, gettext("还没有学完的 %(count)s 人", count=all_), all_),
            )
            if count
        ]

    def ending(self) -> Ending:
        return Ending(Whom(self.whom.data), self.because.data)


class MoveForm(Form):
    """Up (-1) or down (1)."""

    by = IntegerField(validators=[InputRequired(), NumberRange(min=-1, max=1)])


class PlaceForm(Form):
    """Where a lesson was dropped: into a section, before another lesson or at the end."""

    section = IntegerField(validators=[InputRequired()])
    before = IntegerField(validators=[Optional()])
