"""The audit trail for those who watch over the school; looking at it is written down, too."""
