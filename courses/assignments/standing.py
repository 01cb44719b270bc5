from enum import StrEnum


class Standing(StrEnum):
    """How somebody stands with what they are asked for; `voluntary`: nobody asked, they study."""

    completed = "completed"
    in_progress = "in_progress"
    not_started = "not_started"
    exempt = "exempt"
    voluntary = "voluntary"
