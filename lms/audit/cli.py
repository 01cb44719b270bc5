from typing import Any

import click
from flask.cli import AppGroup

from lms.audit.services import Anchor, verify


def commands(app: Any) -> click.Group:
    audit = AppGroup("audit", help="The audit trail.")

    @audit.command("verify")
    @click.option("--anchor", help="A head noted before, POSITION:DIGEST: the chain must hold it.")
    def verify_chain(anchor: str | None) -> None:
        """Walk the hash chain and say whether it is whole."""
        with app.db.session(write=False) as session:
            verdict = verify(session, _anchor(anchor) if anchor else None)
        if verdict.broken_at is not None:
            raise click.ClickException(
                f"审计链在第 {verdict.broken_at} 条处断裂，之前的 {verdict.sealed} 条完好。"
            )
        click.echo(f"审计链完好：已封存 {verdict.sealed} 条，待封存 {verdict.unsealed} 条。")
        click.echo(f"链头：{verdict.sealed}:{verdict.head}")

    return audit


def _anchor(text: str) -> Anchor:
    position, _colon, digest = text.partition(":")
    if not position.isdigit() or not digest:
        raise click.BadParameter("应为“位置:摘要”，即以前核验时显示的链头。")
    return Anchor(int(position), digest)
