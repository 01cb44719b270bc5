"""People and units from a file: checked first, taken at once, taken back for a month."""
