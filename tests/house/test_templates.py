"""What holds in every template: a strict content policy, and words through gettext."""

import re
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from lms.app import TEMPLATES

CHINESE = re.compile("[\u4e00-\u9fff]")
FORBIDDEN = {
    "a style that the content policy drops": re.compile(r"<style|\sstyle\s*=", re.IGNORECASE),
    "a handler that the content policy drops": re.compile(r"<[^>{%]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script without nonce": re.compile(r"<script(?![^>]*\snonce=)", re.IGNORECASE),
    "a script in the page": re.compile(r"<script[^>]*>\s*[^<\s]", re.IGNORECASE),
    "markup that is not escaped": re.compile(r"\|\s*safe\b|autoescape\s+false|Markup\("),
    "an address that runs": re.compile(r"javascript:", re.IGNORECASE),
    "something from elsewhere": re.compile(r"(?:src|href|action)\s*=\s*[\"']?(?:https?:)?//"),
}
GETTEXT = {"_", "gettext"}

FILES = sorted(TEMPLATES.rglob("*.html"))


def named(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


def source(path: Path) -> str:
    return re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what):
    found = [
        (named(path), match.group().strip())
        for path in FILES
        for match in FORBIDDEN[what].finditer(source(path))
    ]
    assert found == []


def test_every_word_on_screen_goes_through_gettext(app):
    found = [(named(path), words) for path in FILES for words in untranslated(app, path)]
    assert found == []


def untranslated(app, path):
    tree = app.jinja_env.parse(path.read_text("utf-8"))
    translated = {id(node) for call in tree.find_all(nodes.Call) for node in _words_of(call)}
    for data in tree.find_all(nodes.TemplateData):
        yield from (line.strip() for line in data.data.splitlines() if CHINESE.search(line))
    for const in tree.find_all(nodes.Const):
        is_text = isinstance(const.value, str) and CHINESE.search(const.value)
        if is_text and id(const) not in translated:
            yield const.value


def _words_of(call):
    if isinstance(call.node, nodes.Name) and call.node.name in GETTEXT:
        yield from (node for node in call.args if isinstance(node, nodes.Const))


def test_the_scan_sees_what_it_should(app):
    template = jinja2.Template
    assert template  # the same parser as the pages'
    tree = app.jinja_env.parse('<p>{{ _("对") }} 错 {{ x("错") }}</p>')
    assert [data.data for data in tree.find_all(nodes.TemplateData)][1].strip() == "错"


def test_every_form_that_changes_something_carries_a_token():
    without = [
        named(path)
        for path in FILES
        for form in re.findall(r"<form\b.*?</form>", source(path), re.DOTALL | re.IGNORECASE)
        if re.search(r"method\s*=\s*[\"']post", form, re.IGNORECASE) and "token(" not in form
    ]
    assert without == []
