"""The mail that went out or did not: what servers refused, and trying it again."""
