"""The texts that `conflictscan init` writes: a commented configuration, made from the table of keys, and a workflow."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

import click

from conflictscan import __version__
from conflictscan.cli.scan import command as scan
from conflictscan.config import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.config import Key

WORKFLOW_PATH: Final = ".github/workflows/conflictscan.yml"
_WIDTH: Final = 100
_HEAD: Final = (
    "conflictscan finds what two branches break together. The branch that is merged into decides: what stands here "
    "holds for scans against the branch that has it. All keys, commented out, with a value as an example; "
    "`conflictscan config check` checks this file, `conflictscan config show` tells what holds."
)

_WORKFLOW: Final = """\
# Scans every pull request for conflicts of meaning with the branch that it would merge into.
# A result grows old when that branch moves: let the branch protection ask for branches that are up to date.
name: conflictscan

on:
  pull_request:

permissions:
  contents: read

jobs:
  scan:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          ref: ${{ github.event.pull_request.head.sha }}  # the change itself, not GitHub's merge of it
          fetch-depth: 0  # the merge base is in the history
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      # One version, so that a new rule comes when you want it. Plug-ins that the configuration names go here too.
      - run: python -m pip install conflictscan==%(version)s
      - run: conflictscan scan HEAD "origin/$TARGET" --format %(format)s
        env:
          TARGET: ${{ github.base_ref }}
"""


def configuration(*, table: str = "") -> str:
    """All keys, commented out. With `table` the section of a shared file, else a file of its own."""
    lines = [f"[{table}]"] if table else []
    lines += _comment(_HEAD)
    for key in KEYS:
        lines += ("", *_key(key, table))
    return "\n".join(lines) + "\n"


def _key(key: Key, table: str) -> Iterator[str]:
    yield from _comment(key.about)
    if key.depth:
        yield f"# [{table}.{key.name}]" if table else f"# [{key.name}]"
        yield f"# {key.example}"
    else:
        yield f"# {key.name} = {key.example}"


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="# ")


def workflow() -> str:
    """A GitHub workflow for pull requests, with annotations where the scan can write them."""
    return _WORKFLOW % {"version": __version__, "format": "github" if "github" in _formats() else "console"}


def _formats() -> tuple[str, ...]:
    choice = next(option.type for option in scan.params if option.name == "form")
    return tuple(choice.choices) if isinstance(choice, click.Choice) else ()
