"""The tree of party organisations: founding, naming, moving, ordering and closing units."""
