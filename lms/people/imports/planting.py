"""Writes a checked file of units into the tree: each level at once, moves and names one by one."""

from collections.abc import Sequence

from sqlalchemy import String, cast, func, insert, literal, select, update
from sqlalchemy.orm import Session, aliased

from lms.errors import Conflict
from lms.people.actor import Actor
from lms.people.imports.models import Import, StagedUnit, Verdict
from lms.people.models import OrgUnit
from lms.people.units.policy import DEEPEST
from lms.people.units.services import hold_tree, move, rename

CHANGED = "检查之后，组织有了变化。请重新检查，再确认导入。"
MOST_MOVES = 200


def plant(session: Session, actor: Actor, kept: Import) -> None:
    hold_tree(session)
    known = _known(session, kept)
    if sum(row.verdict is Verdict.move for row in known) > MOST_MOVES:
        raise Conflict("一次最多移动 %(most)s 个组织，请分成几个文件。", most=MOST_MOVES)
    _check_unchanged(session, kept, known)
    for depth in range(2, DEEPEST + 1):
        _plant_level(session, kept, depth)
    for row in known:
        _revise(session, actor, kept, row)


def _known(session: Session, kept: Import) -> Sequence[StagedUnit]:
    changed = (Verdict.update, Verdict.move)
    statement = select(StagedUnit).where(
        StagedUnit.import_id == kept.id, StagedUnit.verdict.in_(changed)
    )
    return session.scalars(statement.order_by(StagedUnit.depth, StagedUnit.number)).all()


def _check_unchanged(session: Session, kept: Import, rows: Sequence[StagedUnit]) -> None:
    closed = select(StagedUnit.id).where(
        StagedUnit.import_id == kept.id, StagedUnit.parent_id == OrgUnit.id, ~OrgUnit.is_active
    )
    if session.scalar(closed.limit(1)) is not None:
        raise Conflict(CHANGED)
    for row in rows:
        unit = session.get(OrgUnit, row.unit_id)
        if unit is None or (unit.name, unit.parent_id) != (row.was_name, row.was_parent_id):
            raise Conflict(CHANGED)


def _plant_level(session: Session, kept: Import, depth: int) -> None:
    """Add the new units of one level under those above; a path is whole once the id is known."""
    row, above = StagedUnit, aliased(StagedUnit)
    new = (row.import_id == kept.id) & (row.verdict == Verdict.create) & (row.depth == depth)
    brought = (
        select(above.unit_id)
        .where(above.import_id == kept.id, above.number == row.above)
        .scalar_subquery()
    )
    session.execute(
        update(row)
        .where(new, row.parent_id.is_(None))
        .values(parent_id=brought)
        .execution_options(synchronize_session=False)
    )
    for_now = literal(f"/import-{kept.id}-") + cast(row.number, String) + literal("/")
    beside = aliased(OrgUnit)
    place = select(func.max(beside.position)).where(beside.parent_id == row.parent_id)
    last = func.coalesce(place.scalar_subquery(), 0)
    values = {
        "parent_id": row.parent_id,
        "name": row.name,
        "kind": row.kind,
        "tree": literal(kept.tree, OrgUnit.tree.type),
        "code": row.code,
        "path": for_now,
        "position": last + row.number,
        "is_active": literal(value=True),
    }
    rows = select(*values.values()).where(new)
    session.execute(insert(OrgUnit).from_select(list(values), rows, include_defaults=False))
    named = update(row).where(new, OrgUnit.path == for_now).values(unit_id=OrgUnit.id)
    session.execute(named.execution_options(synchronize_session=False))
    upper = aliased(OrgUnit)
    parent = select(upper.path).where(upper.id == OrgUnit.parent_id).scalar_subquery()
    grown = update(OrgUnit).where(OrgUnit.path.startswith(f"/import-{kept.id}-"))
    path = parent + cast(OrgUnit.id, String) + "/"
    session.execute(grown.values(path=path).execution_options(synchronize_session=False))


def _revise(session: Session, actor: Actor, kept: Import, row: StagedUnit) -> None:
    """Rename and move a unit that was there, and note its code."""
    unit = session.get_one(OrgUnit, row.unit_id)
    rename(session, actor, unit, row.name or unit.name)
    unit.code = row.code or unit.code
    session.flush()
    if row.verdict is Verdict.move:
        above_id = row.parent_id or _brought(session, kept, row)
        move(session, actor, unit, session.get_one(OrgUnit, above_id))


def _brought(session: Session, kept: Import, row: StagedUnit) -> int | None:
    """Return the unit above that this file itself has brought."""
    above = select(StagedUnit.unit_id).where(
        StagedUnit.import_id == kept.id, StagedUnit.number == row.above
    )
    return session.scalar(above)
