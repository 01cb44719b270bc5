from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from flask_wtf.file import FileField
from wtforms import (
    FieldList,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from lms.web import Filters, Form
from lms.web.fields import DecimalField, HiddenNumber, Pick, SearchWords
from lms.web.filters import plain
from lms.web.i18n import lazy_gettext as _l
from lms.web.rivals import DraftForm
from lms.web.tidy import words
from quizzes.bank.queries import BankOrder, ItemOrder, Wanted
from quizzes.bank.words import KIND_NAMES
from quizzes.interchange import ItemDraft, Option
from quizzes.interchange.drafts import (
    FEWEST_OPTIONS,
    LONGEST_STEM,
    LONGEST_TOPIC,
    MOST_OPTIONS,
    tidy,
)
from quizzes.marking import Kind
from quizzes.marking.kinds import FALSE, TRUE

USUAL_OPTIONS = 4
LETTERS = "ABCDEFGH"[:MOST_OPTIONS]
PLACES: Final = [SelectChoice(str(n), letter) for n, letter in enumerate(LETTERS)]
BANK_ORDERS: Final = {
    BankOrder.by_title: _l("题库名称"),
    BankOrder.newest: _l("最近新建"),
    BankOrder.largest: _l("试题最多"),
}
ITEM_ORDERS: Final = {
    ItemOrder.newest: _l("最近新建"),
    ItemOrder.changed: _l("最近修改"),
    ItemOrder.topic: _l("分类"),
    ItemOrder.mark: _l("分值最高"),
}


class BankForm(Form):
    title = StringField(_l("题库名称"), [DataRequired(), Length(max=120)], filters=[words])


class BankFilters(Filters):
    q = SearchWords(_l("名称"))
    sort = Pick(_l("排序"), BANK_ORDERS, default=BankOrder.by_title)


class ItemFilters(Filters):
    q = SearchWords(_l("题干"))
    kind = Pick(_l("题型"), KIND_NAMES, first=_l("全部"))
    topic = Pick(_l("分类"), first=_l("全部"))
    state = Pick(_l("状态"), {"retired": _l("已停用")}, first=_l("使用中"))
    sort = Pick(_l("排序"), ITEM_ORDERS, default=ItemOrder.newest)

    def __init__(self, topics: Sequence[str]) -> None:
        super().__init__()
        self.topic.offer({topic: topic for topic in topics})

    def wanted(self) -> Wanted:
        return Wanted(
            text=self.q.data,
            kind=self.kind.data or "",
            topic=self.topic.data or "",
            is_retired=self.state.data is not None,
            order=self.sort.data,
        )


class ImportForm(Form):
    file = FileField(
        _l("文件"),
        [InputRequired(_l("请选择文件。"))],
        description=_l("GIFT 文本（.txt、.gift）或 Excel 表格（.xlsx），最大 4 MB。"),
    )


class ItemForm(DraftForm):
    """What all kinds of items have. `seen` is the revision that the form was filled from."""

    stem = TextAreaField(_l("题干"), [DataRequired(), Length(max=LONGEST_STEM)])
    explanation = TextAreaField(_l("解析"), [Length(max=LONGEST_STEM)])
    max_mark = DecimalField(_l("分值"), [InputRequired()], places=None)
    topic = StringField(_l("分类"), [Length(max=LONGEST_TOPIC)], filters=[words])
    seen = HiddenNumber(default=1)

    def draft(self, kind: Kind) -> ItemDraft:
        """Return what was written down; the service says whether it will do."""
        return ItemDraft(
            kind=kind,
            stem=tidy(self.stem.data or ""),
            explanation=tidy(self.explanation.data or ""),
            max_mark=self.max_mark.data or Decimal(0),
            topic=self.topic.data or "",
            **self.answers(),
        )

    def answers(self) -> dict[str, Any]:
        raise NotImplementedError


class ChoiceForm(ItemForm):
    """`options` are as many as the page shows; rows can be added and taken away."""

    options = FieldList(
        StringField(), _l("选项"), min_entries=FEWEST_OPTIONS, max_entries=MOST_OPTIONS
    )
    right = SelectMultipleField(_l("正确选项"), choices=PLACES)

    @property
    def has_room(self) -> bool:
        return len(self.options) < MOST_OPTIONS

    @property
    def can_spare(self) -> bool:
        return len(self.options) > FEWEST_OPTIONS

    def add_option(self) -> None:
        if self.has_room:
            self.options.append_entry("")

    def take_option(self, at: int) -> None:
        """Take a row away; those below it move up, and what is right moves with them."""
        if not (self.can_spare and 0 <= at < len(self.options)):
            return
        texts = self.options.data
        for entry, text in zip(self.options.entries[at:], texts[at + 1 :], strict=False):
            entry.data = text
        self.options.pop_entry()
        marked = self.right.data or ()
        right = [n for n in range(len(texts)) if str(n) in marked and n != at]
        self.right.data = [str(n - (n > at)) for n in right]

    def answers(self) -> dict[str, Any]:
        """Return the options; empty places count only when they are marked as right."""
        right = set(self.right.data or ())
        texts = ((str(n), tidy(text or "")) for n, text in enumerate(self.options.data))
        found = [Option(text, n in right) for n, text in texts if text or n in right]
        return {"options": tuple(found)}


class TruthForm(ItemForm):
    is_true = RadioField(
        _l("这句话"),
        [InputRequired()],
        choices=[SelectChoice(TRUE, _l("正确")), SelectChoice(FALSE, _l("错误"))],
    )

    def answers(self) -> dict[str, Any]:
        return {"is_true": self.is_true.data == TRUE}


class ShortForm(ItemForm):
    wordings = TextAreaField(
        _l("可接受的答案"),
        [InputRequired()],
        description=_l("一行一个，写出每一种说法。大小写、全角半角和空格不必区分。"),
    )

    def answers(self) -> dict[str, Any]:
        lines = map(str.strip, tidy(self.wordings.data or "").split("\n"))
        return {"wordings": tuple(dict.fromkeys(filter(None, lines)))}


FORMS: Final[dict[Kind, type[ItemForm]]] = {
    Kind.single: ChoiceForm,
    Kind.multiple: ChoiceForm,
    Kind.true_false: TruthForm,
    Kind.short_answer: ShortForm,
}


def form_of(draft: ItemDraft, seen: int = 1) -> ItemForm:
    """Return the form of the draft's kind, filled with it unless something was typed."""
    options = [option.text for option in draft.options]
    return FORMS[draft.kind](
        stem=draft.stem,
        explanation=draft.explanation,
        max_mark=plain(draft.max_mark),
        topic=draft.topic,
        seen=seen,
        options=options or [""] * USUAL_OPTIONS,
        right=[str(n) for n, option in enumerate(draft.options) if option.is_right],
        is_true=_truth(draft),
        wordings="\n".join(draft.wordings),
    )


def _truth(draft: ItemDraft) -> str | None:
    if draft.is_true is None:
        return None
    return TRUE if draft.is_true else FALSE
