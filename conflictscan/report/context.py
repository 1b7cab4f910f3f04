"""What a reporter is given beside the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from conflictscan.facts.findings import Finding, Location, Report
from conflictscan.facts.rules import Rule


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What the place of printing can show."""

    width: int = 80
    colour: bool = False
    unicode: bool = True
    hidden_notes: int = 0


class RulePage(NamedTuple):
    """A rule and its page, which is markdown."""

    rule: Rule
    text: str


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What can be asked for: sources by their lines, rules by their code."""

    lines: Callable[[Location], Sequence[str]]  # all lines of the file a location is in, or none
    merged_lines: Callable[[str], Sequence[str]]  # those of a file of the merge, which edits speak of
    page: Callable[[str], RulePage]
    fails: Callable[[Finding], bool]  # whether a finding reaches the severity that fails the scan
    view: View = View()


class Part(NamedTuple):
    """One scan of several that go into one document."""

    report: Report
    context: Context
