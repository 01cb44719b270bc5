"""The organizer's pages: overview, completion, roster, exported files."""
