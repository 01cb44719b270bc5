"""People's accounts, as administrators keep them: admitted, revised, deactivated, never deleted."""
