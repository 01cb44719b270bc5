import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
from flask.cli import with_appcontext

from library.works import importing, indexing
from library.works.importing import Origin, Outcome
from library.works.manuscripts import SUFFIXES, read_apart
from lms.errors import Refusal
from lms.search import index_of
from lms.web import LMS, current_app_

FOLDER = click.Path(exists=True, path_type=Path)
TICK_SECONDS = 0.2


@click.group("works")
def works() -> None:
    """The works of the library."""


@works.command("import")
@click.argument("folder", type=FOLDER)
@with_appcontext
def import_folder(folder: Path) -> None:
    """Import every TXT, Markdown, DOCX, EPUB and PDF file of FOLDER (or one file).

    May run while the school serves. What is unchanged since the last time is passed over.
    """
    files = sorted(_files(folder))
    if not files:
        raise click.ClickException(f"{folder} 中没有 TXT、Markdown、DOCX、EPUB 或 PDF 文件。")
    failed = 0
    for number, file in enumerate(files, 1):
        line = _Line(f"[{number}/{len(files)}] {file.stem}")
        try:
            outcome = _import(current_app_(), file, line.show)
            line.end(_told(outcome))
        except (Refusal, OSError) as error:
            failed += 1
            line.end(f"没有导入：{error}")
    click.echo(f"共 {len(files)} 个文件，{len(files) - failed} 个已在文库中。")
    if failed:
        raise SystemExit(1)


def _files(folder: Path) -> list[Path]:
    if folder.is_file():
        return [folder]
    return [path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES]


def _import(app: LMS, file: Path, show: Callable[[float], None]) -> Outcome:
    manuscript = read_apart(file, file.name, app.settings.data_dir, show)
    origin = Origin(file_name=file.name)
    return importing.bring_in(app.db, index_of(app), manuscript, origin, show)


def _told(outcome: Outcome) -> str:
    if outcome.is_unchanged:
        return f"没有变化（第 {outcome.edition} 版）"
    return f"第 {outcome.edition} 版，{outcome.passages:,} 段"


class _Line:
    """A line of the console that is written over until its work ends."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.is_terminal = sys.stdout.isatty()
        self.shown_at = 0.0

    def show(self, share: float) -> None:
        now = time.monotonic()
        if self.is_terminal and now - self.shown_at > TICK_SECONDS:
            self.shown_at = now
            click.echo(f"\r{self.words} {share:4.0%} ", nl=False)

    def end(self, words: str) -> None:
        start = "\r" if self.is_terminal else ""
        click.echo(f"{start}{self.words}：{words}")


@click.group("search")
def search() -> None:
    """The search index."""


@search.command("rebuild")
@with_appcontext
def rebuild() -> None:
    """Make the index anew from the database; searches go on meanwhile."""
    app = current_app_()
    line = _Line("重建索引")
    count = indexing.rebuild(app.db, index_of(app), line.show)
    line.end(f"{count:,} 段")
