"""The page of a rule, which is markdown, on a terminal."""

from __future__ import annotations

from rich.markdown import Markdown

from conflictscan.report.terminal import canvas, drawn


def rendered(text: str, *, width: int) -> str:
    """The text with headings, lists and code as a terminal shows them, in colour."""
    console = canvas(width=width, colour=True)
    console.print(Markdown(text, code_theme="ansi_dark"))
    return drawn(console)
