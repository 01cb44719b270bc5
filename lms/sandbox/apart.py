"""Run one module of ours by itself: `python -I apart.py library.works.manuscripts.program ...`.

Without its floor: what a floor's own `__init__` brings in (every room, Flask, the database) takes
most of a second and has no business behind walls.
"""

import runpy
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parent.parent.parent


def main(name: str, args: list[str]) -> None:
    floor = ModuleType(name.partition(".")[0])
    floor.__path__ = [str(ROOT / floor.__name__)]
    sys.modules[floor.__name__] = floor
    sys.path.append(str(ROOT))
    sys.argv = [name, *args]
    runpy.run_module(name, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
