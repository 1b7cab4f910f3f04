"""The commands for many branches, or many merges, at once."""
