"""The verbs of a trainer: begin a course, write its outline, publish it."""

from courses.authoring.services.courses import begin, copy, describe, open_to, reopen, retire
from courses.authoring.services.outlines import (
    add_lesson,
    add_section,
    move_lesson,
    move_section,
    place_lesson,
    remove_lesson,
    remove_section,
    rename_section,
    revise_lesson,
)
from courses.authoring.services.publishing import publish
from courses.authoring.services.sharing import hand_over, share, unshare

__all__ = [
    "add_lesson",
    "add_section",
    "begin",
    "copy",
    "describe",
    "hand_over",
    "move_lesson",
    "move_section",
    "open_to",
    "place_lesson",
    "publish",
    "remove_lesson",
    "remove_section",
    "rename_section",
    "reopen",
    "retire",
    "revise_lesson",
    "share",
    "unshare",
]
