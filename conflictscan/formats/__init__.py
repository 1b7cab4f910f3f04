"""Formats."""


def for_path(path: str) -> None:
    return None
