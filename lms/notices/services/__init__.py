"""What people do with notices: send, withdraw, read, confirm."""
