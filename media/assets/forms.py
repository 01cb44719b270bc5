from flask_wtf.file import FileField
from wtforms import SearchField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from lms.web import Filters, Form
from lms.web.i18n import lazy_gettext as _l
from lms.web.tidy import words
from media.assets.listing import Order, Stage, Wanted
from media.assets.models import Kind

LANGUAGES = {"zh": _l("中文"), "en": _l("英文")}


class UploadForm(Form):
    """For browsers without JavaScript: the whole file in one request."""

    file = FileField(_l("视频、课件或资料"), [InputRequired(_l("请选择文件。"))])


class AssetFilters(Filters):
    q = SearchField(_l("标题"))
    kind = SelectField(
        _l("类型"),
        choices=[
            SelectChoice("", _l("全部")),
            SelectChoice(str(Kind.video), _l("视频")),
            SelectChoice(str(Kind.document), _l("课件")),
            SelectChoice(str(Kind.file), _l("资料")),
        ],
    )
    state = SelectField(
        _l("状态"),
        choices=[
            SelectChoice("", _l("全部")),
            SelectChoice(str(Stage.ready), _l("可使用")),
            SelectChoice(str(Stage.underway), _l("处理中")),
            SelectChoice(str(Stage.failed), _l("未成功")),
        ],
    )
    sort = SelectField(
        _l("排序"),
        choices=[
            SelectChoice(str(Order.newest), _l("最近上传")),
            SelectChoice(str(Order.by_title), _l("标题")),
            SelectChoice(str(Order.largest), _l("文件最大")),
        ],
    )

    def wanted(self) -> Wanted:
        stage, order = self.state.data, self.sort.data
        return Wanted(
            kind=self.kind.data or "",
            text=(self.q.data or "").strip(),
            stage=Stage(stage) if stage in set(Stage) else None,
            order=Order(order) if order in set(Order) else Order.newest,
        )


class TitleForm(Form):
    title = StringField(_l("标题"), [DataRequired(), Length(max=120)], filters=[words])


class CaptionsForm(Form):
    language = SelectField(_l("语言"), choices=[SelectChoice(*item) for item in LANGUAGES.items()])
    captions = FileField(
        _l("字幕文件"),
        [InputRequired(_l("请选择字幕文件。"))],
        description=_l("WebVTT（.vtt）或 SRT，不超过 2 MB。同一语言的旧字幕会被替换。"),
    )
