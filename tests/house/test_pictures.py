"""Every page of the school has its pictures, and none is of a page that is gone."""

import re
from fnmatch import fnmatch

from lms.bootstrap.places import ROOT
from tests.pictures.scenes import SCENES

# answers to GET that are no pages: files, streams, parts of pages, what machines ask
NOT_PAGES = (
    "assets.*",
    "health.*",
    "traffic.*",
    "uploads.*",
    "api*",
    "playback.*",
    "documents.*",
    "prefs.choose_language",
    "*.progress",
    "*.rows",
    "*.state",
    "*.waiting",
    "works.reading",
    "*.fetch",
    "*.export*",
    "*.poster",
    "*.captions",
    "media_library.original",
    "*.transcript",
    "*.material",
    "imports.bad",
    "imports.blank",
    "bank.template",
    "notices.bell",
    "sittings.questions",
    # lead on to a page that is here
    "imports.show",
    "completion.own",
    "roster.own",
    "unit_certificates.own",
    "reading_notes.export",
)
GUIDES = ROOT / "docs" / "pictures"
SHOWN = re.compile(r"pictures/([\w-]+)\.webp\)")
MOST = 1_500_000  # bytes of all pictures of the guides


def _pages(app):
    """Give the views that show a page to whoever opens their address."""
    for rule in app.url_map.iter_rules():
        is_page = not any(fnmatch(rule.endpoint, pattern) for pattern in NOT_PAGES)
        if "GET" in rule.methods and is_page and not rule.endpoint.startswith("api"):
            yield rule.endpoint


def test_every_page_is_looked_at(app):
    assert set(_pages(app)) - {scene.view for scene in SCENES} == set()


def test_what_is_looked_at_is_there(app):
    views = set(app.view_functions)
    assert {scene.view for scene in SCENES if not scene.path} - views == set()


def test_no_two_scenes_are_one_picture():
    names = [(scene.folder, scene.name) for scene in SCENES]
    assert sorted(set(names)) == sorted(names)


def test_the_guides_show_what_has_a_picture_and_nothing_else():
    named = {scene.guide for scene in SCENES if scene.guide}
    shown = {
        name
        for guide in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))
        for name in SHOWN.findall(guide.read_text("utf-8"))
    }
    kept = {picture.stem for picture in GUIDES.iterdir()}
    assert named == shown == kept
    assert sum(picture.stat().st_size for picture in GUIDES.iterdir()) < MOST


def test_what_is_said_to_be_no_page_is_there(app):
    idle = [one for one in NOT_PAGES if not any(fnmatch(view, one) for view in app.view_functions)]
    assert idle == []
