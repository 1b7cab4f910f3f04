"""What the commands for many branches found, for people and for machines: one module a command.

Each document has a schema beside its module (`audit-v1.json`), which `schema` reads.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import cast

from conflictscan import __version__

SCHEMA_VERSION = "1"


def schema(command: str) -> dict[str, object]:
    """The JSON schema (draft 2020-12) of what a command prints."""
    name = f"{command}-v{SCHEMA_VERSION}.json"
    text = resources.files("conflictscan.report.fleet").joinpath(name).read_text("utf-8")
    return cast("dict[str, object]", json.loads(text))


def document(content: dict[str, object]) -> str:
    """One JSON document with a newline at its end: ASCII, keys in the order given."""
    head = {"schema_version": SCHEMA_VERSION, "tool": {"name": "conflictscan", "version": __version__}}
    return json.dumps(head | content, indent=2, ensure_ascii=True) + "\n"
