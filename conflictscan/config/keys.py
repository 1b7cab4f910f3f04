"""Every key of the configuration: the field it sets, what its value must be, an example, and what it is for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, cast

import msgspec

from conflictscan.facts.concerns import Concern, Concerns
from conflictscan.facts.findings import Severity
from conflictscan.facts.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

NEVER: Final = "never"
SEVERITIES: Final = tuple(severity.value for severity in Severity)
FAIL_ON: Final = (*SEVERITIES, NEVER)
_OFF: Final = (False, "off", "none", "ignore", "never", "disabled")


class Misfit(Exception):
    """A value that a key cannot have."""

    def __init__(self, place: str, words: str, value: object, *, hint: str = "") -> None:
        super().__init__(place)
        self.place = place
        self.words = words
        self.value = value
        self.hint = hint

    def sentence(self, name: str) -> str:
        """What is wrong, with the name of the file."""
        return f"{self.place!r} in {name} must be {self.words}, not {self.value!r}{self.hint}"


Reader = Callable[[str, object], object]
"""(key as written, value as TOML gives it) -> the field's value; raises Misfit."""


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """One key. `example` is TOML: a value, or a line of a table; `depth` counts the tables around a value."""

    name: str
    field: str
    read: Reader
    example: str
    about: str
    depth: int = 0


# -- values ------------------------------------------------------------------------------------


def _strings(place: str, value: object) -> tuple[str, ...]:
    try:
        return tuple(msgspec.convert(value, list[str]))
    except msgspec.ValidationError as error:
        raise Misfit(place, "a list of strings", value) from error


def _string(words: str) -> Reader:
    def read(place: str, value: object) -> str:
        if not isinstance(value, str):
            raise Misfit(place, words, value)
        return value

    return read


def _boolean(place: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise Misfit(place, "true or false", value)
    return value


def _one_of(place: str, value: object, options: Iterable[str]) -> str:
    known = tuple(options)
    if not isinstance(value, str) or value not in known:
        near = did_you_mean(value, known) if isinstance(value, str) else ""
        raise Misfit(place, f"one of {', '.join(known)}", value, hint=near)
    return value


def _fail_on(place: str, value: object) -> str:
    return _one_of(place, value, FAIL_ON)


def _severity(place: str, value: object) -> Severity:
    if value in _OFF:
        hint = "; to switch a rule off, put it in 'ignore' or 'per-path-ignores'"
        raise Misfit(place, f"one of {', '.join(SEVERITIES)}", value, hint=hint)
    return Severity(_one_of(place, value, SEVERITIES))


def _table(place: str, value: object, words: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise Misfit(place, words, value)
    return cast("dict[str, object]", value)


def _severities(place: str, value: object) -> tuple[tuple[str, Severity], ...]:
    table = _table(place, value, "a table of rule = severity")
    return tuple((rule, _severity(f"{place}.{rule}", each)) for rule, each in table.items())


def _severities_by_glob(
    place: str, value: object
) -> tuple[tuple[str, tuple[tuple[str, Severity], ...]], ...]:
    table = _table(place, value, "a table of glob = { rule = severity }")
    return tuple((glob, _severities(f"{place}.{glob}", each)) for glob, each in table.items())


def _rules_by_glob(place: str, value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    table = _table(place, value, "a table of glob = [rules]")
    return tuple((glob, _strings(f"{place}.{glob}", each)) for glob, each in table.items())


def _concerns(place: str, value: object) -> Concerns:
    table = _table(place, value, "a table of concern = { ecosystem = [packages], mechanisms = {…} }")
    return tuple((name, _concern(f"{place}.{name}", each)) for name, each in table.items())


def _concern(place: str, value: object) -> Concern:
    try:
        return msgspec.convert(value, Concern)
    except msgspec.ValidationError as error:
        words = "a table with packages by ecosystem, or mechanisms with their evidence"
        raise Misfit(place, words, value, hint=f" ({error})") from error


# -- the keys ----------------------------------------------------------------------------------

KEYS: Final = (
    Key(
        name="select",
        field="select",
        read=_strings,
        example='["ALL"]',
        about="The rules to run: codes (RW102), prefixes (RW, RW1), names, or ALL.",
    ),
    Key(
        name="ignore",
        field="ignore",
        read=_strings,
        example='["RW401"]',
        about="Rules not to run, written in the same ways. It wins over select.",
    ),
    Key(
        name="fail-on",
        field="fail_on",
        read=_fail_on,
        example='"error"',
        about="The least severity that makes the exit status 1: error, warning, note or never.",
    ),
    Key(
        name="exclude",
        field="exclude",
        read=_strings,
        example='["generated/**"]',
        about="Findings that touch these paths are not reported. Globs as in .gitignore.",
    ),
    Key(
        name="target",
        field="target",
        read=_string("the name of a branch"),
        example='"develop"',
        about="The branch that HEAD would merge into. The one key that is read from HEAD.",
    ),
    Key(
        name="baseline",
        field="baseline",
        read=_string("the path of a file"),
        example='"conflictscan-baseline.json"',
        about="A file of accepted findings, as `conflictscan scan --write-baseline FILE` writes it.",
    ),
    Key(
        name="preview",
        field="preview",
        read=_boolean,
        example="true",
        about="Run rules that are still on trial too.",
    ),
    Key(
        name="plugins",
        field="plugins",
        read=_strings,
        example='["example"]',
        about="Installed plug-ins whose rules run too.",
    ),
    Key(
        name="severity",
        field="severity",
        read=_severities,
        example='RW401 = "note"',
        about="What the findings of a rule are: error, warning or note.",
        depth=1,
    ),
    Key(
        name="per-path-ignores",
        field="per_path_ignores",
        read=_rules_by_glob,
        example='"tests/**" = ["RW305"]',
        about="Rules whose findings are not reported where they touch these paths.",
        depth=1,
    ),
    Key(
        name="per-path-severity",
        field="per_path_severity",
        read=_severities_by_glob,
        example='"examples/**" = { ALL = "warning" }',
        about="What the findings of a rule are where they touch these paths.",
        depth=2,
    ),
    Key(
        name="concerns",
        field="concerns",
        read=_concerns,
        example='http-client = { pypi = ["acme-http"] }',
        about="Libraries and mechanisms that compete for one concern, beside those that are known.",
        depth=1,
    ),
)
BY_NAME: Final = {key.name: key for key in KEYS}
