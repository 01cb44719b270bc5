"""What was done can be taken back: a button on the page that follows, a toast where scripts run."""

from flask import flash

UNDO = "undo"


def offer_undo(words: str, url: str, **fields: object) -> None:
    """Say what was done, and offer the deed at `url` (a POST with these fields) that undoes it.

    Whoever presses it is asked for their right anew: it is an ordinary deed.
    """
    flash({"words": words, "url": url, "fields": fields}, UNDO)  # type: ignore[arg-type]
