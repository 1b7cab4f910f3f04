"""One way to let rich lay out text: into a string, the same on every machine."""

from __future__ import annotations

import io

from rich.console import Console


def canvas(*, width: int, colour: bool) -> Console:
    """A console that prints nowhere; `drawn` takes what it was given."""
    return Console(
        file=io.StringIO(),
        record=False,
        width=width,
        force_terminal=colour,
        no_color=not colour,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )


def drawn(console: Console) -> str:
    """What was printed, without spaces at the ends of lines."""
    assert isinstance(console.file, io.StringIO)  # noqa: S101 - made by `canvas`
    return "\n".join(line.rstrip() for line in console.file.getvalue().split("\n"))
