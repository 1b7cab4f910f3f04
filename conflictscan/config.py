"""Configuration: `conflictscan.toml`, or `[tool.conflictscan]` in `pyproject.toml`.

Both are read from the tree of the branch that is merged into, never from the change under scan: a branch
cannot switch off its own check. Where both files stand in one tree, `conflictscan.toml` holds.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, cast

import msgspec

from conflictscan.baseline import load_baseline
from conflictscan.facts.errors import UsageError
from conflictscan.facts.findings import Severity
from conflictscan.facts.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from conflictscan.facts.findings import Finding

OWN_FILE = "conflictscan.toml"
SHARED_FILE = "pyproject.toml"
NEVER = "never"
FAIL_ON = (*(severity.value for severity in Severity), NEVER)
ALL = "ALL"


class Readable(Protocol):
    """A tree that gives the content of a file; `Snapshot` is one."""

    def read(self, path: str, /) -> bytes | None:
        """The raw content; None when there is no such file."""
        ...


class Identified(Protocol):
    """Something with the two names of a rule."""

    @property
    def code(self) -> str:
        """RW102."""
        ...

    @property
    def name(self) -> str:
        """renamed-symbol-used."""
        ...


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """What a team decides. Rules are named by code (RW102), prefix (RW, RW1), name, or ALL."""

    select: tuple[str, ...] = (ALL,)
    ignore: tuple[str, ...] = ()
    fail_on: str = Severity.ERROR.value
    exclude: tuple[str, ...] = ()
    target: str | None = None
    baseline: str | None = None
    per_path_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    preview: bool = False
    accepted: frozenset[str] = frozenset()  # the baseline's fingerprints

    @classmethod
    def load(cls, tree: Readable, *, where: str = "") -> Config:
        """The configuration that a tree holds; `where` (a branch) only words the messages."""
        place = f" of {where}" if where else ""
        table, name = _table(tree, place)
        if table is None:
            return cls()
        config = _parsed(table, name)
        if config.baseline is None:
            return config
        content = tree.read(config.baseline)
        if content is None:
            raise UsageError(f"{name} names the baseline {config.baseline!r}, which is not there{place}")
        return msgspec.structs.replace(config, accepted=load_baseline(content, config.baseline))

    def check_rules(self, rules: Iterable[Identified]) -> None:
        """Raise when a selector names no rule, with the nearest that exists."""
        known = list(rules)
        names = [*self.select, *self.ignore, *(name for _, names in self.per_path_ignores for name in names)]
        for name in names:
            if not any(_names(name, rule.code, rule.name) for rule in known):
                raise UsageError(f"no rule is called {name!r}{did_you_mean(name, _spellings(known))}")

    def runs(self, rule: Identified, *, preview: bool = False) -> bool:
        """Whether a rule is selected; a rule in preview only by its own code or name, or with `preview`."""
        if any(_names(name, rule.code, rule.name) for name in self.ignore):
            return False
        if preview and not self.preview:
            return any(name in (rule.code, rule.name) for name in self.select)
        return any(_names(name, rule.code, rule.name) for name in self.select)

    def reports(self, finding: Finding) -> bool:
        """Whether a finding's rule and both its paths are wanted."""
        if any(_names(name, finding.code, finding.rule) for name in self.ignore):
            return False
        if not any(_names(name, finding.code, finding.rule) for name in self.select):
            return False
        return not any(
            self.excludes(path) or self._ignored_at(path, finding)
            for path in (finding.cause.path, finding.effect.path)
        )

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
            matches(pattern, path) and any(_names(name, finding.code, finding.rule) for name in names)
            for pattern, names in self.per_path_ignores
        )


# -- rules by name -----------------------------------------------------------------------------


def _names(selector: str, code: str, name: str) -> bool:
    if selector in (ALL, code, name):
        return True
    return bool(re.fullmatch(r"[A-Z]{2}\d{0,2}", selector)) and code.startswith(selector)


def _spellings(rules: Sequence[Identified]) -> list[str]:
    return [text for rule in rules for text in (rule.code, rule.name)]


# -- paths -------------------------------------------------------------------------------------


def matches(pattern: str, path: str) -> bool:
    """Whether a glob means a path: `*` and `?` stay in a folder, `**` crosses, a folder means what is in it.

    A pattern without a slash (but at its end) is looked for at any depth, as in .gitignore.
    """
    return _compiled(pattern).match(path) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    bare = pattern.strip("/")
    anywhere = "" if "/" in pattern.rstrip("/") else "(?:.*/)?"
    return re.compile(anywhere + "".join(_pieces(bare)) + r"(?:/.*)?\Z", re.DOTALL)


def _pieces(pattern: str) -> list[str]:
    tokens = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    found = cast("list[str]", re.findall(r"\*\*/|\*\*|\*|\?|[^*?]+", pattern))
    return [tokens.get(token, re.escape(token)) for token in found]


# -- the file ----------------------------------------------------------------------------------


def _table(tree: Readable, place: str) -> tuple[dict[str, object] | None, str]:
    """The raw table and how to call its file; None when the tree says nothing."""
    own = tree.read(OWN_FILE)
    if own is not None:
        return _toml(own, OWN_FILE + place), OWN_FILE + place
    shared = tree.read(SHARED_FILE)
    if shared is None or b"conflictscan" not in shared:
        return None, ""
    tools = _toml(shared, SHARED_FILE + place).get("tool", {})
    name = f"[tool.conflictscan] in {SHARED_FILE}{place}"
    table = cast("dict[str, object]", tools).get("conflictscan") if isinstance(tools, dict) else None
    if table is None:
        return None, ""
    if not isinstance(table, dict):
        raise UsageError(f"{name} is not a table")
    return cast("dict[str, object]", table), name


def _toml(content: bytes, name: str) -> dict[str, object]:
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{name} is not valid TOML: {error}") from error


def _parsed(table: dict[str, object], name: str) -> Config:
    unknown = sorted(set(table) - set(_KEYS))
    if unknown:
        hint = did_you_mean(unknown[0], _KEYS) or f"; known are {', '.join(_KEYS)}"
        raise UsageError(f"unknown key {unknown[0]!r} in {name}{hint}")
    given = {_KEYS[key][0]: _checked(key, value, name) for key, value in table.items()}
    return Config(**given)  # pyright: ignore[reportArgumentType] - each value was converted to its field's type


def _checked(key: str, value: object, name: str) -> object:
    field, wanted, words = _KEYS[key]
    try:
        converted = msgspec.convert(value, type=wanted)
    except msgspec.ValidationError as error:
        raise UsageError(f"{key!r} in {name} must be {words}, not {value!r}") from error
    if field == "fail_on" and converted not in FAIL_ON:
        raise UsageError(
            f"{key!r} in {name} must be {words}, not {value!r}{did_you_mean(str(value), FAIL_ON)}"
        )
    if field == "per_path_ignores":
        return tuple(cast("dict[str, tuple[str, ...]]", converted).items())
    return converted


_LIST = "a list of strings"
_KEYS: dict[str, tuple[str, object, str]] = {
    "select": ("select", tuple[str, ...], _LIST),
    "ignore": ("ignore", tuple[str, ...], _LIST),
    "fail-on": ("fail_on", str, "one of " + ", ".join(FAIL_ON)),
    "exclude": ("exclude", tuple[str, ...], _LIST),
    "target": ("target", str, "the name of a branch"),
    "baseline": ("baseline", str, "the path of a file"),
    "per-path-ignores": ("per_path_ignores", dict[str, tuple[str, ...]], "a table of glob = [rules]"),
    "preview": ("preview", bool, "true or false"),
}
