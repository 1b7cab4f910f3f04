"""Findings that somebody has answered: by a comment beside the code, or in the baseline.

    user = get_user(id)  # conflictscan: ignore[RW102] the alias lands with the next release

The comment stands on the line of the cause or of the effect, or alone on the line above it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from conflictscan.config import Config
    from conflictscan.facts.findings import Location

    LinesAt = Callable[[Location], Sequence[str]]  # `lines.SourceLines` is one

_COMMENT = re.compile(r"(?:#|//|--|/\*|;|<!--)\s*conflictscan:\s*ignore\[([^\]]*)\]")


class Filtered(msgspec.Struct, frozen=True):
    """What is left to report, and how many findings a comment or the baseline has answered."""

    findings: tuple[Finding, ...]
    suppressed: int


def filtered(findings: Iterable[Finding], config: Config, lines: LinesAt) -> Filtered:
    """Drop what the configuration does not want, then what has been answered; the order stays."""
    wanted = [finding for finding in findings if config.reports(finding)]
    kept = tuple(
        finding
        for finding in wanted
        if finding.fingerprint not in config.accepted and not suppressed(finding, lines)
    )
    return Filtered(kept, len(wanted) - len(kept))


def suppressed(finding: Finding, lines: LinesAt) -> bool:
    """Whether a comment at either place names the finding's rule."""
    return any(
        name in (finding.code, finding.rule)
        for location in (finding.cause, finding.effect)
        for name in _ignored(lines(location), location.line)
    )


def _ignored(lines: Sequence[str], number: int) -> Iterable[str]:
    if 1 <= number <= len(lines):
        yield from _names(_COMMENT.search(lines[number - 1]))
    if 2 <= number <= len(lines) + 1:
        yield from _names(_COMMENT.match(lines[number - 2].strip()))


def _names(found: re.Match[str] | None) -> Iterable[str]:
    return (name.strip() for name in found[1].split(",")) if found else ()
