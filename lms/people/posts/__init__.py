"""Posts: who holds which, where, for which term, and the role that goes with it."""
