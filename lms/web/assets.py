"""Front-end files at addresses that change with their content, kept by browsers for a year."""

from pathlib import Path
from typing import cast

from flask import Blueprint, Flask, Response, current_app, request, send_from_directory, url_for

from lms.frontend import Manifest, build, read_manifest
from lms.web.flask import untransacted
from lms.web.guard import public, quiet

__all__ = ["Assets", "Manifest", "build", "install"]

YEAR = 31_536_000
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
    """Send a built file, as the build zipped it when the browser takes that."""
    target = cast("Assets", current_app.extensions["assets"]).target
    path = f"{build}/{name}"
    zipped = request.accept_encodings.quality("gzip") > 0 and (target / f"{path}.gz").is_file()
    answer = send_from_directory(target, f"{path}.gz" if zipped else path, max_age=YEAR)
    answer.cache_control.public = True
    answer.cache_control.immutable = True
    answer.vary.add("Accept-Encoding")
    if zipped:
        answer.content_encoding = "gzip"
        answer.mimetype = "text/css" if name.endswith(".css") else "text/javascript"
    return answer
