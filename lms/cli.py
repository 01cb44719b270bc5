import click
from flask.cli import with_appcontext

from lms.web import current_settings


@click.command("config")
@with_appcontext
def show_config() -> None:
    """Print the effective settings; secrets are hidden."""
    for name, value in current_settings().shown():
        click.echo(f"{name} = {value}")
