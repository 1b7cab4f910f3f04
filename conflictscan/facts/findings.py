"""Findings, diagnostics and the report of one scan: what leaves the tool."""

from __future__ import annotations

import enum
from typing import Final

import msgspec


class Severity(enum.StrEnum):
    """What the reader can trust; ordered by `rank`."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for error, 1 for warning, 2 for note."""
        return ("error", "warning", "note").index(self.value)


ERROR_FROM, WARNING_FROM = 0.8, 0.5
"""The confidence below which a finding is no error, and no warning."""


class Consequence(enum.StrEnum):
    """What happens if the merge lands."""

    DOES_NOT_COMPILE = "does-not-compile"
    FAILS_AT_RUN_TIME = "fails-at-run-time"
    SILENTLY_WRONG = "silently-wrong"


class Side(enum.StrEnum):
    """One of the two sides."""

    OURS = "ours"
    THEIRS = "theirs"

    @property
    def other(self) -> Side:
        """The opposite side."""
        return Side.THEIRS if self is Side.OURS else Side.OURS


class Location(msgspec.Struct, frozen=True, kw_only=True):
    """A place in a side's tree (or in the merge base where the side removed it). Line and column count from 1."""

    side: Side
    path: str
    line: int
    column: int
    end_line: int = 0
    commit: str | None = None  # commit that introduced the line
    author: str | None = None
    in_base: bool = False  # the line is gone from the side; path and line are those of the merge base
    label: str = ""  # what happened there, a few words: "renamed to `fetch_user`"


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """Replace one region of the merged tree. Lines and columns count from 1, columns in bytes, end exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str


class Move(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """Give a file of the merged tree another name. Edits of it keep speaking of its name in the merge."""

    path: str
    to: str


class Fix(msgspec.Struct, frozen=True, kw_only=True):
    """What a person does next, and the edit itself where that is mechanical."""

    summary: str
    edits: tuple[Edit, ...] = ()
    moves: tuple[Move, ...] = ()


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One reported conflict between the two sides."""

    code: str
    rule: str
    severity: Severity
    confidence: float  # 0..1, two digits
    fingerprint: str
    symbol: str
    message: str  # the one-sentence story
    consequence: Consequence
    cause: Location
    effect: Location
    related: tuple[Location, ...] = ()
    fix: Fix


class Changed(msgspec.Struct, frozen=True):
    """What one side did, a few words: "renamed from `get_user`"."""

    side: Side
    how: str


class Neighbour(msgspec.Struct, frozen=True, kw_only=True):
    """A definition, or a whole file where `name` is empty. `line` counts from 1.

    Path and line are those of the merge; where it has no such thing (`gone`), those of the tree that had it last.
    """

    name: str  # dotted, within its file
    kind: str  # function, method, class, field, variable, variant, type_alias, file
    path: str
    line: int
    gone: bool = False
    changes: tuple[Changed, ...] = ()


class Tie(msgspec.Struct, frozen=True, kw_only=True):
    """One neighbour uses another (indexes); `breaks` marks what the merge breaks."""

    user: int
    used: int
    verb: str  # "calls", "imports", …
    times: int = 1
    breaks: bool = False


class Neighbourhood(msgspec.Struct, frozen=True, kw_only=True):
    """The first `subjects` neighbours are what the finding is about; the others use them.

    `more_users` counts users that are left out, `unread` files that hold the name and were not looked into.
    """

    neighbours: tuple[Neighbour, ...]
    subjects: int
    ties: tuple[Tie, ...]
    more_users: int = 0
    unread: int = 0


class Diagnostic(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """Something that could not be checked, or that the reader should know of the scan itself."""

    kind: str
    path: str
    message: str


ABSENT: Final = "not in this clone"
"""Why a file is not read that another clone, or this one after a fetch, would read."""


class Unchecked(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A changed file that no rule could read, with the reason."""

    path: str
    reason: str


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """Which changed files were read, by language, and which were not."""

    checked: dict[str, int]
    unchecked: tuple[Unchecked, ...] = ()


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """A side as the user named it, and what it resolved to (null for `:index` and `:worktree`)."""

    rev: str
    oid: str | None


class PluginVersion(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A plug-in whose rules ran, and the distribution that brought it."""

    name: str
    distribution: str
    version: str


class Result(Revision, frozen=True, kw_only=True):
    """A merge that somebody made already, and that was looked at instead of git's own."""

    tree: str


class Statistics(msgspec.Struct, frozen=True, kw_only=True):
    """Counters outside the law of determinism, but for `files_changed`."""

    files_changed: dict[str, int]
    blobs_parsed: int = 0
    blobs_cached: int = 0
    seconds: float = 0.0


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Everything one scan has to say."""

    base: str | None
    ours: Revision
    theirs: Revision
    result: Result | None = None
    merged_tree: str | None
    textual_conflicts: tuple[str, ...]
    findings: tuple[Finding, ...]
    coverage: Coverage
    diagnostics: tuple[Diagnostic, ...]
    statistics: Statistics
    suppressed: int = 0
    neighbourhoods: dict[str, Neighbourhood] = {}  # by fingerprint; empty unless a report asked for them
    plugins: tuple[PluginVersion, ...] = ()
