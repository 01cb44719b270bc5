import sys
from pathlib import Path
from types import ModuleType

import click
from flask.cli import with_appcontext

from lms.backup import shelf
from lms.backup.shelf import Fault
from lms.backup.words import DOING
from lms.web import current_app_

TARGET = click.Path(file_okay=False, path_type=Path)


@click.command("backup")
@click.argument("folder", type=TARGET)
@with_appcontext
def back_up(folder: Path) -> None:
    """Keep the school in FOLDER while it runs; blobs that are there already are not copied."""
    app = current_app_()
    kept = _services().back_up(app.db, app.blobs, app.settings, folder, _report)
    look, found = shelf.look_over(kept, _report)
    _refuse_faulty(kept, found)
    click.echo(f"已备份到 {kept}：{look.lines:,} 行数据，{look.files:,} 个文件，核对无误。")


@click.command("restore")
@click.argument("folder", type=TARGET)
@with_appcontext
def restore(folder: Path) -> None:
    """Put the newest backup in FOLDER (or FOLDER itself) into an empty place: --data DIR."""
    app = current_app_()
    kept = shelf.newest(folder)
    _refuse_faulty(kept, shelf.faults(kept, _report))
    _services().restore(kept, app.db, app.blobs, app.settings, _report)
    click.echo(f"已从 {kept} 恢复。打开学校：python3 -m lms run --data {app.settings.data_dir}")


def _services() -> ModuleType:
    from lms.backup import services  # noqa: PLC0415 - alembic: 7 MB that no request needs

    return services


def _refuse_faulty(kept: Path, found: list[Fault]) -> None:
    if found:
        told = "\n".join(f"  {one.name}：{'缺少' if one.is_missing else '已损坏'}" for one in found)
        raise click.ClickException(f"备份 {kept} 不完整：\n{told}")


def _report(what: str, share: float) -> None:
    """Show how far it is, where somebody is looking."""
    if sys.stderr.isatty():
        click.echo(f"\r{DOING[what]} {share:.0%}  ", nl=False, err=True)
