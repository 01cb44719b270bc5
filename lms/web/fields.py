"""Form fields that hold what is sent to what a person can mean."""

from contextlib import suppress
from typing import Any

import wtforms
from wtforms.widgets import HiddenInput

from lms.web.tidy import an_id

__all__ = ["DecimalField", "HiddenNumber"]


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
