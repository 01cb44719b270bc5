"""What may stand under what."""

from lms.people.models import Tree, UnitKind

DEEPEST = 8
LEVELS = {
    Tree.party: "层级不对：党委之下是党总支、党支部，党总支之下是党支部，党支部之下是党小组。",
    Tree.administration: "层级不对：公司之下是公司、部门，部门之下是部门。",
}
ORDER = {kind: rank for rank, kind in enumerate(UnitKind)}


NESTING = {
    UnitKind.committee,
    UnitKind.company,
    UnitKind.department,
}  # one stands under another of its kind


def may_stand_under(kind: UnitKind, above: UnitKind) -> bool:
    """Say so within a tree: under something of a higher order; some, under their like, too."""
    if kind.tree is not above.tree:
        return False
    return ORDER[above] < ORDER[kind] or (kind is above and kind in NESTING)


def kinds_under(above: UnitKind) -> list[UnitKind]:
    return [kind for kind in UnitKind if may_stand_under(kind, above)]
