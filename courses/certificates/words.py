"""Names on certificates, as strangers may see them."""

HIDDEN = "*"


def masked(name: str) -> str:
    """Show the first character and how many follow: 王**."""
    return name[:1] + HIDDEN * max(len(name) - 1, 1)


def is_named(name: str, typed: str) -> bool:
    """Say whether this is the name, however it was spaced and capitalised."""
    return _bare(name) == _bare(typed)


def _bare(name: str) -> str:
    return "".join(name.split()).casefold()
