from flask_wtf.file import FileField
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from lms.web import Form
from lms.web.i18n import lazy_gettext as _l
from lms.web.tidy import words

LANGUAGES = {"zh": _l("中文"), "en": _l("英文")}


class UploadForm(Form):
    """For browsers without JavaScript: the whole file in one request."""

    file = FileField(_l("视频或课件"), [InputRequired(_l("请选择文件。"))])


class TitleForm(Form):
    title = StringField(_l("标题"), [DataRequired(), Length(max=120)], filters=[words])


class CaptionsForm(Form):
    language = SelectField(_l("语言"), choices=[SelectChoice(*item) for item in LANGUAGES.items()])
    captions = FileField(
        _l("字幕文件"),
        [InputRequired(_l("请选择字幕文件。"))],
        description=_l("WebVTT（.vtt）或 SRT，不超过 2 MB。同一语言的旧字幕会被替换。"),
    )
