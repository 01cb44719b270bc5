"""Media: films, courseware, and the evidence of watching and reading them."""

from lms.web import LMS
from media.assets import jobs
from media.assets.api import bp as assets_api
from media.assets.uploads import bp as uploads
from media.playback.api import bp as playback_api
from media.playback.views import bp as playback_pages


def install(app: LMS) -> None:
    """Hang this floor's rooms on the app."""
    app.register_blueprint(uploads, url_prefix="/uploads")
    app.register_blueprint(uploads, name="api_uploads", url_prefix="/api/v1/uploads")
    app.register_blueprint(playback_pages)
    app.api.register_blueprint(assets_api)
    app.api.register_blueprint(playback_api)
    app.jobs.add(jobs.check_asset, jobs.encode_asset, jobs.draw_pages, jobs.sweep)
