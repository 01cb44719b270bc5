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
    """Run an app command. `--data DIR` may stand anywhere among its words."""
    parser = ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--data", type=Path)
    ours, words = parser.parse_known_args(argv)
    if ours.data:
        os.environ["LMS_DATA_DIR"] = str(ours.data.absolute())
    try:
        app = import_module("wsgi").app  # reads the settings, so not before --data is known
        app.cli.main(
            ["--help"] if words == ["commands"] else words,
            prog_name="python3 -m lms",
            obj=ScriptInfo(create_app=lambda: app),
        )
    except (ConfigError, Refusal) as error:
        click.echo(str(error), err=True)
        return 2
    return 0
