"""Predicates shared by rules; pure functions of facts and one tree."""
