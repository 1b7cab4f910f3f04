"""From the files of a tree to a configuration, with everything that is wrong in them."""

from __future__ import annotations

import tomllib
from typing import Any, Final, Protocol, cast

import msgspec

from conflictscan.baseline import load_baseline
from conflictscan.config.keys import BY_NAME, Misfit
from conflictscan.config.model import Config
from conflictscan.facts.errors import UsageError
from conflictscan.facts.spelling import did_you_mean

OWN_FILE: Final = "conflictscan.toml"
SHARED_FILE: Final = "pyproject.toml"
SECTION: Final = "tool.conflictscan"


class Readable(Protocol):
    """A tree that gives the content of a file; `Snapshot` is one."""

    def read(self, path: str, /) -> bytes | None:
        """The raw content; None when there is no such file."""
        ...


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """A configuration and where it stands.

    `file` is empty where a tree says nothing, `keys` are those that the file sets. `problems` are sentences;
    what they speak of has its default. `shadowed` tells that another file says something too, and is not read.
    """

    config: Config = Config()
    file: str = ""
    keys: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    shadowed: bool = False


class _Source(msgspec.Struct, frozen=True):
    """The raw table, its file, and how messages call it."""

    table: dict[str, object]
    file: str
    name: str


def read_settings(tree: Readable, *, where: str = "") -> Settings:
    """What a tree says; `where` (a branch) only words the messages."""
    place = f" of {where}" if where else ""
    own = tree.read(OWN_FILE)
    file = SHARED_FILE if own is None else OWN_FILE
    try:
        source = (
            _shared(tree, place) if own is None else _Source(_toml(own, OWN_FILE + place), file, file + place)
        )
    except UsageError as error:
        return Settings(file=file, problems=(str(error),))
    if source is None:
        return Settings()
    config, problems = _config(source)
    if config.baseline is not None:
        config, missing = _with_baseline(config, tree, source.name, place)
        problems += missing
    return Settings(
        config=config,
        file=source.file,
        keys=tuple(key for key in BY_NAME if key in source.table),
        problems=tuple(problems),
        shadowed=own is not None and _says_something(tree),
    )


def _shared(tree: Readable, place: str) -> _Source | None:
    """The table in pyproject.toml; None when it has none."""
    content = tree.read(SHARED_FILE)
    if content is None or b"conflictscan" not in content:
        return None
    tools = _toml(content, SHARED_FILE + place).get("tool", {})
    name = f"[{SECTION}] in {SHARED_FILE}{place}"
    table = cast("dict[str, object]", tools).get("conflictscan") if isinstance(tools, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise UsageError(f"{name} is not a table")
    return _Source(cast("dict[str, object]", table), SHARED_FILE, name)


def _says_something(tree: Readable) -> bool:
    try:
        return _shared(tree, "") is not None
    except UsageError:
        return False  # a file that does not hold need not be valid


def _toml(content: bytes, name: str) -> dict[str, object]:
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{name} is not valid TOML: {error}") from error


def _config(source: _Source) -> tuple[Config, list[str]]:
    problems = [_unknown(key, source.name) for key in sorted(set(source.table) - set(BY_NAME))]
    given: dict[str, Any] = {}
    for name, value in source.table.items():
        key = BY_NAME.get(name)
        if key is None:
            continue
        try:
            given[key.field] = key.read(name, value)
        except Misfit as misfit:
            problems.append(misfit.sentence(source.name))
    return Config(**given), problems


def _unknown(key: str, name: str) -> str:
    hint = did_you_mean(key, BY_NAME) or f"; known are {', '.join(BY_NAME)}"
    return f"unknown key {key!r} in {name}{hint}"


def _with_baseline(config: Config, tree: Readable, name: str, place: str) -> tuple[Config, list[str]]:
    path = config.baseline or ""
    content = tree.read(path)
    if content is None:
        return config, [f"{name} names the baseline {path!r}, which is not there{place}"]
    try:
        return msgspec.structs.replace(config, accepted=load_baseline(content, path)), []
    except UsageError as error:
        return config, [str(error)]
