"""A school is kept aside while it runs, and is the same where it is put back."""

import gzip
import json

import pytest
from sqlalchemy import func, select

from lms.backup import rows, services, shelf
from lms.backup.manifest import Manifest
from lms.config import KEY_FILE
from lms.errors import Conflict, NotFound
from lms.people import OrgUnit, Person
from tests.factories import build_school
from tests.house.stored import dump
from tests.house.world import furnish


def silent(_what, _share):
    """Nobody looks on."""


@pytest.fixture
def kept(app, tmp_path):
    """The backup of a school with one of everything."""
    with app.app_context(), app.db.session(write=True) as session:
        furnish(session, build_school(session))
    app.blobs.put(b"a film")
    return services.back_up(app.db, app.blobs, app.settings, tmp_path / "kept", silent)


def put_back(kept, place):
    services.restore(kept, place.db, place.blobs, place.settings, silent)


def test_every_row_and_blob_is_the_same_where_it_is_put_back(app, kept, elsewhere):
    assert shelf.faults(kept, silent) == []
    put_back(kept, elsewhere)
    assert dump(elsewhere.db) == dump(app.db)
    assert elsewhere.blobs.read(app.blobs.put(b"a film")) == b"a film"
    ours, theirs = (one.settings.data_dir / KEY_FILE for one in (elsewhere, app))
    assert ours.read_text() == theirs.read_text()
    assert ours.stat().st_mode & 0o777 == 0o600


def test_nobody_else_on_the_machine_reads_a_backup(kept):
    for folder in (kept.parent, kept, kept.parent / "blobs"):
        assert folder.stat().st_mode & 0o077 == 0


def test_new_rows_get_numbers_after_the_restored_ones(kept, elsewhere):
    put_back(kept, elsewhere)
    with elsewhere.db.session(write=True) as session:
        highest = session.scalar(select(func.max(Person.id)))
        newcomer = Person(login="newcomer", name="新同志", status="none")
        session.add(newcomer)
        session.flush()
        assert newcomer.id == highest + 1


def test_what_is_written_during_the_backup_is_not_in_it(app, tmp_path):
    """Rows of different tables are those of one moment."""
    with app.db.session(write=True) as session:
        build_school(session)
        session.commit()

    def _meanwhile(what, share):
        if what == "rows" and share == 0:
            with app.db.session(write=True) as session:
                session.add(Person(login="latecomer", name="后来的", status="none"))
                session.commit()

    kept = services.back_up(app.db, app.blobs, app.settings, tmp_path / "kept", _meanwhile)
    people = list(rows.read_lines(kept / "rows" / "person.jsonl.gz"))
    assert "latecomer" not in {one["login"] for one in people}
    assert len(people) == Manifest.read(kept).rows["person"]


def test_a_blob_deleted_during_the_backup_is_in_it(app, tmp_path):
    name = app.blobs.put(b"an export that expires")

    def _meanwhile(what, _share):
        if what == "rows":
            app.blobs.delete(name)

    kept = services.back_up(app.db, app.blobs, app.settings, tmp_path / "kept", _meanwhile)
    assert name in Manifest.read(kept).blobs
    assert shelf.faults(kept, silent) == []
    assert list(app.blobs.root.glob("hold-*")) == []


def test_a_second_backup_copies_only_what_is_new(app, kept):
    shelf = kept.parent / "blobs"
    before = {file: file.stat().st_mtime_ns for file in shelf.rglob("*") if file.is_file()}
    new = app.blobs.put(b"another film")
    services.back_up(app.db, app.blobs, app.settings, kept.parent, silent)
    after = {file: file.stat().st_mtime_ns for file in shelf.rglob("*") if file.is_file()}
    assert {file.name for file in set(after) - set(before)} == {new}
    assert {file: after[file] for file in before} == before


def test_a_damaged_backup_is_found_out(kept):
    blob = kept.parent / "blobs"
    (film,) = (file for file in blob.rglob("*") if file.is_file())
    film.write_bytes(b"a fil_")
    (kept / "rows" / "person.jsonl.gz").unlink()
    found = {one.name: one.is_missing for one in shelf.faults(kept, silent)}
    assert found == {film.name: False, "person.jsonl.gz": True}


def test_a_damaged_blob_is_not_backed_up_as_whole(app, tmp_path):
    name = app.blobs.put(b"a film")
    (app.blobs.root / name[:2] / name).write_bytes(b"a fil_")
    with pytest.raises(Conflict, match="已损坏"):
        services.back_up(app.db, app.blobs, app.settings, tmp_path / "kept", silent)
    with pytest.raises(NotFound):
        shelf.newest(tmp_path / "kept")


def test_nothing_is_put_over_a_school(app, kept):
    before = dump(app.db)
    with pytest.raises(Conflict, match="不是空的"):
        put_back(kept, app)
    assert dump(app.db) == before


def test_an_unfinished_backup_is_none(kept):
    (kept / "manifest.json").unlink()
    with pytest.raises(NotFound, match="没有完整的备份"):
        shelf.newest(kept.parent)


def test_a_tree_is_put_back_from_its_root(tmp_path, kept, elsewhere):
    """A unit may have been moved below one that was founded later."""
    file = kept / "rows" / "org_unit.jsonl.gz"
    lines = sorted(rows.read_lines(file), key=lambda row: -row["id"])
    with gzip.open(file, "wt", encoding="utf-8") as backwards:
        backwards.writelines(json.dumps(row) + "\n" for row in lines)
    put_back(kept, elsewhere)
    with elsewhere.db.session(write=False) as session:
        assert session.scalar(select(func.count(OrgUnit.id))) == len(lines)
