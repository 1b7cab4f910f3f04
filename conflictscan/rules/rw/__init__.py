"""Read-write rules: one side builds on what the other side changes."""
