"""The front-end files: what the build makes of them, and how the school serves them."""

import gzip
import re
import shutil
from pathlib import Path

import pytest
from flask import Flask

from lms import frontend
from lms.frontend import build, flat, small
from lms.web import assets
from lms.web.assets import PACKAGES, SOURCE, Assets

TEMPLATES = SOURCE.parent.parent / "templates"
CSS = 12 * 1024
OWN_JS = 10 * 1024


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SOURCE, tmp_path / "static", ignore=shutil.ignore_patterns("dist")))


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """Stand-ins for npm's files, so that these tests need no network."""
    for path in frontend.PACKAGES.values():
        file = tmp_path / "node_modules" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"/* {path} */" * 100)
    return tmp_path / "node_modules"


def zipped(*contents: bytes) -> int:
    return sum(len(gzip.compress(content)) for content in contents)


def test_layers_come_off_and_the_order_stays():
    css = "@layer a, b;\n@layer a { .x { color: red; } }\n@layer b { @media print { .x { top: 0; } } }"
    assert flat(small(css)) == ".x{color:red}@media print{.x{top:0}}"


def test_making_small_leaves_strings_and_sums_alone():
    css = '/* ; */ .a::before { content: "a;  { b"; width: calc(100% - 2rem); } .b > .c, .d :first { x: y }'
    assert small(css) == (
        '.a::before{content:"a;  { b";width:calc(100% - 2rem)}.b>.c,.d :first{x:y}'
    )


def test_styles_and_scripts_keep_within_their_budget(source, packages, tmp_path):
    folder = tmp_path / "dist" / build(source, packages, tmp_path / "dist").build
    scripts = [path.read_bytes() for path in imported_by("app.js")]
    assert zipped(*(path.read_bytes() for path in folder.glob("*.css"))) <= CSS
    assert zipped(*scripts) <= OWN_JS


def imported_by(name: str) -> set[Path]:
    """The modules that a page loads with this one."""
    path = SOURCE / "js" / name
    found = {path}
    for other in re.findall(r'^import .*?"\./(.+?)"', path.read_text("utf-8"), re.MULTILINE):
        found |= imported_by(other)
    return found


def test_building_twice_writes_nothing_new(source, packages, tmp_path):
    target = tmp_path / "dist"
    first = build(source, packages, target)
    stamps = {path: path.stat().st_mtime_ns for path in target.rglob("*")}
    assert build(source, packages, target) == first
    assert {path: path.stat().st_mtime_ns for path in target.rglob("*")} == stamps


def test_a_damaged_build_heals(source, packages, tmp_path):
    target = tmp_path / "dist"
    manifest = build(source, packages, target)
    (target / manifest.build / "app.css").write_text("")
    build(source, packages, target)
    assert (target / manifest.build / "app.css").stat().st_size


def test_the_build_before_stays_for_open_pages_and_older_ones_go(source, packages, tmp_path):
    target = tmp_path / "dist"
    builds = []
    for colour in ("red", "green", "blue"):
        with (source / "css" / "tools.css").open("a") as tools:
            tools.write(f"@layer tools {{ .x {{ color: {colour}; }} }}")
        builds.append(build(source, packages, target).build)
    assert {path.name for path in target.iterdir() if path.is_dir()} == set(builds[1:])


def test_without_packages_the_rest_is_built_and_the_missing_are_named(source, tmp_path):
    manifest = build(source, tmp_path / "nowhere", tmp_path / "dist")
    assert manifest.missing == list(frontend.PACKAGES)
    assert "app.css" in manifest.integrity


def test_modules_find_each_other_in_the_built_folder(source, packages, tmp_path):
    manifest = build(source, packages, tmp_path / "dist")
    folder = tmp_path / "dist" / manifest.build
    for script in (folder / "js").glob("*.js"):
        for other in re.findall(r'(?:from|import|import\()\s*"(\.[^"]+)"', script.read_text()):
            assert (script.parent / other).is_file(), f"{script.name} imports {other}"


def test_every_name_that_a_template_asks_for_is_built(source, packages, tmp_path):
    built = set(build(source, packages, tmp_path / "dist").integrity)
    asked = {
        name
        for page in TEMPLATES.rglob("*.html")
        for name in re.findall(r"""asset\(["'](.+?)["']\)""", page.read_text("utf-8"))
        if name != "js/x.js"  # the example in the comment of the layout
    }
    assert asked <= built


def test_a_class_is_defined_in_one_place():
    """Two definitions of one name were two meanings three times while the mock-ups were drawn."""
    names = [
        name
        for sheet in frontend.SHEETS
        for name in defined((SOURCE / "css" / f"{sheet}.css").read_text("utf-8"))
    ]
    assert [name for name in names if names.count(name) > 1] == []


def defined(css: str) -> list[str]:
    """The classes with a rule of their own, those under a media query left out."""
    found, depth = [], 0
    for head, brace in re.findall(r"([^{}]*)([{}])", small(css)):
        last = head.rsplit(";", 1)[-1]
        if brace == "{" and depth == 1 and re.fullmatch(r"\.[\w-]+", last):
            found.append(last)
        depth += 1 if brace == "{" else -1
    return found


def test_colours_are_written_in_the_tokens():
    for sheet in frontend.SHEETS[1:]:
        css = (SOURCE / "css" / f"{sheet}.css").read_text("utf-8")
        assert set(re.findall(r"#[0-9a-f]{3,8}\b", css)) <= {"#fff", "#000", "#333"}


@pytest.fixture
def served(source, packages, tmp_path) -> Flask:
    build(source, packages, tmp_path / "dist")
    app = Flask("school")
    assets.install(app, Assets(tmp_path / "dist"))
    return app


def test_files_are_served_zipped_and_for_ever(served):
    with served.test_request_context():
        url = served.jinja_env.globals["asset"]("app.css")
    answer = served.test_client().get(url, headers={"Accept-Encoding": "gzip, br"})
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Content-Type"].startswith("text/css")
    assert {"public", "immutable", "max-age=31536000"} <= set(
        answer.headers["Cache-Control"].split(", ")
    )
    plain = served.test_client().get(url)
    assert plain.data == gzip.decompress(answer.data)


@pytest.mark.parametrize("name", ["x", "x" * 5000, "x/y"])
def test_a_file_that_is_none_is_not_found(app, name):
    for path in (f"{name}/app.css", f"x/{name}"):
        assert app.test_client().get(f"/assets/{path}").status_code == 404


def test_nothing_outside_the_build_is_served(served):
    client = served.test_client()
    for path in ("../css/tokens.css", "..%2f..%2fcss/tokens.css", "x/../../manifest.json"):
        assert client.get(f"/assets/{path}").status_code != 200


def test_before_the_first_build_pages_have_no_style_but_stand(tmp_path):
    app = Flask("school")
    assets.install(app, Assets(tmp_path))
    with app.test_request_context():
        assert app.jinja_env.globals["asset"]("app.css") == ""


@pytest.mark.skipif(not PACKAGES.is_dir(), reason="npm packages are not installed")
def test_the_real_packages_hold_what_we_copy():
    assert [
        name for name, path in frontend.PACKAGES.items() if not (PACKAGES / path).is_file()
    ] == []
