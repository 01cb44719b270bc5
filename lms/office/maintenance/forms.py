from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from wtforms import BooleanField, DateTimeLocalField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.office.maintenance.services import Window
from lms.web import Form, tidy
from lms.web.i18n import lazy_gettext as _l

WHEN = "%Y-%m-%dT%H:%M"
LONGEST_LEAD = 14 * 24


class MaintenanceForm(Form):
    starts_at = DateTimeLocalField(_l("开始"), [InputRequired(), tidy.sensible_day], format=WHEN)
    ends_at = DateTimeLocalField(_l("预计结束"), [InputRequired(), tidy.sensible_day], format=WHEN)
    lead_hours = IntegerField(
        _l("提前多少小时提示"), [InputRequired(), NumberRange(0, LONGEST_LEAD)], default=24
    )
    words = StringField(
        _l("说明"),
        [Optional(), Length(max=200)],
        filters=[tidy.words],
        description=_l("为什么维护、有什么变化，一两句话。"),
    )
    words_en = StringField(_l("英文说明"), [Optional(), Length(max=300)], filters=[tidy.words])
    is_anyway = BooleanField(_l("有答卷在进行时也按此维护（仍可保存答案和交卷）"))

    def window(self, zone: ZoneInfo) -> Window:
        starts_at = _moment(self.starts_at.data, zone)
        return Window(
            starts_at,
            _moment(self.ends_at.data, zone),
            starts_at - timedelta(hours=self.lead_hours.data),
            self.words.data or "",
            self.words_en.data or "",
        )


def _moment(typed: datetime, zone: ZoneInfo) -> datetime:
    return typed.replace(tzinfo=zone)
