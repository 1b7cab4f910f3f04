"""Walks through the demo's branches, and scans each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.cli.demo.shop import build, shop
from conflictscan.cli.output import write
from conflictscan.cli.present import present
from conflictscan.cli.scanning import Pair, scanned

if TYPE_CHECKING:
    from pathlib import Path

    from conflictscan.cli.demo.shop import Branch

_OPENING = """\
A small shop. Seven branches start from one commit; meanwhile main moves on.
Git merges every one of them into main without a textual conflict.
"""


def tour(folder: Path, *, kept: bool) -> None:
    """Build, scan and tell. The findings are what the demo is for, so it ends well with them."""
    told = shop()
    build(folder, told)
    write(_OPENING)
    broken = sum(_visit(folder, branch) for branch in told.branch)
    write(
        f"\n{broken} of {len(told.branch)} branches would have broken main, and git would not have said a word.\n"
    )
    if kept:
        write(f"The repository is in {folder}; try: conflictscan scan main invoices --repo {folder}\n")


def _visit(folder: Path, branch: Branch) -> bool:
    write(f"\n== {branch.name}: {branch.story}\n$ conflictscan scan main {branch.name}\n\n")
    result = scanned(folder, Pair("main", branch.name), cache=False)
    present(result)
    return result.fails
