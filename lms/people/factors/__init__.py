"""The second factor: a code from a telephone beside the password, with codes for a lost one."""
