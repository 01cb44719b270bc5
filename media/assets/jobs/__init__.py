"""Work on assets that outlives a request."""

from media.assets.jobs.check import check_asset
from media.assets.jobs.draw import convert_document, draw_pages
from media.assets.jobs.encode import encode_asset
from media.assets.jobs.renew import find_old_pages, renew_pages
from media.assets.jobs.sweep import sweep

__all__ = [
    "check_asset",
    "convert_document",
    "draw_pages",
    "encode_asset",
    "find_old_pages",
    "renew_pages",
    "sweep",
]
