"""What a team decides about its scans, and the questions a scan asks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.config.globs import matches
from conflictscan.config.keys import NEVER
from conflictscan.config.selectors import ALL, names, precision, spellings
from conflictscan.facts.concerns import Concerns
from conflictscan.facts.errors import UsageError
from conflictscan.facts.findings import WARNING_FROM, Severity
from conflictscan.facts.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conflictscan.config.reading import Readable
    from conflictscan.config.selectors import Identified
    from conflictscan.facts.findings import Finding

Severities = tuple[tuple[str, Severity], ...]


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """What a team decides. Rules are named by code (RW102), prefix (RW, RW1), name, or ALL."""

    select: tuple[str, ...] = (ALL,)
    ignore: tuple[str, ...] = ()
    fail_on: str = Severity.ERROR.value
    exclude: tuple[str, ...] = ()
    target: str | None = None
    baseline: str | None = None
    preview: bool = False
    plugins: tuple[str, ...] = ()
    severity: Severities = ()
    per_path_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    per_path_severity: tuple[tuple[str, Severities], ...] = ()
    concerns: Concerns = ()
    accepted: frozenset[str] = frozenset()  # the baseline's fingerprints

    @classmethod
    def load(cls, tree: Readable, *, where: str = "") -> Config:
        """The configuration that a tree holds; `where` (a branch) only words the messages."""
        from conflictscan.config.reading import read_settings  # noqa: PLC0415 - it makes what is defined here

        settings = read_settings(tree, where=where)
        if settings.problems:
            raise UsageError(settings.problems[0])
        return settings.config

    # -- rules ---------------------------------------------------------------------------------

    def check_rules(self, rules: Iterable[Identified]) -> None:
        """Raise when a selector names no rule, with the nearest that exists."""
        for problem in self.unknown_rules(rules):
            raise UsageError(problem)

    def unknown_rules(self, rules: Iterable[Identified]) -> Iterator[str]:
        """A sentence for each selector that names no rule, with the nearest that exists."""
        known = list(rules)
        for selector in dict.fromkeys(self._selectors()):
            if not any(names(selector, rule.code, rule.name) for rule in known):
                yield f"no rule is called {selector!r}{did_you_mean(selector, spellings(known))}"

    def _selectors(self) -> Iterator[str]:
        yield from (*self.select, *self.ignore)
        yield from (name for _, listed in self.per_path_ignores for name in listed)
        yield from (name for name, _ in self.severity)
        yield from (name for _, listed in self.per_path_severity for name, _ in listed)

    def runs(self, rule: Identified, *, preview: bool = False) -> bool:
        """Whether a rule is selected; a rule in preview only by its own code or name, or with `preview`."""
        if any(names(name, rule.code, rule.name) for name in self.ignore):
            return False
        if preview and not self.preview:
            return any(name in (rule.code, rule.name) for name in self.select)
        return any(names(name, rule.code, rule.name) for name in self.select)

    # -- findings ------------------------------------------------------------------------------

    def judged(self, finding: Finding) -> Finding:
        """The finding with the severity that the team gives its rule.

        A finding that the framework itself trusts too little for a warning stays the note that it is.
        """
        wanted = self._severity_at(finding) or _severity_in(self.severity, finding)
        if wanted is None or finding.confidence < WARNING_FROM:
            return finding
        return msgspec.structs.replace(finding, severity=wanted)

    def reports(self, finding: Finding) -> bool:
        """Whether a finding's rule and both its paths are wanted."""
        if any(names(name, finding.code, finding.rule) for name in self.ignore):
            return False
        if not any(names(name, finding.code, finding.rule) for name in self.select):
            return False
        return not any(self.excludes(path) or self._ignored_at(path, finding) for path in _paths(finding))

    def excludes(self, path: str) -> bool:
        """Whether findings at a path are unwanted."""
        return any(matches(pattern, path) for pattern in self.exclude)

    def fails(self, findings: Iterable[Finding]) -> bool:
        """Whether a finding reaches `fail_on`."""
        if self.fail_on == NEVER:
            return False
        rank = Severity(self.fail_on).rank
        return any(finding.severity.rank <= rank for finding in findings)

    def _ignored_at(self, path: str, finding: Finding) -> bool:
        return any(
            matches(pattern, path) and any(names(name, finding.code, finding.rule) for name in listed)
            for pattern, listed in self.per_path_ignores
        )

    def _severity_at(self, finding: Finding) -> Severity | None:
        """The mildest that a glob over either path gives, so that the order of globs says nothing."""
        found = [
            severity
            for pattern, listed in self.per_path_severity
            if any(matches(pattern, path) for path in _paths(finding))
            and (severity := _severity_in(listed, finding)) is not None
        ]
        return max(found, key=lambda severity: severity.rank, default=None)


def _paths(finding: Finding) -> tuple[str, str]:
    return finding.cause.path, finding.effect.path


def _severity_in(listed: Severities, finding: Finding) -> Severity | None:
    """That of the selector which names the rule most closely; of a code and a name, the milder one."""
    rated = [
        (closeness, severity.rank, severity)
        for name, severity in listed
        if (closeness := precision(name, finding.code, finding.rule))
    ]
    return max(rated)[2] if rated else None
