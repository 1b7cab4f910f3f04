"""A checker's problems beside the scan's findings: the same place is a confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.rules.framework.same_lines import same_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.findings import Finding, Location
    from conflictscan.git import Triple
    from conflictscan.verify.problems import Problem

    Place = tuple[str, int]


class Beside:
    """The places of all findings in the merged tree."""

    def __init__(self, triple: Triple, findings: tuple[Finding, ...]) -> None:
        self._triple = triple
        self._findings = findings
        self._places = {finding.fingerprint: frozenset(self._of(finding)) for finding in findings}

    def confirmed(self, problem: Problem) -> tuple[Finding, ...]:
        """Findings that stand where the problem does, or where the trace of a failing test went.

        A failing test that tells no line confirms what has its effect in the test's file.
        """
        places = {(problem.path, problem.line)} if problem.line else set[tuple[str, int]]()
        places |= set(problem.trace)
        if not places:
            return tuple(f for f in self._findings if self._path(f.effect) == problem.path)
        return tuple(f for f in self._findings if not places.isdisjoint(self._places[f.fingerprint]))

    def _of(self, finding: Finding) -> Iterator[Place]:
        for location in (finding.effect, finding.cause, *finding.related):
            place = self._in_merge(location)
            if place is not None:
                yield place
        yield from ((edit.path, edit.line) for edit in finding.fix.edits)

    def _path(self, location: Location) -> str | None:
        return None if location.in_base else self._triple.merged_path(location.side, location.path)

    def _in_merge(self, location: Location) -> Place | None:
        path = self._path(location)
        if path is None:
            return None
        own = self._triple.snapshot(location.side).read(location.path)
        merged = self._triple.snapshot("merged").read(path)
        if own is None or merged is None:
            return None
        line = same_lines(own, merged).get(location.line - 1)
        return None if line is None else (path, line + 1)
