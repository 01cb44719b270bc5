"""Form fields that hold what is sent to what a person can mean."""

from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any

import wtforms
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import HiddenInput

from lms.web.tidy import an_id, words

__all__ = ["Choices", "DecimalField", "HiddenNumber", "Pick", "SearchWords", "choices"]

LONGEST_SEARCH = 60
Choices = list[SelectChoice]


def choices(labels: Mapping[Any, Any], *, first: Any = None) -> Choices:
    """Return the options of a select field; `first` names the one that chooses nothing."""
    options = [SelectChoice(str(value), label) for value, label in labels.items()]
    return options if first is None else [SelectChoice("", first), *options]


class Pick(wtforms.SelectField):
    """What a list is narrowed to or sorted by: a key of `labels`, never only its text.

    What fits none of them is as good as nothing: None where `first` names that, else the default.
    """

    def __init__(
        self,
        label: Any = None,
        labels: Mapping[Any, Any] = MappingProxyType({}),
        *,
        first: Any = None,
        default: Any = None,
        **options: Any,
    ) -> None:
        self.first, self.otherwise = first, None if first is not None else default
        super().__init__(label, coerce=self._meant, default=default, **options)
        self.offer(labels)

    def offer(self, labels: Mapping[Any, Any]) -> None:
        """Offer what is known only when the page is asked for."""
        self.meanings = {str(value): value for value in labels}
        self.choices = choices(labels, first=self.first)
        self.process_formdata(self.raw_data or [])

    def _meant(self, value: object) -> Any:
        return self.meanings.get(str(value), self.otherwise)


class SearchWords(wtforms.SearchField):
    """What a list is searched for; "" is no wish."""

    data: str

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, default="", filters=[words, _cut], **options)


def _cut(text: str) -> str:
    return text[:LONGEST_SEARCH]


class DecimalField(wtforms.DecimalField):
    """A number. NaN and Infinity are Python's, not a trainer's."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if valuelist and not self.data.is_finite():
            self.data = None
            raise ValueError(self.gettext("Not a valid decimal value."))


class HiddenNumber(wtforms.Field):
    """A number from 1 that the page itself carries along; anything else is none."""

    widget = HiddenInput()
    data: int | None

    def _value(self) -> str:
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = None
            with suppress(ValueError):
                self.data = an_id(valuelist[0])
