"""Two editors' texts side by side: what a form was typed with, and what was saved meanwhile."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from wtforms import Field, FieldList, SelectFieldBase

from lms.web import Form
from lms.web.i18n import gettext as _

COMPARE = "这里的内容刚在别处修改过，还没有保存。请对照下面列出的不同，改好后再次保存。"
OWN = {"revision", "seen"}


class Rival(NamedTuple):
    """What a field says in the text that was saved first; `field_id` is where the other stands."""

    field_id: str
    label: str
    words: str


class DraftForm(Form):
    """A form of what somebody else may have saved since it was shown."""

    rivals: Sequence[Rival] = ()

    def refuse_stale(self) -> None:
        """Say that it has been; what was typed stays, what was saved stands beside it."""
        self.refuse(COMPARE)
        differing = (
            field
            for field in self
            if field.name not in OWN and _plain(field.data) != _plain(field.object_data)
        )
        self.rivals = [
            Rival(field.id, field.label.text, _words(field) or _("（空）")) for field in differing
        ]


def _plain(value: Any) -> Any:
    """Take what is not there for empty, and every end of line for the same."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value or ""


def _words(field: Field) -> str:
    saved = field.object_data
    if isinstance(field, SelectFieldBase):
        return _("、").join(_chosen(field, saved if isinstance(saved, list) else [saved]))
    if isinstance(field, FieldList):
        return "\n".join(str(one) for one in saved or ())
    if isinstance(saved, bool):
        return _("是") if saved else _("否")
    return "" if saved is None else str(saved)


def _chosen(field: SelectFieldBase, saved: list[Any]) -> Iterator[str]:
    wanted = {str(one) for one in saved if one is not None}
    return (str(one.label) for one in field.iter_choices() if str(one.value) in wanted)
