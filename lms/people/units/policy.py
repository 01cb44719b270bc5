"""What may stand under what."""

from lms.people.models import UnitKind

DEEPEST = 8
ORDER = {kind: rank for rank, kind in enumerate(UnitKind)}


def may_stand_under(kind: UnitKind, above: UnitKind) -> bool:
    """Committees stand under committees; anything else under something of a higher order."""
    if kind is UnitKind.committee:
        return above is UnitKind.committee
    return ORDER[above] < ORDER[kind]


def kinds_under(above: UnitKind) -> list[UnitKind]:
    return [kind for kind in UnitKind if may_stand_under(kind, above)]
