"""Drafts become findings: one per subject and place, sorted, with severity, commit and fingerprint."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from conflictscan import languages
from conflictscan.facts.findings import Consequence, Finding, Fix, Location
from conflictscan.facts.rules import Rule
from conflictscan.rules.framework.confidence import confidence, severity
from conflictscan.rules.framework.drafts import Draft

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conflictscan.git import Triple
    from conflictscan.rules.framework.drafts import Place

_MOST_RELATED = 20


class _Ranked(msgspec.Struct, frozen=True):
    rule: Rule
    draft: Draft
    confidence: float


def findings(drafts: Iterable[tuple[Rule, Draft]], triple: Triple) -> tuple[Finding, ...]:
    """All findings, most severe first, then by effect path and line."""
    ranked = [_Ranked(rule, draft, confidence(rule, draft)) for rule, draft in drafts]
    return in_order(_finished(group, triple) for group in _grouped(_most_specific(ranked)))


def in_order(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Most severe first, then by effect path and line."""
    return tuple(sorted(found, key=_order))


def _order(finding: Finding) -> tuple[object, ...]:
    place = finding.effect
    return (finding.severity.rank, place.path, place.line, place.column, finding.code, finding.fingerprint)


def _most_specific(ranked: list[_Ranked]) -> list[_Ranked]:
    """Of several rules on one use of one subject, the most specific speaks."""
    best: dict[tuple[object, ...], int] = {}
    for row in ranked:
        spot = _spot(row)
        best[spot] = max(best.get(spot, row.rule.specific), row.rule.specific)
    return [row for row in ranked if row.rule.specific == best[_spot(row)]]


def _spot(row: _Ranked) -> tuple[object, ...]:
    return (row.draft.subject, row.draft.effect.path, row.draft.effect.span.start_line)


def _grouped(ranked: list[_Ranked]) -> list[list[_Ranked]]:
    """Uses of one subject in one file make one finding; the others become related places."""
    groups: dict[tuple[str, ...], list[_Ranked]] = {}
    for row in ranked:
        groups.setdefault(_identity(row), []).append(row)
    for rows in groups.values():
        rows.sort(key=lambda row: (-row.confidence, _position(row.draft.effect), row.draft.message))
    return list(groups.values())


def _identity(row: _Ranked) -> tuple[str, ...]:
    draft = row.draft
    return (row.rule.code, draft.subject, draft.cause.path, draft.effect.path, *draft.key)


def _position(place: Place) -> tuple[str, int]:
    return (place.path, place.span.start_byte)


def _finished(group: list[_Ranked], triple: Triple) -> Finding:
    first = group[0]
    rule, draft = first.rule, first.draft
    related = {(_position(p), p.side): p for row in group[1:] for p in (row.draft.effect, *row.draft.related)}
    related.update({(_position(p), p.side): p for p in draft.related})
    related.pop((_position(draft.effect), draft.effect.side), None)
    places = [related[key] for key in sorted(related)][:_MOST_RELATED]
    edits = {edit for row in group for edit in row.draft.edits}
    moves = {move for row in group for move in row.draft.moves}
    return Finding(
        code=rule.code,
        rule=rule.name,
        severity=severity(rule, draft, first.confidence),
        confidence=first.confidence,
        fingerprint=fingerprint(first),
        symbol=draft.subject,
        message=draft.message,
        consequence=_consequence(rule, draft),
        cause=_located(draft.cause, triple, with_commit=True),
        effect=_located(draft.effect, triple, with_commit=True),
        related=tuple(_located(place, triple, with_commit=False) for place in places),
        fix=Fix(
            summary=draft.fix,
            edits=tuple(sorted(edits, key=lambda e: (e.path, e.line, e.column, e.text))),
            moves=tuple(sorted(moves)),
        ),
    )


def _consequence(rule: Rule, draft: Draft) -> Consequence:
    """What the rule says; a compiler stops before anything could fail at run time."""
    if not rule.compilers_see_it or draft.consequence is not Consequence.FAILS_AT_RUN_TIME:
        return draft.consequence
    language = languages.for_path(draft.effect.path)
    compiled = language is not None and language.resolver.SEMANTICS.compiled
    return Consequence.DOES_NOT_COMPILE if compiled else draft.consequence


def fingerprint(row: _Ranked) -> str:
    """16 hex digits over rule, subject and paths; no lines, no commits, no side."""
    text = "\0".join(_identity(row))
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()


def _located(place: Place, triple: Triple, *, with_commit: bool) -> Location:
    line = place.span.start_line + 1
    blame = None
    if with_commit and not place.in_base:
        blame = triple.introduced(place.side, place.path, line)
    return Location(
        side=place.side,
        path=place.path,
        line=line,
        column=place.span.start_column + 1,
        end_line=place.span.end_line + 1,
        commit=blame[0] if blame else None,
        author=blame[1] if blame else None,
        in_base=place.in_base,
        label=place.label,
    )
