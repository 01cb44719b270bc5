"""Compares the rows of a file of people with the people there are. Pure: it reads no database."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, TypeVar

from lms.people.imports import reading
from lms.people.imports.columns import Column
from lms.people.imports.models import Verdict
from lms.people.imports.reading import Places, Unclear
from lms.people.imports.table import Line
from lms.people.models import MemberStatus

Value = TypeVar("Value")

LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{1,63}")
LONGEST_NUMBER = 32
LONGEST_NAME = 64


class Known(NamedTuple):
    """Somebody the school has."""

    id: int
    login: str
    staff_number: str | None
    name: str
    status: MemberStatus
    mail: str | None
    is_active: bool


class Standing(NamedTuple):
    """A membership that is not over, by what is known now."""

    id: int
    unit_id: int
    is_primary: bool
    valid_from: date
    valid_to: date | None


@dataclass(slots=True)
class Roll:
    """Everybody the school has, by login and by staff number, and where they belong."""

    people: Iterable[Known]
    standing: Mapping[int, list[Standing]]
    places: Places
    today: date
    by_login: dict[str, Known] = field(default_factory=dict)
    by_number: dict[str, Known] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_login = {one.login: one for one in self.people}
        self.by_number = {one.staff_number: one for one in self.people if one.staff_number}

    def holder_of(self, name: str) -> Known | None:
        """Return whose login or staff number it is: either signs in."""
        return self.by_login.get(name) or self.by_number.get(name)


@dataclass(slots=True)
class Row:
    """A row under judgement: what it says, what is wrong with it, what it comes to."""

    line: Line
    login: str = ""
    staff_number: str = ""
    name: str = ""
    status: MemberStatus | None = None
    mail: str | None = None
    unit_id: int | None = None
    since: date | None = None
    known: Known | None = None
    replaced_id: int | None = None
    verdict: Verdict = Verdict.refused
    refusals: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, column: Column, message: str, **values: object) -> None:
        self.refusals.append({"column": column.value, "message": message, "values": values})

    def staged(self) -> dict[str, Any]:
        """Return the columns that are kept of it."""
        known = self.known
        return {
            "number": self.line.number,
            "cells": self.line.cells,
            "verdict": self.verdict,
            "refusals": self.refusals,
            "person_id": known and known.id,
            "login": self.login[:64],
            "staff_number": self.staff_number[:LONGEST_NUMBER] or None,
            "name": self.name[:LONGEST_NAME],
            "status": self.status,
            "mail": self.mail,
            "unit_id": self.unit_id,
            "since": self.since,
            "was_login": known and known.login,
            "was_staff_number": known and known.staff_number,
            "was_name": known and known.name,
            "was_status": known and known.status,
            "was_mail": known and known.mail,
            "replaced_id": self.replaced_id,
        }


class Comparison:
    """Judges the rows of a file in their order: of two that say the same the second is refused."""

    def __init__(self, roll: Roll, columns: Mapping[str, int]) -> None:
        self.roll = roll
        self.columns = columns
        self.seen: dict[str, int] = {}
        self.people_seen: dict[int, int] = {}

    def judge(self, line: Line) -> Row:
        row = Row(line)
        self._read(row)
        self._recognise(row)
        self._complete(row)
        self._check_names(row)
        self._place(row)
        row.verdict = Verdict.refused if row.refusals else self._verdict(row)
        return row

    def _read(self, row: Row) -> None:
        row.staff_number = reading.code(self._cell(row, Column.staff_number))
        row.login = reading.code(self._cell(row, Column.login))
        row.name = self._cell(row, Column.name)
        row.status = self._understood(row, Column.status, reading.status)
        row.mail = self._understood(row, Column.mail, reading.mail)
        row.unit_id = self._understood(row, Column.unit, self.roll.places.find)
        row.since = self._understood(row, Column.since, reading.day)

    def _cell(self, row: Row, column: Column) -> str:
        at = self.columns.get(column)
        return row.line.cells[at] if at is not None and at < len(row.line.cells) else ""

    def _understood(self, row: Row, column: Column, read: Callable[[str], Value]) -> Value | None:
        text = self._cell(row, column)
        try:
            return read(text) if text else None
        except Unclear as unclear:
            row.refuse(column, unclear.message, **unclear.values)
            return None

    def _recognise(self, row: Row) -> None:
        """Find whom the row is about: by staff number, else by login."""
        by_number = self.roll.by_number.get(row.staff_number)
        by_login = self.roll.by_login.get(row.login)
        if by_number and by_login and by_number.id != by_login.id:
            row.refuse(Column.login, "登录名属于另一个人：%(name)s。", name=by_login.name)
        row.known = by_number or by_login
        if row.known and not row.known.is_active:
            row.refuse(self._main(row), "此人的账号已停用，请先恢复。")
        if not (row.staff_number or row.login):
            row.refuse(self._main(row), "请填写工号或登录名。")

    def _main(self, row: Row) -> Column:
        """Return the column that says whom a row is about."""
        has_number = Column.staff_number in self.columns
        return Column.staff_number if has_number and not row.login else Column.login

    def _complete(self, row: Row) -> None:
        """Take what the row leaves open from the person there is; a new one has to be whole."""
        known = row.known
        if known:
            row.login = row.login or known.login
            row.staff_number = row.staff_number or known.staff_number or ""
            row.name = row.name or known.name
            row.status = row.status or known.status
            row.mail = row.mail or known.mail
            return
        row.login = row.login or row.staff_number
        row.status = row.status or MemberStatus.full
        if not row.name:
            row.refuse(Column.name, "请填写姓名。")
        if not self._cell(row, Column.unit):
            row.refuse(Column.unit, "请填写组织。")

    def _check_names(self, row: Row) -> None:
        if row.login and not LOGIN.fullmatch(row.login):
            row.refuse(Column.login, "只能用字母、数字和 . _ @ -，2 到 64 个，以字母或数字开头。")
        for column, text, most in (
            (Column.staff_number, row.staff_number, LONGEST_NUMBER),
            (Column.name, row.name, LONGEST_NAME),
        ):
            if len(text) > most:
                row.refuse(column, "最多 %(most)s 个字。", most=most)
        for column, name in ((Column.login, row.login), (Column.staff_number, row.staff_number)):
            self._check_free(row, column, name)
        self._check_repeated(row)

    def _check_free(self, row: Row, column: Column, name: str) -> None:
        holder = self.roll.holder_of(name) if name else None
        if holder and (row.known is None or holder.id != row.known.id) and not row.refusals:
            row.refuse(column, "“%(value)s”已被%(name)s使用。", value=name, name=holder.name)

    def _check_repeated(self, row: Row) -> None:
        number = row.line.number
        names = {name for name in (row.login, row.staff_number) if name}
        before = [self.seen[name] for name in names if name in self.seen]
        if row.known and row.known.id in self.people_seen:
            before.append(self.people_seen[row.known.id])
        if before:
            row.refuse(self._main(row), "与第 %(row)s 行重复。", row=min(before))
        for name in names:
            self.seen.setdefault(name, number)
        if row.known:
            self.people_seen.setdefault(row.known.id, number)

    def _place(self, row: Row) -> None:
        """See what the row makes of where the person belongs: nothing, a first unit, or a move."""
        if row.unit_id is None:
            row.since = None
            return
        standing = self.roll.standing.get(row.known.id, []) if row.known else []
        home = next((one for one in standing if one.is_primary), None)
        if home and home.unit_id == row.unit_id and home.valid_to is None:
            row.unit_id = row.since = None  # there already: whatever the day, nothing changes
            return
        row.since = row.since or self.roll.today
        row.replaced_id = home and home.id
        self._check_move(row, standing)

    def _check_move(self, row: Row, standing: Iterable[Standing]) -> None:
        """Leave to 转接 what needs a look at the person's history."""
        since, others = row.since, [one for one in standing if one.id != row.replaced_id]
        if any(one.is_primary or one.unit_id == row.unit_id for one in others):
            row.refuse(Column.unit, "此人另有隶属关系，请在个人页面用“转接”办理。")
        for old in standing:
            if since and old.id == row.replaced_id and (old.valid_from > since or old.valid_to):
                message = "现在的隶属开始于 %(day)s，请核对日期，或在个人页面用“转接”办理。"
                row.refuse(Column.since, message, day=old.valid_from.isoformat())

    def _verdict(self, row: Row) -> Verdict:
        known = row.known
        if known is None:
            return Verdict.create
        if row.unit_id is not None:
            return Verdict.move
        now = (known.login, known.staff_number or "", known.name, known.status, known.mail)
        same = now == (row.login, row.staff_number, row.name, row.status, row.mail)
        return Verdict.unchanged if same else Verdict.update
