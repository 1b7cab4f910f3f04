"""Every setting with its value and where it comes from: a default, a file of a revision, the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NamedTuple, cast

import msgspec

from conflictscan.cli.holding import Holding, holding
from conflictscan.config import KEYS, Key
from conflictscan.facts.errors import UsageError
from conflictscan.git import Repository
from conflictscan.report.display import displayed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from conflictscan.cli.scanning import Overrides
    from conflictscan.config import Config

_OF_OURS: Final = "target"  # the one key that OURS decides: it says what THEIRS is
_COMMAND_LINE: Final = "command line"
_DEFAULT: Final = "default"


class Source(NamedTuple):
    """Where a value comes from; `file` and `revision` are those of a file."""

    kind: str
    file: str = ""
    revision: str = ""

    def __str__(self) -> str:
        return displayed(f"{self.file} of {self.revision}") if self.file else self.kind


class Setting(NamedTuple):
    """One key with its value, as plain data, and its sources; more than one where options add to a file."""

    key: Key
    value: object
    sources: tuple[Source, ...]


class Effective(NamedTuple):
    """All settings of one scan."""

    held: Holding
    settings: tuple[Setting, ...]


def effective(folder: Path, pair: tuple[str, str | None], options: Overrides) -> Effective:
    """What a scan of the pair goes by. Raises a UsageError where the configuration cannot be used."""
    with Repository.open(folder) as repository:
        held = holding(repository, *pair)
    for settings in (held.settings, held.of_ours):
        if settings.problems:
            raise UsageError(settings.problems[0])
    return Effective(held, tuple(_setting(key, held, options) for key in KEYS))


def _setting(key: Key, held: Holding, options: Overrides) -> Setting:
    given = _from_options(options).get(key.name)
    value, source = _from_files(key, held)
    if given is None:
        return Setting(key, value, (source,))
    if key.name == "ignore" and source.kind != _DEFAULT:
        return Setting(
            key, [*cast("list[str]", value), *cast("list[str]", given)], (source, Source(_COMMAND_LINE))
        )
    return Setting(key, given, (Source(_COMMAND_LINE),))


def _from_options(options: Overrides) -> Mapping[str, object]:
    given = {
        "select": None if options.select is None else list(options.select),
        "ignore": list(options.ignore) or None,
        "fail-on": options.fail_on,
        "baseline": None if options.baseline is None else str(options.baseline),
    }
    return {name: value for name, value in given.items() if value is not None}


def _from_files(key: Key, held: Holding) -> tuple[object, Source]:
    settings, revision = (held.of_ours, held.ours) if key.name == _OF_OURS else (held.settings, held.theirs)
    source = Source("file", settings.file, revision) if key.name in settings.keys else Source(_DEFAULT)
    return _plain(key, settings.config), source


def _plain(key: Key, config: Config) -> object:
    return _as_tables(msgspec.to_builtins(getattr(config, key.field)), key.depth)


def _as_tables(value: object, depth: int) -> object:
    """Pairs as tables, `depth` times."""
    if not depth:
        return value
    return {name: _as_tables(each, depth - 1) for name, each in cast("list[tuple[str, object]]", value)}


# -- as text -----------------------------------------------------------------------------------


def in_json(found: Effective) -> str:
    """One JSON document."""
    document = {
        "schema_version": "1",
        "ours": found.held.ours,
        "theirs": None if found.held.no_target else found.held.theirs,
        "settings": {
            setting.key.name: {"value": setting.value, "sources": [_source(each) for each in setting.sources]}
            for setting in found.settings
        },
    }
    return json.dumps(document, indent=2) + "\n"


def _source(source: Source) -> dict[str, str]:
    if not source.file:
        return {"kind": source.kind}
    return {"kind": source.kind, "file": source.file, "revision": source.revision}


def in_toml(found: Effective) -> str:
    """A conflictscan.toml with the same settings, commented."""
    return "\n".join((*_head(found.held), "", *_lines(found.settings))) + "\n"


def _head(held: Holding) -> Iterator[str]:
    ours, theirs = displayed(held.ours), displayed(held.theirs)
    if held.no_target:
        yield f"# The configuration of {ours}; a scan needs a second branch:"
        yield f"# {displayed(held.no_target)}"
    else:
        yield f"# The configuration for a scan of {ours} against {theirs}: that of {theirs} holds."
    if held.settings.shadowed:
        yield "# pyproject.toml has a [tool.conflictscan] too, which is not read beside conflictscan.toml."


def _lines(settings: tuple[Setting, ...]) -> Iterator[str]:
    for setting in settings:
        name, where = setting.key.name, ", ".join(map(str, setting.sources))
        if setting.key.depth:
            yield f"\n[{name}]  # {where}"
            for key, value in cast("dict[str, object]", setting.value).items():
                yield f"{toml_string(key)} = {toml_value(value)}"
        elif setting.value is None:
            yield f"# {name} is not set"
        else:
            yield f"{name} = {toml_value(setting.value)}  # {where}"


def toml_value(value: object) -> str:
    """A value in one line of TOML."""
    if isinstance(value, dict):
        rows = cast("dict[str, object]", value).items()
        return "{ " + ", ".join(f"{toml_string(key)} = {toml_value(each)}" for key, each in rows) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml_value(each) for each in cast("list[object]", value)) + "]"
    return str(value).lower() if isinstance(value, bool) else toml_string(str(value))


def toml_string(text: str) -> str:
    """A basic string of TOML; what a terminal should not see is escaped."""
    return '"' + "".join(map(_toml_character, text)) + '"'


def _toml_character(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    return f"\\u{ord(character):04x}" if ord(character) <= 0xFFFF else f"\\U{ord(character):08x}"
