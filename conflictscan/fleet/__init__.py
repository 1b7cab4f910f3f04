"""Many branches, or many merges, at once: each command for them is a module here."""
