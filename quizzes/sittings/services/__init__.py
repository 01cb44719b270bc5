"""What people do with papers: start, answer, hand in; and what the school does when time is up."""

from quizzes.sittings.services.handing_in import hand_in, sweep
from quizzes.sittings.services.saving import Closed, Save, Saved, flag, keep_late, save
from quizzes.sittings.services.starting import deadline, start

__all__ = [
    "Closed",
    "Save",
    "Saved",
    "deadline",
    "flag",
    "hand_in",
    "keep_late",
    "save",
    "start",
    "sweep",
]
