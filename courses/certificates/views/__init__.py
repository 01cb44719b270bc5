"""Pages about certificates: to verify one, to take one's own, to revoke, to gather a unit's."""
