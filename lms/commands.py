"""The words that the app itself answers to: whatever its rooms add to `app.cli`."""

import os
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click
from flask.cli import ScriptInfo

from lms.config import ConfigError
from lms.errors import Refusal


def main(argv: Sequence[str]) -> int:
    """Run an app command and return its status. `--data DIR` may stand anywhere in its words."""
    parser = ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--data", type=Path)
    ours, words = parser.parse_known_args(argv)
    if ours.data:
        os.environ["LMS_DATA_DIR"] = str(ours.data.absolute())
    try:
        return _obey(["--help"] if words == ["commands"] else words)
    except (ConfigError, Refusal) as error:
        click.echo(str(error), err=True)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return 130
    return 2


def _obey(words: list[str]) -> int:
    app = import_module("wsgi").app  # reads the settings, so not before --data is known
    status = app.cli.main(
        words,
        prog_name="python3 -m lms",
        obj=ScriptInfo(create_app=lambda: app),
        standalone_mode=False,
    )
    return status if isinstance(status, int) else 0
