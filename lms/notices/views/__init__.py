"""The reader's notices, and the desk of those who send them."""
