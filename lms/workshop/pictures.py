"""`python3 -m lms pictures DIR`: a picture of every page in every state, to look at.

What there is to look at, and the school it stands in, is told by `tests/pictures/`; the browser
tests examine the same. `--base URL PATH…` looks at pages of a school that is open already, and
`--guides` makes the pictures of the guides anew.
"""

import re
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from fnmatch import fnmatch
from functools import partial
from html import escape
from importlib import import_module
from itertools import groupby, product
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image

from lms.bootstrap.console import Unable, say
from lms.bootstrap.features import CHROMIUM, FILM, GLYPHS
from lms.bootstrap.places import ROOT
from lms.workshop.camera import Camera, Medium, School, chromium
from lms.workshop.scenes import LANGUAGES, TEXTS, THEMES, WIDTHS, Look, Scene

GUIDES = ROOT / "docs" / "pictures"
GUIDE_WIDTH = 960
GUIDE_HEIGHT = 1000
QUALITY = 82
Opening = Callable[[str], AbstractContextManager[School]]
HEAD = """<!DOCTYPE html><meta charset="utf-8"><title>Pictures</title>
<style>
body { font: 14px sans-serif; margin: 2em; background: #888 }
div { display: flex; flex-wrap: wrap; gap: 1em; align-items: start }
a { width: 300px; overflow-wrap: anywhere; color: inherit }
img { width: 100%; max-height: 600px; object-fit: cover; object-position: top }
</style>"""


class Elsewhere(NamedTuple):
    """A school that is open already; its scenes are told by their paths."""

    url: str
    password: str
    code: str = ""

    def address(self, scene: Scene) -> str:
        return scene.path


class Picture(NamedTuple):
    scene: Scene
    look: Look

    @property
    def file(self) -> Path:
        return Path(self.scene.folder) / f"{self.scene.name}--{self.look.name}.png"


def main(argv: Sequence[str]) -> int:
    options = _options(argv)
    if not CHROMIUM.is_present():
        raise Unable(f"没有浏览器，不能拍图。请运行：{CHROMIUM.remedy}")
    pictures = list(_wanted(options))
    if not pictures:
        say("没有符合条件的页面。")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "guides" if options.guides else options.folder
        faulty = _take_all(pictures, partial(_open, options, Path(folder)), target, options.medium)
        if options.guides:
            _shrink(pictures, target)
        else:
            (target / "index.html").write_text(_index(pictures), "utf-8")
    say(f"{len(pictures)} 张，{faulty} 张有可疑之处：{GUIDES if options.guides else target}")
    return 0


def _options(argv: Sequence[str]) -> Namespace:
    parser = ArgumentParser(
        prog="python3 -m lms pictures", description="为每个页面的每种状态拍图。"
    )
    parser.add_argument("folder", nargs="?", type=Path, default=Path("pictures"), metavar="DIR")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="与 --base 同用：要拍的页面")
    parser.add_argument("--base", metavar="URL", help="拍已经打开的学校，用 --login 的账号")
    parser.add_argument("--login")
    parser.add_argument("--password", default="")
    parser.add_argument("--role", help="只拍这个账号看到的（nobody 为未登录）")
    parser.add_argument(
        "--only", metavar="PATTERN", default="*", help="只拍名称符合的，如 library-*"
    )
    parser.add_argument("--widths", type=_list_of(WIDTHS, int), default=(1280, 390))
    parser.add_argument("--themes", type=_list_of(THEMES), default=("light",))
    parser.add_argument("--texts", type=_list_of(TEXTS), default=("m",))
    parser.add_argument("--languages", type=_list_of(LANGUAGES), default=("zh",))
    parser.add_argument("--medium", choices=("screen", "print"), default="screen")
    parser.add_argument("--guides", action="store_true", help="重拍 docs/pictures/ 中的图")
    return parser.parse_args(argv)


def _list_of(known: tuple[Any, ...], kind: type = str) -> Callable[[str], tuple[Any, ...]]:
    """Read 1280,390 as a choice of what is known."""

    def _read(text: str) -> tuple[Any, ...]:
        chosen = tuple(kind(part) for part in text.split(","))
        if not set(chosen) <= set(known):
            raise ValueError(text)
        return chosen

    return _read


def _wanted(options: Namespace) -> Iterator[Picture]:
    """Give what is asked for, school by school."""
    scenes = _scenes(options)
    looks = [Look()] if options.guides else _looks(options)
    for scene in sorted(scenes, key=lambda one: one.school):
        fits = fnmatch(scene.name, options.only) and options.role in {None, scene.folder}
        if fits and (scene.guide or not options.guides):
            yield from (Picture(scene, look) for look in looks)


def _scenes(options: Namespace) -> Sequence[Scene]:
    if not options.base:
        listed: Sequence[Scene] = import_module("tests.pictures.scenes").SCENES
        return listed
    names = [re.sub(r"\W+", "-", path).strip("-") or "home" for path in options.paths]
    told = zip(names, options.paths, strict=True)
    return [Scene(name, options.login, path=path) for name, path in told]


def _open(options: Namespace, folder: Path, name: str) -> AbstractContextManager[School]:
    if options.base:
        return nullcontext(Elsewhere(options.base, options.password))
    say(f"正在打开学校（{name}）……")
    schools = import_module("tests.pictures.school")
    has_films = FILM.is_present() and GLYPHS.is_present()
    opened: AbstractContextManager[School] = schools.opened(name, folder / name, films=has_films)
    return opened


def _looks(options: Namespace) -> list[Look]:
    choices = (options.widths, options.themes, options.texts, options.languages)
    return [Look(*one) for one in product(*choices)]


def _take_all(
    pictures: Sequence[Picture], opening: Opening, target: Path, medium: Medium = "screen"
) -> int:
    """Open each school, visit it for its pictures; return how many show a fault."""
    faulty = 0
    with chromium() as browser:
        for name, group in groupby(pictures, key=lambda one: one.scene.school):
            with opening(name) as school:
                camera = Camera(browser, school, medium=medium)
                faulty += sum(_take(camera, picture, target) for picture in group)
    return faulty


def _take(camera: Camera, picture: Picture, target: Path) -> bool:
    said = camera.take(picture.scene, picture.look, target / picture.file)
    say("\n   ".join([str(picture.file), *said]))
    return bool(said)


def _shrink(pictures: Sequence[Picture], folder: Path) -> None:
    """Put the pictures of the guides where they belong: as wide as a page, as small as may be."""
    for picture in pictures:
        with Image.open(folder / picture.file) as whole:
            shown = whole.crop((0, 0, whole.width, min(whole.height, GUIDE_HEIGHT)))
            size = (GUIDE_WIDTH, round(shown.height * GUIDE_WIDTH / shown.width))
            shown.convert("RGB").resize(size, Image.Resampling.LANCZOS).save(
                GUIDES / f"{picture.scene.guide}.webp", quality=QUALITY, method=6
            )


def _index(pictures: Sequence[Picture]) -> str:
    """Write the page of thumbnails, those of a page side by side."""
    parts = [HEAD]
    in_order = sorted(pictures, key=lambda one: (one.scene.page, one.file))
    for page, group in groupby(in_order, key=lambda one: one.scene.page):
        parts.append(f"<h2>{escape(page)}</h2><div>")
        parts += [_thumbnail(picture.file.as_posix()) for picture in group]
        parts.append("</div>")
    return "\n".join(parts)


def _thumbnail(file: str) -> str:
    name = escape(file)
    return f'<a href="{name}"><img src="{name}" loading="lazy" alt=""><br>{name}</a>'
