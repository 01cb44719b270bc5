"""Read a file behind walls: `python -I apart.py library.works.manuscripts.program FILE NAME`.

Says lines of JSON: {"share": 0.4} while it reads, then {"head": ...} and a {"chapter": ...} each;
or {"refused": [kind, message, values]}.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from library.works.manuscripts.reading import read_manuscript
from lms.errors import Refusal

STEP = 0.02  # of the whole


class Teller:
    """Says how much was read, not at every page."""

    told = 0.0

    def __call__(self, share: float) -> None:
        if share - self.told >= STEP:
            self.told = share
            _say(share=share)


def main(source: Path, file_name: str) -> None:
    try:
        manuscript = read_manuscript(file_name, source.read_bytes(), Teller())
    except Refusal as refusal:
        _say(refused=[type(refusal).__name__, refusal.message, refusal.values])
        return
    _say(head=asdict(manuscript.head))
    for chapter in manuscript.chapters:
        _say(chapter=asdict(chapter))


def _say(**told: object) -> None:
    print(json.dumps(told), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
