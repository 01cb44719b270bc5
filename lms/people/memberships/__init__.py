"""Who belongs to which unit, since when: joining, transferring, leaving."""
