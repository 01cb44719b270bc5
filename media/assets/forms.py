from wtforms import FileField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from lms.web import Form
from lms.web.i18n import lazy_gettext as _l

LANGUAGES = {"zh": _l("中文"), "en": _l("英文")}


class UploadForm(Form):
    """For browsers without JavaScript: the whole file in one request."""

    file = FileField(_l("视频或课件"), [InputRequired(_l("请选择文件。"))])


class TitleForm(Form):
    title = StringField(_l("标题"), [InputRequired(), Length(max=120)])


class CaptionsForm(Form):
    language = SelectField(_l("语言"), choices=[SelectChoice(*item) for item in LANGUAGES.items()])
    captions = FileField(
        _l("字幕文件"),
        [InputRequired(_l("请选择字幕文件。"))],
        description=_l("WebVTT（.vtt）或 SRT，不超过 2 MB。同一语言的旧字幕会被替换。"),
    )
