"""Front-end files at addresses that change with their content, kept by browsers for a year."""

from mimetypes import guess_type
from pathlib import Path
from typing import cast

from flask import Blueprint, Flask, Response, current_app, request, url_for
from werkzeug.security import safe_join

from lms.errors import NotFound
from lms.frontend import Manifest, build, read_manifest
from lms.web.flask import untransacted
from lms.web.guard import public, quiet

__all__ = ["Assets", "Manifest", "build", "install"]

YEAR = 31_536_000
WORKER = "js/worker.js"
GZIP = b"\x1f\x8b"
SOURCE = Path(__file__).parent.parent / "static"
PACKAGES = SOURCE.parent.parent / "node_modules"
TARGET = SOURCE / "dist"

bp = Blueprint("assets", __name__)


class Assets:
    """Names to addresses, after the manifest of the last build. Read on first use."""

    def __init__(self, target: Path = TARGET) -> None:
        self.target = target
        self._manifest: Manifest | None = None

    @property
    def manifest(self) -> Manifest | None:
        """What was built; None before the first build (pages then come without style)."""
        self._manifest = self._manifest or read_manifest(self.target)
        return self._manifest

    def url(self, name: str) -> str:
        """Return the address of app.css, js/app.js, vendor/htmx.min.js ...; "" when not there."""
        manifest = self.manifest
        if manifest is None or name not in manifest.integrity:
            return ""
        return url_for("assets.file", build=manifest.build, name=name)

    def integrity(self, name: str) -> str:
        manifest = self.manifest
        return manifest.integrity.get(name, "") if manifest else ""


def install(app: Flask, assets: Assets | None = None) -> None:
    chosen = assets or Assets()
    app.extensions["assets"] = chosen
    app.jinja_env.globals.update(asset=chosen.url, integrity=chosen.integrity)
    app.register_blueprint(bp)


@bp.get("/assets/<build>/<path:name>")
@public
@quiet
@untransacted
def file(build: str, name: str) -> Response:
    """Send a built file, as the build zipped it when the browser takes that.

    One body of bytes: a slow reader holds a connection, not a thread.
    """
    zipped = request.accept_encodings.quality("gzip") > 0
    content = (_content(f"{build}/{name}.gz") if zipped else None) or _content(f"{build}/{name}")
    if content is None:
        raise NotFound("没有这个文件。")
    answer = Response(content, mimetype=guess_type(name)[0])
    answer.cache_control.public = answer.cache_control.immutable = True
    answer.cache_control.max_age = YEAR
    answer.vary.add("Accept-Encoding")
    if name == WORKER:
        answer.headers["Service-Worker-Allowed"] = "/"  # it answers for all pages, not for assets
    if content.startswith(GZIP):
        answer.content_encoding = "gzip"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _content(path: str) -> bytes | None:
    """Read a file below the build's folder; None when there is none, or the path leads out."""
    safe = safe_join(str(cast("Assets", current_app.extensions["assets"]).target), path)
    try:
        return Path(safe).read_bytes() if safe else None
    except OSError:  # no such file, a folder, a name longer than names can be
        return None
