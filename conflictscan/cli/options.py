"""What several commands do with their options."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click


def codes(_ctx: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Rules of a repeatable option, each value a comma-separated list."""
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())
