"""A list, one page at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

Item = TypeVar("Item")

SIZE = 50
LAST = 1_000_000  # a page number beyond any list, but within any database's integers


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list: `number` counts from 1, `total` counts the whole list's rows."""

    items: Sequence[Item]
    total: int
    number: int
    size: int

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last(self) -> int:
        return self.first + len(self.items) - 1 if self.items else 0

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def has_next(self) -> bool:
        return self.number < self.pages

    @property
    def has_previous(self) -> bool:
        return self.number > 1


def paged(
    session: Session,
    statement: Select[*tuple[Any, ...]],
    make: Callable[..., Item],
    number: int = 1,
    size: int = SIZE,
) -> Page[Item]:
    """Return page `number` of a statement, each row made by `make(*row)`.

    Two queries, however long the list. A number beyond the end gives an empty page.
    """
    number = min(max(number, 1), LAST)
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    total = session.scalar(counted) or 0
    rows = session.execute(statement.limit(size).offset((number - 1) * size))
    return Page([make(*row) for row in rows], total, number, size)


def sliced(
    session: Session,
    statement: Select[Any],
    make: Callable[..., Item],
    *,
    cursor: int,
    limit: int,
) -> tuple[list[Item], int]:
    """Return `limit` rows after the first `cursor`, each made by `make(*row)`, and their total."""
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    rows = session.execute(statement.limit(limit).offset(cursor))
    return [make(*row) for row in rows], session.scalar(counted) or 0
