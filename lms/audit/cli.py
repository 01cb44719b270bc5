import click
from flask import current_app
from flask.cli import AppGroup

from lms.audit.services import verify

audit = AppGroup("audit", help="The audit trail.")


@audit.command("verify")
def verify_chain() -> None:
    """Walk the hash chain and say whether it is whole."""
    database = current_app.db  # type: ignore[attr-defined]
    with database.session(write=False) as session:
        verdict = verify(session)
    if verdict.broken_at is not None:
        raise click.ClickException(
            f"审计链在第 {verdict.broken_at} 条处断裂，之前的 {verdict.sealed} 条完好。"
        )
    click.echo(f"审计链完好：已封存 {verdict.sealed} 条，待封存 {verdict.unsealed} 条。")
    click.echo(f"链头：{verdict.head}")
