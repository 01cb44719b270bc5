"""The menus of the shell: each floor hangs its own entries on the app."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

AREAS = ("nav", "me", "work", "teach", "admin")


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """An entry of a menu. `label` is a lazy translation; no roles means everybody signed in."""

    area: str
    label: Any
    endpoint: str
    icon: str
    order: int
    roles: frozenset[str] = frozenset()


class Menu:
    def __init__(self) -> None:
        self._items: defaultdict[str, list[MenuItem]] = defaultdict(list)
        self.addresses: dict[tuple[str, str], str] = {}  # by where we are mounted, and endpoint

    def add(self, item: MenuItem) -> None:
        if item.area not in AREAS:
            raise ValueError(item.area)
        self._items[item.area].append(item)

    def shown(self, area: str, roles: Iterable[str]) -> list[MenuItem]:
        """Return the entries of an area for somebody with these roles, in order."""
        held = frozenset(roles)
        items = (item for item in self._items[area] if not item.roles or item.roles & held)
        return sorted(items, key=lambda item: item.order)
