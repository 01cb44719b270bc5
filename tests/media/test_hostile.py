"""Courseware made to do harm fails with a reason that its owner reads, in bounded time and memory."""

import time
import zipfile
from io import BytesIO

import pytest

from media.encoding import pages
from tests.conftest import new_client
from tests.library import hostile
from tests.media import papers, tus
from tests.media.work import work_off

PATIENCE_SECONDS = 60


@pytest.fixture
def trainer(committed_app, committed_school):
    return new_client(committed_app, committed_school.trainer)


def far_too_large():
    """One page as wide as a town, with words."""
    return hostile.one_page(b"BT /F 12 Tf 72 700 Td (Words) Tj ET").replace(
        b"[0 0 595 842]", b"[0 0 9000000 9000000]"
    )


def laughing(paper):
    """The paper, with entities in entities for its text."""
    with zipfile.ZipFile(BytesIO(paper)) as parts:
        kept = {name: parts.read(name) for name in parts.namelist()}
    return papers.zipped(kept | {"word/document.xml": hostile.LAUGHTER})


CASES = {
    "100,000 pages": (lambda: hostile.many_pages(100_000), "课件超过 500 页"),
    "pages that hold themselves": (hostile.endless_pages, "请"),
    "a locked PDF": (hostile.locked, "打开密码"),
    "half a PDF": (lambda: hostile.cut(hostile.many_pages(300)), "PDF 无法打开"),
    "a table without end": (hostile.endless_table, None),
    "a drawing that draws itself": (hostile.endless_forms, "第 1 页过于复杂"),
    "a huge picture": (hostile.huge_picture, None),
    "a bursting font": (hostile.bursting_font, None),
    "a page as wide as a town": (far_too_large, None),
    "a DOCX that bursts": (lambda: papers.endless(papers.docx()), "文件解开后过大"),
    "a DOCX that laughs": (
        lambda: laughing(papers.docx()),
        None,
    ),
}
"""How it is made, and the reason it is refused (none: its pages are shown, or it says why not)."""


@pytest.mark.parametrize("case", CASES)
def test_courseware_made_to_do_harm_ends_in_words(committed_app, trainer, case, monkeypatch):
    monkeypatch.setattr(pages, "SILENT_SECONDS", 5)
    made, words = CASES[case]
    asset_id = tus.upload(trainer, "讲义.pdf", made())
    began = time.monotonic()
    work_off(committed_app, rounds=3)
    assert time.monotonic() - began < PATIENCE_SECONDS
    ended = trainer.get(f"/api/v1/assets/{asset_id}").json
    if words:
        assert ended["state"] == "failed"
        assert words in ended["cause"]
    else:
        assert ended["state"] == "ready" or "请" in ended["cause"]
    assert not list((committed_app.settings.data_dir / "work").iterdir())
