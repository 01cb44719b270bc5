from enum import StrEnum


class Kind(StrEnum):
    """Figures by unit, people by how they stand, who belongs to a unit, certificates."""

    completion = "completion"
    people = "people"
    roster = "roster"
    certificates = "certificates"
