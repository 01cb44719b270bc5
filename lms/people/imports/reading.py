"""What stands in a cell, as the school understands it. Each reader raises Unclear."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from lms.people.imports.vocabulary import KINDS, STATUSES
from lms.people.models import MemberStatus, Tree, UnitKind
from lms.web.tidy import is_sensible

DAY = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D*(?:00:00(?::00)?)?")
ADDRESS = re.compile(r"(?=.{3,254}$)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]+")
STEP = re.compile(r"\s*[/／\\＼>＞→]\s*")


class Unclear(Exception):
    """A cell that cannot be understood: what is wrong with it, as a message id and values."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


def code(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def status(text: str) -> MemberStatus:
    found = STATUSES.get(code(text))
    if found is None:
        raise Unclear("不认识“%(value)s”，应为正式党员、预备党员、发展对象等。", value=text)
    return found


def day(text: str) -> date:
    """Read 2026-06-12, 2026/6/12, 2026.6.12, 20260612, 2026年6月12日."""
    found = DAY.fullmatch(code(text))
    try:
        read = date(*map(int, found.groups())) if found else None
    except ValueError:
        read = None
    if read is None or not is_sensible(read):
        raise Unclear("“%(value)s”不是日期，应写成 2026-06-12。", value=text)
    return read


def mail(text: str) -> str:
    found = code(text)
    if not ADDRESS.fullmatch(found):
        raise Unclear("“%(value)s”不是邮箱地址，应写成 name@example.com。", value=text)
    return found


def kind(text: str) -> UnitKind:
    found = KINDS.get(code(text))
    if found is None:
        raise Unclear(
            "不认识“%(value)s”，应为党委、党总支、党支部、党小组，或者公司、部门。", value=text
        )
    return found


def kind_by_name(name: str, tree: Tree) -> UnitKind | None:
    """Tell the kind of a unit of a tree by the end of its name, the longest that fits."""
    ends = sorted((end for end in KINDS if KINDS[end].tree is tree), key=len, reverse=True)
    return next((KINDS[end] for end in ends if name.endswith(end)), None)


def steps(text: str) -> tuple[str, ...]:
    """Read a path: 公司党委/机关党总支/第一党支部, with slashes or arrows between its steps."""
    return tuple(part for part in STEP.split(text.strip()) if part)


class Places:
    """The units by the ends of their paths: a name alone will do where only one unit has it."""

    def __init__(self, units: Iterable[tuple[int, str, str]]) -> None:
        """Take (id, path of ids, name) of every unit that people can be in."""
        rows = list(units)
        self.names = {unit_id: _plain(name) for unit_id, _path, name in rows}
        self.paths = {unit_id: path for unit_id, path, _name in rows}
        self.ends: dict[tuple[str, ...], list[int]] = {}
        for unit_id in self.names:
            for end in self._ends_of(unit_id):
                self.ends.setdefault(end, []).append(unit_id)

    def find(self, text: str) -> int:
        wanted = tuple(map(_plain, steps(text)))
        found = self.ends.get(wanted, [])
        whole = [unit_id for unit_id in found if self.full(unit_id) == wanted]
        found = whole if len(whole) == 1 else found
        if not found:
            raise Unclear("没有“%(value)s”这个组织，请先建立或导入。", value=text)
        if len(found) > 1:
            message = "有 %(count)s 个组织叫“%(value)s”，请写出上级，例如“上级/本级”。"
            raise Unclear(message, value=text, count=len(found))
        return found[0]

    def full(self, unit_id: int) -> tuple[str, ...]:
        ids = map(int, self.paths[unit_id].strip("/").split("/"))
        return tuple(self.names[one] for one in ids if one in self.names)

    def _ends_of(self, unit_id: int) -> Iterator[tuple[str, ...]]:
        whole = self.full(unit_id)
        return (whole[at:] for at in range(len(whole)))


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip()
