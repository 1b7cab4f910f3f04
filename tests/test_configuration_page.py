"""The reference of the configuration lists every key, and its examples are valid."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conflictscan.config import KEYS, Key, read_settings
from conflictscan.rules.registry import all_rules

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "configuration.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
BLOCK = re.compile(r"```toml\n(.*?)```", re.DOTALL)


class Pyproject:
    """A tree that holds nothing but a pyproject.toml, and whatever file is asked for as a baseline."""

    def __init__(self, text: str) -> None:
        self._text = text

    def read(self, path: str) -> bytes | None:
        if path == "pyproject.toml":
            return self._text.encode()
        return None if path.endswith(".toml") else b'{"schema_version": "1", "findings": {}}'


def section(key: str) -> str:
    return PAGE.partition(f"\n### `{key}`\n")[2].partition("\n#")[0]


def test_every_key_has_a_section_and_no_other_has() -> None:
    assert re.findall(r"^### `(.+)`$", PAGE, re.MULTILINE) == [key.name for key in KEYS]


@pytest.mark.parametrize("key", [key.name for key in KEYS])
def test_the_example_of_a_key_sets_it_and_is_valid(key: str) -> None:
    found = read_settings(Pyproject(BLOCK.findall(section(key))[0]))
    assert found.problems == ()
    assert found.keys == (key,)
    assert list(found.config.unknown_rules(all_rules())) == []


def test_the_example_of_the_readme_is_valid() -> None:
    blocks = [block for block in BLOCK.findall(README) if "tool.conflictscan" in block]
    assert blocks
    for block in blocks:
        found = read_settings(Pyproject(block))
        assert found.problems == ()
        assert list(found.config.unknown_rules(all_rules())) == []


@pytest.mark.parametrize("key", [pytest.param(key, id=key.name) for key in KEYS])
def test_the_example_in_the_table_of_keys_is_valid(key: Key) -> None:
    head = f"[tool.conflictscan.{key.name}]\n" if key.depth else f"[tool.conflictscan]\n{key.name} = "
    found = read_settings(Pyproject(head + key.example))
    assert found.problems == ()
    assert found.keys == (key.name,)
    assert list(found.config.unknown_rules(all_rules())) == []
