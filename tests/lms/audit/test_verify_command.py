from lms import audit
from lms.audit.models import AuditEntry
from lms.audit.services import seal


def verify(app, *words):
    return app.test_cli_runner().invoke(args=["audit", "verify", *words])


def fill(app):
    with app.db.session(write=True) as session:
        for n in range(3):
            audit.record(session, None, "test.deed", n=n)
        seal(session, batch=2)
        session.commit()


def test_a_whole_chain_is_said_to_be_whole(committed_app):
    fill(committed_app)
    result = verify(committed_app)
    assert result.exit_code == 0
    assert "审计链完好：已封存 2 条，待封存 1 条。" in result.output
    head = result.output.partition("链头：")[2].strip()
    assert verify(committed_app, "--anchor", head).exit_code == 0


def test_a_broken_chain_fails_and_says_where(committed_app):
    fill(committed_app)
    with committed_app.db.session(write=True) as session:
        session.get_one(AuditEntry, 2).deed = "test.forged"
        session.commit()
    result = verify(committed_app)
    assert result.exit_code == 1
    assert "在第 2 条处断裂" in result.output


def test_an_anchor_that_the_chain_does_not_hold_fails(committed_app):
    fill(committed_app)
    assert verify(committed_app, "--anchor", f"2:{'0' * 64}").exit_code == 1
    assert verify(committed_app, "--anchor", "nonsense").exit_code == 2
