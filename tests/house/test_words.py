"""Everything on screen can be had in every language."""

import re

import pytest

from lms.web.i18n import FORMS
from lms.workshop import words

PLACEHOLDER = re.compile(r"%\(\w+\)s|%%|\{\w+\}")


@pytest.fixture(scope="module", params=words.LANGUAGES)
def catalogues(request):
    """The catalogues of a language, each a floor's messages with their translations."""
    files = {floor: words.TRANSLATIONS / request.param / f"{floor}.po" for floor in words.FLOORS}
    return {
        floor: {one.id: one.string for one in words.catalogue(file, request.param) if one.id}
        for floor, file in files.items()
    }


def test_the_catalogues_hold_just_what_is_said(catalogues):
    said = words.gathered()
    assert {floor: set(known) for floor, known in catalogues.items()} == {
        floor: set(messages) for floor, messages in said.items()
    }, "run `python3 -m lms words`, then translate what is new"


def test_every_message_is_translated_with_what_is_put_in(catalogues):
    wrong = [
        (floor, message)
        for floor, known in catalogues.items()
        for message, said in known.items()
        for form in said.split(FORMS)
        if not form or set(PLACEHOLDER.findall(form)) != set(PLACEHOLDER.findall(message))
    ]
    assert wrong == []


def test_no_template_says_chinese_past_the_catalogue():
    """What stands outside `_()` would be Chinese for everybody."""
    comment = re.compile(r"\{#.*?#\}", re.DOTALL)
    said = re.compile(r"""_\(\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
    unmarked = [
        (path.name, line.strip())
        for path in sorted(words.TEMPLATES.rglob("*.html"))
        for line in said.sub("", comment.sub("", path.read_text("utf-8"))).splitlines()
        if words.CHINESE.search(line)
    ]
    assert unmarked == []
