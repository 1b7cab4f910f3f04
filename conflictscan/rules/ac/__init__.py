"""Assumption-collision rules: two facts about one thing that cannot both hold."""
