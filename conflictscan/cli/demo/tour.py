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
A small shop. {count} branches start from one commit; meanwhile main moves on.
Git merges every one of them into main without a textual conflict.
"""
_CLOSING = """
{broken} of {count} branches would break main as soon as they are merged.
"""


def tour(folder: Path, *, kept: bool) -> None:
    """Build, scan and tell. The findings are what the demo is for, so it ends well with them."""
    told = shop()
    count = len(told.branch)
    build(folder, told)
    write(_OPENING.format(count=count))
    broken = sum(_visit(folder, branch) for branch in told.branch)
    write(_CLOSING.format(broken=broken, count=count))
    if kept:
        write(f"The repository is in {folder}; try: conflictscan scan main invoices --repo {folder}\n")


def _visit(folder: Path, branch: Branch) -> bool:
    write(f"\n== {branch.name}: {branch.story}\n$ conflictscan scan main {branch.name}\n\n")
    with scanned(folder, Pair("main", branch.name), cache=False) as result:
        present(result)
        return result.fails
