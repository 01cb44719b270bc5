"""Files to fill in, and files to mend."""

from collections.abc import Iterable, Sequence
from typing import Any

from lms.people.imports.columns import KNOWN_AS, Column
from lms.people.imports.models import Import, Subject
from lms.people.imports.words import COLUMNS, refusal
from lms.people.models import Tree
from lms.sheets import write_sheet
from lms.web.i18n import gettext as _

SAMPLES: dict[Subject, list[dict[str, str]]] = {
    Subject.people: [
        {
            Column.staff_number: "10000001",
            Column.login: "zhangsan",
            Column.name: "张三（示例，请删除）",
            Column.status: "正式党员",
            Column.unit: "示例党委/机关党总支/第一党支部",
            Column.since: "2026-01-01",
            Column.mail: "name@example.com",
        }
    ],
    Subject.units: [
        {Column.unit: "示例党委/机关党总支", Column.kind: "党总支", Column.code: "0101"},
        {
            Column.unit: "示例党委/机关党总支/第一党支部",
            Column.kind: "党支部",
            Column.code: "010101",
        },
    ],
}
OFFICES = [
    {Column.unit: "示例公司/制造部", Column.kind: "部门", Column.code: "B01"},
    {Column.unit: "示例公司/制造部/一车间", Column.kind: "部门", Column.code: "B0101"},
]
WIDE, NARROW = 36, 16


def template(subject: Subject, tree: Tree) -> bytes:
    """Return an empty file with the columns that are known, and rows that show how to fill it."""
    columns = list(KNOWN_AS[subject])
    rows = [[str(COLUMNS[column]) for column in columns]]
    is_of_offices = subject is Subject.units and tree is Tree.administration
    samples = OFFICES if is_of_offices else SAMPLES[subject]
    rows += [[sample.get(column, "") for column in columns] for sample in samples]
    widths = {at: WIDE if column is Column.unit else NARROW for at, column in enumerate(columns)}
    return write_sheet(str(_("导入")), rows, widths=widths)


def bad_rows(kept: Import, lines: Iterable[Any]) -> bytes:
    """Return the refused rows as they stood in the file, with the reason after them."""
    width = len(kept.header)
    head = [*kept.header, _("原文件行号"), _("原因")]
    rows: list[Sequence[str | int]] = [head]
    for line in lines:
        cells = [*line.cells, *[""] * width][: max(width, len(line.cells))]
        rows.append([*cells[:width], line.number, _reasons(line.refusals)])
    return write_sheet(str(_("需要修改的行")), rows, widths={width + 1: WIDE * 2})


def _reasons(refusals: Sequence[dict[str, Any]]) -> str:
    return _("；").join(f"{COLUMNS[item['column']]}{_('：')}{refusal(item)}" for item in refusals)
