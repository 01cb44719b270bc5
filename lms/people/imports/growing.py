"""Compares the rows of a file of units with the tree. Pure: it reads no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from lms.people.imports import reading
from lms.people.imports.columns import Column
from lms.people.imports.models import Verdict
from lms.people.imports.reading import Unclear
from lms.people.imports.table import Line
from lms.people.models import Tree, UnitKind
from lms.people.units.policy import DEEPEST, LEVELS, may_stand_under

Value = TypeVar("Value")
Path = tuple[str, ...]

LONGEST_NAME = 80
LONGEST_CODE = 32
KINDS_OF = {
    Tree.party: "请填写类型：党委、党总支、党支部或党小组。",
    Tree.administration: "请填写类型：公司或部门。",
}


class Standing(NamedTuple):
    """A unit the tree has."""

    id: int
    parent_id: int | None
    name: str
    kind: UnitKind
    path: str
    code: str | None
    is_active: bool


class Place(NamedTuple):
    """Where a row can hang its unit: on one of the tree, or on one that a row above brings."""

    kind: UnitKind
    depth: int
    unit_id: int | None = None
    row: int | None = None


@dataclass(slots=True)
class Row:
    """A row under judgement. Its path begins at the root, which may be left out."""

    line: Line
    path: Path = ()
    kind: UnitKind | None = None
    code: str = ""
    known: Standing | None = None
    above: Place | None = None
    verdict: Verdict = Verdict.refused
    refusals: list[dict[str, Any]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.path[-1] if self.path else ""

    def refuse(self, column: Column, message: str, **values: object) -> None:
        self.refusals.append({"column": column.value, "message": message, "values": values})

    def staged(self) -> dict[str, Any]:
        known, above = self.known, self.above
        return {
            "number": self.line.number,
            "cells": self.line.cells,
            "verdict": self.verdict,
            "refusals": self.refusals,
            "unit_id": known and known.id,
            "name": self.name[:LONGEST_NAME],
            "kind": self.kind,
            "code": self.code[:LONGEST_CODE] or None,
            "depth": above.depth + 1 if above else 0,
            "parent_id": above and above.unit_id,
            "above": above and above.row,
            "was_name": known and known.name,
            "was_parent_id": known and known.parent_id,
        }


class Growth:
    """Judges the rows of one file, the upper units first, whatever their order in the file."""

    def __init__(self, units: Sequence[Standing], columns: Mapping[str, int]) -> None:
        self.columns = columns
        self.names = {unit.id: unit.name for unit in units}
        self.paths = {self._path(unit): unit for unit in units if unit.is_active}
        self.codes = {unit.code: unit for unit in units if unit.code}
        self.tree = units[0].kind.tree
        self.root = next(unit for unit in units if unit.parent_id is None)
        self.places = {path: _place(unit) for path, unit in self.paths.items()}
        self.seen: dict[object, int] = {}

    def _path(self, unit: Standing) -> Path:
        return tuple(self.names[int(one)] for one in unit.path.strip("/").split("/"))

    def judge(self, lines: Sequence[Line]) -> list[dict[str, Any]]:
        rows = [self._read(line) for line in lines]
        for row in sorted(rows, key=lambda row: len(row.path)):
            self._judge(row)
        return [row.staged() for row in rows]

    def _read(self, line: Line) -> Row:
        row = Row(line)
        row.path = self._whole(reading.steps(self._cell(line, Column.unit)))
        row.code = reading.code(self._cell(line, Column.code))
        row.kind = self._kind(row)
        return row

    def _whole(self, path: Path) -> Path:
        """Let a path begin at the root: a first step that only one unit is called stands for it."""
        if not path or path[0] == self.root.name:
            return path
        called = [known for known in self.paths if known[-1] == path[0]]
        if (self.root.name, path[0]) not in self.paths and len(called) == 1:
            return (*called[0], *path[1:])
        return (self.root.name, *path)

    def _kind(self, row: Row) -> UnitKind | None:
        text = self._cell(row.line, Column.kind)
        try:
            return reading.kind(text) if text else reading.kind_by_name(row.name, self.tree)
        except Unclear as unclear:
            row.refuse(Column.kind, unclear.message, **unclear.values)
            return None

    def _cell(self, line: Line, column: Column) -> str:
        at = self.columns.get(column)
        return line.cells[at] if at is not None and at < len(line.cells) else ""

    def _judge(self, row: Row) -> None:
        self._check_words(row)
        self._check_repeated(row)
        row.known = self.codes.get(row.code) or self.paths.get(row.path)
        self._check_known(row)
        self._check_kind(row)
        if not row.refusals:
            self._hang(row)
        row.verdict = Verdict.refused if row.refusals else self._verdict(row)
        if row.verdict is not Verdict.refused:
            self._settle(row)

    def _check_words(self, row: Row) -> None:
        if not row.path:
            row.refuse(Column.unit, "请填写组织的名称或路径。")
        if len(row.name) > LONGEST_NAME:
            row.refuse(Column.unit, "最多 %(most)s 个字。", most=LONGEST_NAME)
        if len(row.code) > LONGEST_CODE:
            row.refuse(Column.code, "最多 %(most)s 个字。", most=LONGEST_CODE)

    def _check_repeated(self, row: Row) -> None:
        for column, key in ((Column.unit, row.path), (Column.code, row.code)):
            if key and key in self.seen:
                row.refuse(column, "与第 %(row)s 行重复。", row=self.seen[key])
            elif key:
                self.seen[key] = row.line.number

    def _check_known(self, row: Row) -> None:
        """Hold a unit of the tree to what a file may change: its name, its place, its code."""
        known, there = row.known, self.paths.get(row.path)
        if known is None:
            return
        if not known.is_active:
            row.refuse(Column.code, "这个编号的组织已撤销，请先恢复。")
        if there and there.id != known.id:
            row.refuse(Column.unit, "这个位置已有另一个组织，编号不同。")
        if row.code and known.code and row.code != known.code:
            row.refuse(Column.code, "此组织的编号是“%(code)s”，与文件不同。", code=known.code)

    def _check_kind(self, row: Row) -> None:
        known = row.known
        if known is None:
            if row.kind is None and not row.refusals:
                row.refuse(Column.kind, KINDS_OF[self.tree])
            return
        if self._cell(row.line, Column.kind) and row.kind is not known.kind:
            row.refuse(Column.kind, "类型与现有的不同；类型不能通过导入修改。")
        row.kind = known.kind

    def _hang(self, row: Row) -> None:
        """Find the unit above, and see whether this one may stand there."""
        if row.known and row.known.parent_id is None:
            return
        above = self.places.get(row.path[:-1])
        if above is None:
            path = "/".join(row.path[:-1])
            row.refuse(Column.unit, "上级组织“%(path)s”不存在，或所在行不能导入。", path=path)
        elif row.kind and not may_stand_under(row.kind, above.kind):
            row.refuse(Column.kind, LEVELS[self.tree])
        elif above.depth + 1 > DEEPEST:
            row.refuse(Column.unit, "组织最多 %(most)s 级。", most=DEEPEST)
        row.above = above

    def _settle(self, row: Row) -> None:
        """Let lower rows find the unit where this one puts it, with all that stands under it."""
        if row.kind and row.above:
            known_id = row.known and row.known.id
            here = Place(row.kind, row.above.depth + 1, known_id, row.line.number)
            self.places.setdefault(row.path, here)
        before = self._path(row.known) if row.known else row.path
        if before != row.path:
            below = [path for path in self.paths if path[: len(before)] == before]
            for path in below:
                self.paths[row.path + path[len(before) :]] = self.paths[path]

    def _verdict(self, row: Row) -> Verdict:
        known, above = row.known, row.above
        if known is None:
            return Verdict.create
        if above and (above.unit_id is None or above.unit_id != known.parent_id):
            return Verdict.move
        is_same = row.name == known.name and row.code in ("", known.code)
        return Verdict.unchanged if is_same else Verdict.update


def _place(unit: Standing) -> Place:
    return Place(unit.kind, unit.path.count("/") - 1, unit.id)
