from flask_wtf.file import FileField
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from lms.people.imports.columns import KNOWN_AS
from lms.people.imports.models import Import, Subject, Verdict
from lms.people.imports.words import COLUMNS, SUBJECTS
from lms.people.labels import TREES
from lms.people.models import Tree
from lms.web import Filters, Form
from lms.web.fields import Pick, choices
from lms.web.i18n import gettext
from lms.web.i18n import lazy_gettext as _l


class UploadForm(Form):
    subject = RadioField(
        _l("导入什么"), choices=choices(SUBJECTS), coerce=Subject, default=Subject.people
    )
    tree = RadioField(_l("哪一类组织"), choices=choices(TREES), coerce=Tree, default=Tree.party)
    file = FileField(
        _l("文件"),
        [InputRequired(_l("请选择文件。"))],
        description=_l("Excel 表格（.xlsx）或 CSV 文本，最大 8 MB、20,000 行。"),
    )


class LineFilters(Filters):
    verdict = Pick(labels=dict.fromkeys(Verdict, ""), first="")


def _column(value: object) -> int | None:
    text = "" if value is None else str(value)
    return int(text) if text.isdecimal() else None


class ColumnsForm(Form):
    """Which column of the file is which; one field for each that the school knows."""

    @classmethod
    def of(cls, kept: Import) -> "ColumnsForm":
        header = [
            SelectChoice(str(at), words or gettext("第 %(n)s 列（无名称）", n=at + 1))
            for at, words in enumerate(kept.header)
        ]
        options = [SelectChoice("", gettext("文件中没有")), *header]
        fields = {
            column.value: SelectField(COLUMNS[column], choices=options, coerce=_column)
            for column in KNOWN_AS[kept.subject]
        }
        return type("ColumnsForm", (cls,), fields)(**kept.columns)  # type: ignore[no-any-return]

    def columns(self) -> dict[str, int]:
        """Return what was chosen. One column of the file is one thing: see `check`."""
        return {name: field.data for name, field in self._fields.items() if field.data is not None}

    def accepted(self) -> bool:
        if not super().accepted():
            return False
        chosen = list(self.columns().values())
        if len(chosen) == len(set(chosen)):
            return True
        self.refuse("同一列不能指定两次。")
        return False
