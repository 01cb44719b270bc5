from contextlib import closing
from pathlib import PurePath
from typing import Any

from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from library.works.manuscripts import SUFFIXES
from library.works.services import DESCRIBED
from lms.web import Form
from lms.web.i18n import lazy_gettext as _l
from lms.web.tidy import words


class UploadForm(Form):
    file = FileField(
        _l("文件"),
        [FileRequired(_l("请选择一个文件。"))],
        description=_l(
            "TXT、Markdown、DOCX、EPUB 或有文字的 PDF，不超过 32 MB。"
            "章节以“# 标题”或 Word 标题样式分开。"
        ),
        render_kw={"accept": ",".join(SUFFIXES)},
    )

    @property
    def name(self) -> str:
        return PurePath(self._storage.filename or "").name

    def content(self) -> bytes:
        with closing(self._storage) as file:
            content: bytes = file.read()
        return content

    @property
    def _storage(self) -> FileStorage:
        storage: FileStorage = self.file.data
        return storage


class WorkForm(Form):
    """What is known of a work besides its text."""

    title = StringField(_l("篇名"), [DataRequired(), Length(max=200)], filters=[words])
    author = StringField(_l("作者"), [Length(max=120)])
    era = StringField(
        _l("年代"), [Length(max=40)], description=_l("用于筛选，例如：清、1949–1978。")
    )
    dated = StringField(
        _l("日期"), [Length(max=60)], description=_l("引用时写在出处里，例如：1941 年 3 月。")
    )
    kind = StringField(
        _l("类型"), [Length(max=40)], description=_l("例如：文章、讲话、制度、小说。")
    )
    source = StringField(_l("底本"), [Length(max=300)], description=_l("这份文字依据的版本。"))
    rights = StringField(
        _l("版权说明"),
        [DataRequired(_l("请写明这份文字凭什么可以收入文库。")), Length(max=300)],
        description=_l("例如：本单位自有、已获著作权人授权、公有领域。"),
    )

    def described(self) -> dict[str, str]:
        values: dict[str, Any] = {name: getattr(self, name).data or "" for name in DESCRIBED}
        return {name: value.strip() for name, value in values.items()}


class WithdrawalForm(Form):
    reason = TextAreaField(
        _l("下架原因"), [DataRequired(), Length(max=300)], description=_l("读者看不到原因。")
    )
