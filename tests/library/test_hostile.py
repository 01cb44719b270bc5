"""Files made to do harm are refused in words, in little time, whatever they are."""

import resource
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from library.works.manuscripts import read_apart
from lms.errors import Refusal
from lms.sandbox.walls import ROOT
from tests.library import hostile
from tests.library.test_books import epub, page

PATIENCE_SECONDS = 30
LARGEST = 200 * hostile.MIB


def nobody_watches(_share):
    pass


def read(tmp_path, name, content):
    source = tmp_path / "file"
    source.write_bytes(content)
    return read_apart(source, name, tmp_path, nobody_watches)


@pytest.mark.parametrize("case", hostile.FILES)
def test_a_file_made_to_do_harm_is_read_or_refused_in_words(tmp_path, case):
    name, made, words = hostile.FILES[case]
    content = made()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    if words:
        with pytest.raises(Refusal, match=words):
            read(tmp_path, name, content)
    else:
        with suppress(Refusal):
            read(tmp_path, name, content)
    assert time.monotonic() - began < PATIENCE_SECONDS
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown * 1024 < LARGEST, "the school itself has opened it"
    assert [path.name for path in tmp_path.iterdir()] == ["file", "work"]
    assert list((tmp_path / "work").iterdir()) == []


def test_what_an_epub_would_run_or_fetch_is_no_part_of_its_text(tmp_path):
    body = (
        '<p onclick="x()">文<script>alert(1)</script></p><img src="http://example.org/a.png"/>'
        '<object data="file:///etc/passwd"/><iframe src="https://example.org"/>'
    )
    found = read(tmp_path, "a.epub", epub(page(body)))
    assert [chapter.paragraphs for chapter in found.chapters] == [["文"]]


def test_names_that_lead_out_of_an_epub_lead_nowhere(tmp_path):
    book = epub(page("<p>文</p>"), **{"../../../etc/cron.d/x": "bad", "/etc/passwd": "<p>bad</p>"})
    found = read(tmp_path, "a.epub", book)
    assert list(found.paragraphs) == ["文"]


def test_the_school_itself_loads_no_reader_of_pdf_or_epub():
    """Neither the server nor the worker can be brought down by what it cannot even open."""
    readers = ("pypdfium2", "library.works.manuscripts.reading", "library.works.manuscripts.epub")
    loaded = "import sys, wsgi; print([name for name in sys.argv[1:] if name in sys.modules])"
    told = subprocess.run(
        [sys.executable, "-c", loaded, *readers], capture_output=True, check=True, cwd=ROOT
    )
    assert told.stdout.strip() == b"[]"
