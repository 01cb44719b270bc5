"""What developers do with the house: test it, check it, measure it, lock what it stands on."""
