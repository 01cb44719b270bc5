"""One-time links: how somebody sets the password that nobody else ever sees."""
