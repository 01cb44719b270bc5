"""What holds in every module: short files, and words that can be translated."""

import ast
import re
import subprocess
from pathlib import Path

from lms.office.trail.deeds import DEEDS, TARGETS
from lms.workshop import words
from lms.workshop.words import FLOORS

ROOT = Path(__file__).parents[2]
LONGEST = 300
FROM_PIECES = {
    "lms/opening.py": "speaks on the console",
    "lms/web/filters.py": "writes days, in each language its own way",
    "courses/catalogue/numerals.py": "writes Chinese numerals",
    "quizzes/interchange/template.py": "names columns, which the importer reads again",
    "media/encoding/pages.py": "holds a constant",
}
DEED = re.compile(r"[a-z_]+\.[a-z_]+")
TARGET = re.compile(r"[a-z]+:")


def modules():
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path.read_text("utf-8")


def test_no_module_is_longer_than_three_hundred_lines():
    long = [
        (name, length)
        for name, text in modules()
        if (length := text.count("\n")) > LONGEST and "/migrations/" not in name
    ]
    assert long == []


def test_no_chinese_is_built_from_pieces():
    """What an f-string or a sum holds cannot be looked up in a catalogue."""
    pieces = [
        (name, node.lineno)
        for name, tree in words.speaking()
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr | ast.BinOp)
        for part in ast.walk(node)
        if isinstance(part, ast.Constant)
        and words.CHINESE.search(str(part.value))
        and not _is_translated(tree, part)
    ]
    assert sorted({piece for piece in pieces if piece[0] not in FROM_PIECES}) == []


def _is_translated(tree, part):
    return any(
        part in ast.walk(call)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {"_", "_l", "gettext"}
    )


def test_every_deed_that_is_recorded_has_words():
    """And so has the kind of thing it was done to, which stands before the colon."""
    recorded = [call for call in _calls() if _deeds_in(call)]
    unnamed = {deed for call in recorded for deed in _deeds_in(call)} - set(DEEDS)
    assert unnamed == set(), "say in lms/office/trail/deeds.py how it is called"
    assert {kind for call in recorded for kind in _targets_in(call)} - set(TARGETS) == set()


def _calls():
    for _name, text in modules():
        yield from (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))


def _deeds_in(call):
    """Return what the call gives the audit trail, also by a function of the room's own."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name in {"record", "record_read", "_tell", "tell"} or _targets_in(call):
        words = [one.value for one in call.args if isinstance(one, ast.Constant)]
        return {word for word in words if DEED.fullmatch(str(word))}
    return set()


def _targets_in(call):
    """Return the kinds of the things it names as f"kind:{id}"."""
    pieces = [one.values[0] for one in call.args if isinstance(one, ast.JoinedStr)]
    words = [piece.value for piece in pieces if isinstance(piece, ast.Constant)]
    return {word[:-1] for word in words if TARGET.fullmatch(word)}


def test_no_host_or_index_stands_in_what_is_committed():
    """Where packages come from is the machine's business."""
    listing = ["git", "-C", ROOT, "ls-files", "-z", "*.toml", "*requirements.txt", "*lock*.json"]
    tracked = subprocess.run(listing, capture_output=True, text=True, check=True).stdout
    told = re.compile(r"--(extra-)?index-url|--find-links|--trusted-host|\"resolved\":")
    found = [
        name for name in tracked.split("\0")[:-1] if told.search((ROOT / name).read_text("utf-8"))
    ]
    assert found == []
