"""Work on assets that outlives a request."""

from media.assets.jobs.check import check_asset
from media.assets.jobs.draw import draw_pages
from media.assets.jobs.encode import encode_asset
from media.assets.jobs.sweep import sweep

__all__ = ["check_asset", "draw_pages", "encode_asset", "sweep"]
