"""What a rule hands to the framework: problems of one tree, and drafts of findings."""

from __future__ import annotations

import msgspec

from conflictscan.facts.code import Span
from conflictscan.facts.findings import Consequence, Edit, Move, Severity, Side
from conflictscan.graph import Definition

START = Span(0, 0, 0, 0, 0, 0)
"""The head of a file: where a whole file is meant."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where something stands: in a side's tree, or in the merge base where the side took it away."""

    side: Side
    path: str
    span: Span
    in_base: bool = False
    label: str = ""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Something wrong in one tree.

    `key` identifies it across trees: names and counts, never lines. `spans` are the places in
    this tree's file that take part (the two definitions of one name, say), in source order.
    """

    key: tuple[str, ...]
    path: str
    span: Span
    subject: str
    detail: str = ""
    spans: tuple[Span, ...] = ()
    about: Definition | None = None
    also: tuple[Definition, ...] = ()


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A finding without commit, severity and fingerprint.

    `key` is what tells two findings of one rule apart beside subject and paths. `factors`
    multiply the rule's confidence; `level` is the binder's. `ceiling` lowers the severity the
    rule may claim here.
    """

    subject: str
    message: str
    consequence: Consequence
    cause: Place
    effect: Place
    fix: str
    edits: tuple[Edit, ...] = ()
    moves: tuple[Move, ...] = ()
    related: tuple[Place, ...] = ()
    key: tuple[str, ...] = ()
    level: int = 0
    factors: tuple[float, ...] = ()
    ceiling: Severity = Severity.ERROR
    name: str = ""  # the plain name the use is about, for the stop list; empty to skip that penalty
