"""The index survives a writer that is killed at any moment."""

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from lms.search import Document, Query, Wanted
from lms.search.local import LocalIndex

ROOT = Path(__file__).parent.parent.parent
KILLS = 12
DOCUMENTS = 120

WRITER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from lms.search import Document
    from lms.search.local import LocalIndex

    root, rebuilds = Path(sys.argv[1]), sys.argv[2] == "rebuild"
    index = LocalIndex(root)
    text = "学习安全生产责任制，落实到岗到人。"
    group = 1
    print("ready", flush=True)
    while True:
        group += 1
        documents = [Document(group * 1000 + n, group, text * 5) for n in range(120)]
        if rebuilds:
            index.rebuild(documents, beat=lambda done: None)
        else:
            index.update(documents, drop=set(index.sizes()), beat=lambda done: None)
    """
)


@pytest.mark.faults
@pytest.mark.parametrize("way", ["update", "rebuild"])
def test_a_killed_writer_leaves_a_whole_index(tmp_path, way):
    """After each kill there is exactly one whole generation, and writing goes on."""
    index = LocalIndex(tmp_path)
    for _ in range(KILLS):
        _write_and_kill(tmp_path, way)
        assert set(index.sizes().values()) <= {DOCUMENTS}
        found = index.search(Wanted(query=Query.parse("“安全生产”"), groups=range(100_000)))
        assert found.total in {0, DOCUMENTS}
    index.rebuild([Document(1, 1, "党课")], beat=lambda done: None)
    assert index.sizes() == {1: 1}
    assert _leftovers(tmp_path) == []


def _write_and_kill(root: Path, way: str) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(root), way], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert writer.stdout is not None
    writer.stdout.readline()
    time.sleep(random.uniform(0.05, 1.5))  # noqa: S311
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    writer.stdout.close()


def _leftovers(root: Path) -> list[str]:
    folders = [path for path in root.iterdir() if path.is_dir()]
    inside = [path.name for folder in folders for path in folder.iterdir() if path.is_dir()]
    return [path.name for path in folders[1:]] + inside
