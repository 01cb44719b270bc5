from flask_wtf.file import FileField
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from lms.web import Filters, Form
from lms.web.fields import Pick, SearchWords, choices
from lms.web.i18n import lazy_gettext as _l
from lms.web.tidy import words
from media.assets.listing import Order, Stage, Wanted
from media.assets.models import Kind

LANGUAGES = {"zh": _l("中文"), "en": _l("英文")}
KINDS = {Kind.video: _l("视频"), Kind.document: _l("课件"), Kind.file: _l("资料")}
STAGES = {
    Stage.ready: _l("可使用"),
    Stage.underway: _l("处理中"),
    Stage.failed: _l("未成功"),
}
ORDERS = {
    Order.newest: _l("最近上传"),
    Order.by_title: _l("标题"),
    Order.largest: _l("文件最大"),
}


class UploadForm(Form):
    """For browsers without JavaScript: the whole file in one request."""

    file = FileField(_l("视频、课件或资料"), [InputRequired(_l("请选择文件。"))])


class AssetFilters(Filters):
    q = SearchWords(_l("标题"))
    kind = Pick(_l("类型"), KINDS, first=_l("全部"))
    state = Pick(_l("状态"), STAGES, first=_l("全部"))
    sort = Pick(_l("排序"), ORDERS, default=Order.newest)

    def wanted(self) -> Wanted:
        return Wanted(
            kind=self.kind.data or "",
            text=self.q.data,
            stage=self.state.data,
            order=self.sort.data,
        )


class TitleForm(Form):
    title = StringField(_l("标题"), [DataRequired(), Length(max=120)], filters=[words])


class CaptionsForm(Form):
    language = SelectField(_l("语言"), choices=choices(LANGUAGES))
    captions = FileField(
        _l("字幕文件"),
        [InputRequired(_l("请选择字幕文件。"))],
        description=_l("WebVTT（.vtt）或 SRT，不超过 2 MB。同一语言的旧字幕会被替换。"),
    )
