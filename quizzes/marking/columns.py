"""Marks in the database."""

from decimal import Decimal
from typing import Annotated

from sqlalchemy import Dialect, Integer, TypeDecorator
from sqlalchemy.orm import mapped_column

HUNDRED = 100


class Hundredths(TypeDecorator[Decimal]):
    """A decimal with two places, kept as a whole number of hundredths.

    So a database without decimals compares and adds marks exactly, too.
    """

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        del dialect
        if value is None:
            return None
        scaled = value * HUNDRED
        if scaled != int(scaled):
            raise ValueError(value)
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        del dialect
        return None if value is None else Decimal(value).scaleb(-2)


Mark = Annotated[Decimal, mapped_column(Hundredths)]
