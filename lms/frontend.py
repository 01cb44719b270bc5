"""The front-end files, made ready to serve: joined, made small, kept under a hash of the whole.

Needs the standard library only, so the bootstrap can call it. `python3 -m lms run` and `test`
build before they start; the server reads the manifest (see `lms.web.assets`).
"""

import base64
import gzip
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PARTS = "parts forms ways lecture quiz library report editor narrow states"
SHEETS = ("tokens", "base", "layout", *PARTS.split(), "tools")  # in the order of the cascade
PACKAGES = {
    "vendor/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "vendor/hls.light.min.mjs": "hls.js/dist/hls.light.min.mjs",
    "vendor/tus.min.js": "tus-js-client/dist/tus.min.js",
}
MANIFEST = "manifest.json"
DRAFT = ".draft-"
WORTH_ZIPPING = 1024

Files = dict[str, bytes]


class Manifest(NamedTuple):
    """What was built: the folder's name and, by file name, its SRI hash."""

    build: str
    integrity: dict[str, str]

    @property
    def missing(self) -> list[str]:
        """The packages' files that were not there: pages then work with less JavaScript."""
        return [name for name in PACKAGES if name not in self.integrity]


def build(source: Path, packages: Path, target: Path) -> Manifest:
    """Build `source` (lms/static) and `packages` (node_modules) into `target`.

    Building twice writes nothing the second time. The folder appears whole, by a rename, and the
    manifest after it, so a server never sees half a build; the build before stays for pages that
    are still open.
    """
    files = {**_styles(source / "css"), **_copies(source), **_vendor(packages)}
    manifest = Manifest(_hash_of(files), {name: _integrity(files[name]) for name in sorted(files)})
    target.mkdir(parents=True, exist_ok=True)
    before = read_manifest(target)
    if not _stands(target / manifest.build, files):
        _put(files, target, manifest.build)
    if before != manifest:
        _replace(target / MANIFEST, json.dumps(manifest._asdict(), indent=1).encode())
        _prune(target, {manifest.build, before.build if before else ""})
    return manifest


def read_manifest(target: Path) -> Manifest | None:
    try:
        return Manifest(**json.loads((target / MANIFEST).read_text("utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def flat(css: str) -> str:
    """Take the @layer wrappers off and keep what is inside, in its order."""
    css = re.sub(r"@layer [\w, -]+;", "", css)
    return "".join(_outside_layers(css))


def small(css: str) -> str:
    """Drop comments and idle spaces. Strings stay as they are."""
    return "".join(_squeezed(css)).strip()


def _outside_layers(css: str) -> Iterator[str]:
    place = 0
    for opening in re.finditer(r"@layer [\w-]+\s*\{", css):
        end = _closing(css, opening.end())
        yield css[place : opening.start()]
        yield css[opening.end() : end]
        place = end + 1
    yield css[place:]


def _closing(css: str, start: int) -> int:
    """Return where the block that begins at `start` is closed."""
    depth = 1
    for mark in re.finditer(r'"[^"]*"|[{}]', css[start:]):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if depth == 0:
            return start + mark.start()
    raise ValueError("a block of the style sheet is not closed")


def _squeezed(css: str) -> Iterator[str]:
    for part in re.split(r'("[^"]*"|/\*.*?\*/)', css, flags=re.DOTALL):
        if part.startswith('"'):
            yield part
        elif not part.startswith("/*"):
            part = re.sub(r"\s+", " ", part)  # noqa: PLW2901
            part = re.sub(r" ?([{};,>]) ?", r"\1", part)  # noqa: PLW2901
            yield re.sub(r": ", ":", part).replace(";}", "}")


def _styles(folder: Path) -> Files:
    joined = "\n".join((folder / f"{sheet}.css").read_text("utf-8") for sheet in SHEETS)
    dark = (folder / "dark.css").read_text("utf-8")
    return {"app.css": flat(small(joined)).encode(), "dark.css": flat(small(dark)).encode()}


def _copies(source: Path) -> Files:
    scripts = {f"js/{path.name}": path.read_bytes() for path in (source / "js").glob("*.js")}
    return {**scripts, "icon.svg": (source / "icon.svg").read_bytes()}


def _vendor(packages: Path) -> Files:
    found = {name: packages / path for name, path in PACKAGES.items()}
    return {name: path.read_bytes() for name, path in found.items() if path.is_file()}


def _hash_of(files: Files) -> str:
    """One hash for the whole: modules import each other by relative names within one folder."""
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(f"{name}\0{len(files[name])}\0".encode())
        whole.update(files[name])
    return whole.hexdigest()[:16]


def _integrity(content: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def _stands(folder: Path, files: Files) -> bool:
    """Say whether the build is there and whole; a power cut may have left empty files."""
    return all(_content(folder / name) == content for name, content in files.items())


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _put(files: Files, target: Path, build: str) -> None:
    draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=target))
    draft.chmod(0o755)
    for name, content in files.items():
        _write(draft / name, content)
    shutil.rmtree(target / build, ignore_errors=True)
    draft.rename(target / build)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if len(content) > WORTH_ZIPPING:
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, mtime=0))


def _replace(path: Path, content: bytes) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)


def _prune(target: Path, kept: set[str]) -> None:
    for folder in target.iterdir():
        if folder.is_dir() and folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)
