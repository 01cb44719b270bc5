"""A command that imports works may be killed at any moment: run again, it does it right."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from library.works.models import Edition, EditionState, Passage
from library.works.queries import expected_sizes
from lms.search import index_of

ROOT = Path(__file__).parent.parent.parent
COMMAND = "import sys; from lms.commands import main; sys.exit(main(sys.argv[1:]))"
KILLS = 6
PARAGRAPHS = 1_500


@pytest.fixture
def books(tmp_path) -> Path:
    folder = tmp_path / "books"
    folder.mkdir()
    for name in "甲乙":
        text = "\n\n".join(f"{name}书第{n}段：话说天下大势，分久必合。" for n in range(PARAGRAPHS))
        (folder / f"{name}书.txt").write_text(text, "utf-8")
    return folder


def start(app, books: Path) -> subprocess.Popen[bytes]:
    environ = {
        **os.environ,
        "LMS_DATA_DIR": str(app.settings.data_dir),
        "LMS_DATABASE_URL": app.settings.database_url,
    }
    command = [sys.executable, "-c", COMMAND, "works", "import", str(books)]
    return subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE)


@pytest.mark.faults
def test_a_killed_import_heals_when_it_is_run_again(committed_app, books):
    for _ in range(KILLS):
        process = start(committed_app, books)
        time.sleep(random.uniform(1.0, 4.0))  # noqa: S311
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    output, _errors = start(committed_app, books).communicate(timeout=120)
    assert "共 2 个文件，2 个已在文库中。" in output.decode()
    with committed_app.db.session(write=False) as session:
        states = session.execute(select(Edition.state, func.count()).group_by(Edition.state))
        assert dict(states.all()) == {EditionState.current: 2}
        assert session.scalar(select(func.count()).select_from(Passage)) == 2 * PARAGRAPHS
        expected = expected_sizes(session)
    assert index_of(committed_app).sizes() == expected
