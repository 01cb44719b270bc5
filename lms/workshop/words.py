"""`python3 -m lms words`: gather the words on screen and bring the catalogues up to date.

A message is a Chinese text: in Python any literal of a module that speaks to a screen, in a
template what stands in `_()`. Each language has a catalogue a floor; what several floors say
stands in the lowest one's. New messages come in untranslated, unused ones go.
"""

import ast
import re
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from lms.bootstrap.console import say
from lms.bootstrap.places import ROOT

FLOORS = ("lms", "media", "library", "quizzes", "courses")  # lowest first
TEMPLATES = ROOT / "templates"
TRANSLATIONS = ROOT / "lms" / "translations"
LANGUAGES = ("en",)
CHINESE = re.compile("[\u4e00-\u9fff]")
# Spoken on the console, before or beside the app; and the texts of the demo school.
CONSOLE = ("lms/bootstrap/", "lms/supervision/", "lms/workshop/", "lms/__main__.py")
TEXTS = (
    "/demo/",
    "/samples",
    "/migrations/",
    "/config.py",
    "/values.py",
    "/cli.py",
    "/commands.py",
)
# Said in one language only: on the console, in files that are read (back), names of languages.
APART = (
    *("lms/opening.py", "lms/web/i18n.py"),
    *("lms/people/imports/columns.py", "lms/people/imports/vocabulary.py"),
    "lms/search/analysis.py",
    *("library/quoting/comparison.py", "media/encoding/typefaces.py"),
    "quizzes/interchange/template.py",
    "courses/catalogue/numerals.py",
)
WITH_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


class Spoken(NamedTuple):
    """A message and the file that says it."""

    words: str
    file: str


def main(argv: Sequence[str]) -> int:
    ArgumentParser(
        prog="python3 -m lms words", description="收集界面文字，更新译文目录。"
    ).parse_args(argv)
    for language in LANGUAGES:
        for floor, all_in_all, missing in _renew(language):
            say(f"{language}/{floor}：{all_in_all} 条，未译 {missing} 条。")
    return 0


def gathered() -> dict[str, dict[str, list[str]]]:
    """Return by floor the messages, each with the files that say it."""
    found: dict[str, dict[str, list[str]]] = {floor: {} for floor in FLOORS}
    for floor in FLOORS:
        for words, file in _said_on(floor):
            home = next((one for one in FLOORS if words in found[one]), floor)
            files = found[home].setdefault(words, [])
            if file not in files:
                files.append(file)
    return found


def speaking() -> Iterator[tuple[str, ast.Module]]:
    """Give the modules whose words go to a screen, with their names."""
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(CONSOLE) and not any(part in f"/{name}" for part in TEXTS):
                yield name, ast.parse(path.read_text("utf-8"))


def catalogue(file: Path, language: str) -> Catalog:
    """Read a catalogue; a missing one is empty."""
    source = BytesIO(file.read_bytes() if file.exists() else b"")
    return read_po(source, locale=language)


def _said_on(floor: str) -> Iterator[Spoken]:
    for name, tree in speaking():
        if name.startswith(f"{floor}/") and name not in APART:
            yield from (Spoken(words, name) for words in _literals(tree))
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = path.relative_to(ROOT).as_posix()
        if _floor_of(path) == floor:
            yield from (Spoken(words, name) for words in _in_template(path))


def _floor_of(template: Path) -> str:
    """Tell whose page it is; layouts and macros belong to the ground floor."""
    top = template.relative_to(TEMPLATES).parts[0]
    return top if top in FLOORS else FLOORS[0]


def _literals(tree: ast.Module) -> Iterator[str]:
    described = [node for node in ast.walk(tree) if isinstance(node, WITH_DOCSTRING)]
    firsts = [statement for node in described for statement in node.body[:1]]
    apart = {id(first.value) for first in firsts if isinstance(first, ast.Expr)}
    joined = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    apart |= {id(piece) for node in joined for piece in node.values}  # pieces are no messages
    apart |= {id(given) for call in _calls(tree, "compile") for given in call.args}  # patterns
    for node in ast.walk(tree):
        words = node.value if isinstance(node, ast.Constant) else None
        if isinstance(words, str) and CHINESE.search(words) and id(node) not in apart:
            yield words


def _calls(tree: ast.Module, name: str) -> list[ast.Call]:
    """Return the calls of somebody's method of this name, such as re.compile."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if getattr(call.func, "attr", "") == name]


def _in_template(path: Path) -> Iterator[str]:
    source = BytesIO(path.read_bytes())
    for _line, _function, said, _comments in babel_extract(source, ["_", "gettext"], [], {}):
        words = said[0] if isinstance(said, tuple) else said  # what is put in comes after it
        if words:  # else it is looked up by a name, and its words stand in Python
            yield words


def _renew(language: str) -> Iterator[tuple[str, int, int]]:
    """Write the catalogues of exactly what is said, keeping translations wherever they stood.

    Gives for each floor how many messages it has and how many of them lack a translation.
    """
    files = {floor: TRANSLATIONS / language / f"{floor}.po" for floor in FLOORS}
    known = {
        message.id: message.string
        for file in files.values()
        for message in catalogue(file, language)
        if message.string
    }
    for floor, messages in gathered().items():
        after = Catalog(locale=language, fuzzy=False)
        for words, places in sorted(messages.items()):
            after.add(words, known.get(words, ""), locations=[(place, 0) for place in places])
        written = BytesIO()
        write_po(written, after, width=0, omit_header=True, include_lineno=False)
        files[floor].parent.mkdir(parents=True, exist_ok=True)
        files[floor].write_bytes(written.getvalue())
        yield floor, len(messages), len(messages.keys() - known.keys())
