from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from wtforms import (
    BooleanField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from lms.web import Form
from lms.web.fields import DecimalField, choices
from lms.web.filters import plain
from lms.web.i18n import lazy_gettext as _l
from lms.web.tidy import optional, sensible_day, words
from quizzes.bank.words import KIND_NAMES
from quizzes.marking import Kind, Partial
from quizzes.papers.checks import MOST_ITEMS
from quizzes.papers.drafts import (
    LONGEST_INSTRUCTIONS,
    MOST_ATTEMPTS,
    MOST_MINUTES,
    PartDraft,
    Settings,
)
from quizzes.papers.models import Release, Visibility

MINUTE: Final = 60
WHEN: Final = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class OpenSettingsForm(Form):
    """The rules that may change after publication. Times are those of the school's clocks."""

    title = StringField(_l("测试名称"), [DataRequired(), Length(max=120)], filters=[words])
    instructions = TextAreaField(_l("说明"), [Length(max=LONGEST_INSTRUCTIONS)])
    visibility = RadioField(
        _l("谁可以作答"),
        choices=choices(
            {
                Visibility.everyone: _l("所有人，在“测试”中可以看到"),
                Visibility.given: _l("只有通过课程或学习任务得到它的人"),
            }
        ),
        coerce=Visibility,
    )
    attempts = IntegerField(
        _l("可作答次数"),
        [Optional(), NumberRange(1, MOST_ATTEMPTS)],
        description=_l("不填就是不限次数，取最高分。"),
    )
    opens_at = DateTimeLocalField(_l("开始时间"), [Optional(), sensible_day], format=WHEN)
    closes_at = DateTimeLocalField(_l("截止时间"), [Optional(), sensible_day], format=WHEN)
    release = SelectField(
        _l("公布"),
        choices=choices(
            {
                Release.at_once: _l("交卷后立即公布成绩和答案"),
                Release.marks_at_once: _l("交卷后公布成绩，截止后公布答案"),
                Release.after_close: _l("截止后公布成绩和答案"),
                Release.marks_only: _l("交卷后公布成绩，不公布答案"),
            }
        ),
        coerce=Release,
    )

    def settings(self, before: Settings, zone: ZoneInfo) -> Settings:
        """Return the rules as they were typed; what this form does not have stays as it was."""
        return replace(
            before,
            title=self.title.data,
            instructions=(self.instructions.data or "").strip(),
            visibility=self.visibility.data,
            attempts=self.attempts.data,
            opens_at=_moment(self.opens_at.data, zone),
            closes_at=_moment(self.closes_at.data, zone),
            release=self.release.data,
        )


class SettingsForm(OpenSettingsForm):
    """All rules, of a draft."""

    time_limit_minutes = IntegerField(
        _l("限时（分钟）"),
        [Optional(), NumberRange(1, MOST_MINUTES)],
        description=_l("不填就是不限时。"),
    )
    pass_percent = DecimalField(
        _l("及格线（满分的百分之几）"), [InputRequired(), NumberRange(0, 100)], places=None
    )
    partial = RadioField(
        _l("多选题怎样计分"),
        choices=choices(
            {
                Partial.nothing: _l("全部选对才得分"),
                Partial.share: _l("少选按比例得分，选错不得分"),
            }
        ),
        coerce=Partial,
    )
    shuffles_items = BooleanField(_l("打乱试题顺序"))
    shuffles_options = BooleanField(_l("打乱选项顺序"))

    def settings(self, before: Settings, zone: ZoneInfo) -> Settings:
        minutes = self.time_limit_minutes.data
        return replace(
            super().settings(before, zone),
            time_limit_seconds=minutes * MINUTE if minutes else None,
            pass_percent=self.pass_percent.data,
            partial=self.partial.data,
            shuffles_items=self.shuffles_items.data,
            shuffles_options=self.shuffles_options.data,
        )


def form_of(settings: Settings, zone: ZoneInfo, *, is_published: bool = False) -> OpenSettingsForm:
    """Return the form that fits, filled unless something was typed."""
    shown: dict[str, Any] = {name: getattr(settings, name) for name in Settings.__slots__}
    limit = settings.time_limit_seconds
    shown["pass_percent"] = plain(settings.pass_percent)
    shown["time_limit_minutes"] = limit // MINUTE if limit else None
    for name in ("opens_at", "closes_at"):
        shown[name] = shown[name] and shown[name].astimezone(zone).replace(tzinfo=None)
    return (OpenSettingsForm if is_published else SettingsForm)(**shown)


def _moment(typed: datetime | None, zone: ZoneInfo) -> datetime | None:
    return typed and typed.replace(tzinfo=zone)


class DrawForm(Form):
    """So many questions of a bank, drawn for each sitting."""

    draw = IntegerField(_l("抽几道题"), [InputRequired(), NumberRange(1, MOST_ITEMS)], default=10)
    mark = DecimalField(
        _l("每题分值"), [InputRequired(), NumberRange(min=0)], default=1, places=None
    )
    kind = SelectField(
        _l("题型"),
        choices=choices(KIND_NAMES, first=_l("全部题型")),
        coerce=optional(Kind),
    )
    topic = SelectField(_l("分类"))

    def __init__(self, topics: Sequence[str]) -> None:
        super().__init__()
        self.topic.choices = choices({name: name for name in topics}, first=_l("全部分类"))

    def part(self, bank_id: int) -> PartDraft:
        return PartDraft(
            bank_id=bank_id,
            draw=self.draw.data,
            mark=self.mark.data,
            kind=self.kind.data,
            topic=self.topic.data or "",
        )
