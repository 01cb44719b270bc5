"""The list of background jobs: how far each is, why it failed, another try."""
