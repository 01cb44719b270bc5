"""What there is to look at: a page in a state, as a role sees it; and the ways to look at it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from playwright.sync_api import Page

WIDTHS = (1280, 390, 320)
THEMES = ("light", "dark")
TEXTS = ("m", "xl")
LANGUAGES = ("zh", "en")
USUAL = "usual"


class Look(NamedTuple):
    """One way to look at a page: how wide, in which colours, how large, in which language."""

    width: int = 1280
    theme: str = "light"
    text: str = "m"
    language: str = "zh"

    @property
    def name(self) -> str:
        marks = [str(self.width), self.theme]
        marks += [self.text] if self.text != TEXTS[0] else []
        marks += [self.language] if self.language != LANGUAGES[0] else []
        return "--".join(marks)


@dataclass(frozen=True, slots=True)
class Scene:
    """A page by the name of its view, and the state it is shown in.

    `records` names, for an argument of the address, another record than the usual one of that
    name. `act` brings the state about on the opened page. `path` stands for addresses that no
    view answers. `school` is the one to visit: the demo school, or an empty one.
    """

    view: str
    login: str | None = "member"
    state: str = USUAL
    records: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    act: Callable[[Page], None] | None = None
    status: int = 200
    path: str = ""
    school: str = "demo"
    guide: str = ""  # the picture's name in the guides, for those that are shown there

    @property
    def folder(self) -> str:
        return self.login or "nobody"

    @property
    def page(self) -> str:
        return self.view.replace(".", "-")

    @property
    def name(self) -> str:
        return f"{self.page}--{self.state}"

    def __str__(self) -> str:
        return f"{self.folder}/{self.name}"
