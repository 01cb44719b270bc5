"""How the school's database lies on the disk."""

from sqlalchemy import text

from lms.db import Database


def test_nobody_else_on_the_machine_reads_a_new_database(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/school.db")
    with database.session(write=True) as session:
        session.execute(text("CREATE TABLE note (words TEXT)"))
        session.commit()
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}
    database.engine.dispose()
