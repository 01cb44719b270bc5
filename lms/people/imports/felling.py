"""Takes units that a file brought out of the tree again, the lowest first."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lms.errors import Refusal
from lms.people.actor import Actor
from lms.people.imports.models import Import, Outcome, StagedPerson, StagedUnit, Verdict
from lms.people.imports.references import referred_to
from lms.people.models import OrgUnit
from lms.people.units.policy import DEEPEST
from lms.people.units.services import hold_tree, move, rename


def fell(session: Session, actor: Actor, kept: Import) -> None:
    """Undo moves and names first, so that nothing old stands under what is to go."""
    hold_tree(session)
    changed = (Verdict.update, Verdict.move)
    statement = select(StagedUnit).where(
        StagedUnit.import_id == kept.id, StagedUnit.verdict.in_(changed)
    )
    for row in session.scalars(statement.order_by(StagedUnit.depth.desc())).all():
        row.outcome = Outcome.restored if _revise_back(session, actor, row) else Outcome.left
    session.flush()
    for depth in range(DEEPEST, 1, -1):
        _fell_level(session, kept, depth)


def _revise_back(session: Session, actor: Actor, row: StagedUnit) -> bool:
    """Give a unit its name and place of before, unless somebody has changed it since."""
    unit = session.get_one(OrgUnit, row.unit_id)
    if unit.name != row.name or row.was_name is None:
        return False
    try:
        if row.was_parent_id is not None:
            move(session, actor, unit, session.get_one(OrgUnit, row.was_parent_id))
    except Refusal:
        return False
    rename(session, actor, unit, row.was_name)
    return True


def _fell_level(session: Session, kept: Import, depth: int) -> None:
    row = StagedUnit
    new = (row.import_id == kept.id) & (row.verdict == Verdict.create) & (row.depth == depth)
    rests = referred_to(row.unit_id, OrgUnit, but=(StagedUnit, StagedPerson))
    quiet = {"synchronize_session": False}
    for which, outcome in ((rests, Outcome.left), (~rests, Outcome.removed)):
        judged = update(row).where(new, which, row.outcome.is_(None)).values(outcome=outcome)
        session.execute(judged.execution_options(**quiet))
    gone = select(row.unit_id).where(new, row.outcome == Outcome.removed)
    ids = list(session.scalars(gone))
    for column in (row.unit_id, row.parent_id, row.was_parent_id, StagedPerson.unit_id):
        loose = update(column.class_).where(column.in_(ids)).values({column.key: None})
        session.execute(loose.execution_options(**quiet))
    session.execute(delete(OrgUnit).where(OrgUnit.id.in_(ids)).execution_options(**quiet))
