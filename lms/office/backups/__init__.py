"""The page about backups: which there are, whether they are whole, and making one now."""
