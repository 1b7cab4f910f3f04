"""What the commands for many branches found, for people and for machines: one module a command.

Each document has a schema beside its module (`audit-v1.json`), which `schema` reads.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Final, cast

from conflictscan import __version__
from conflictscan.report.display import displayed
from conflictscan.report.summary import SHORT_ID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conflictscan.facts.findings import Revision
    from conflictscan.facts.fleet import Skipped

SCHEMA_VERSION: Final = "1"
_MOST_SKIPPED: Final = 5


def schema(command: str) -> dict[str, object]:
    """The JSON schema (draft 2020-12) of what a command prints."""
    name = f"{command}-v{SCHEMA_VERSION}.json"
    text = resources.files("conflictscan.report.fleet").joinpath(name).read_text("utf-8")
    return cast("dict[str, object]", json.loads(text))


def document(content: dict[str, object]) -> str:
    """One JSON document with a newline at its end: ASCII, keys in the order given."""
    head = {"schema_version": SCHEMA_VERSION, "tool": {"name": "conflictscan", "version": __version__}}
    return json.dumps(head | content, indent=2, ensure_ascii=True) + "\n"


def revision_document(revision: Revision) -> dict[str, object]:
    """A revision as it was named, and its commit."""
    return {"rev": revision.rev, "oid": revision.oid}


def skipped_documents(skipped: Sequence[Skipped]) -> list[dict[str, object]]:
    """What was not looked at."""
    return [{"name": each.name, "oid": each.oid, "reason": each.reason} for each in skipped]


def skipped_line(skipped: Sequence[Skipped]) -> str:
    """`not looked at: 2 (1a2b3c4d5: it merges more than two branches; …)`."""
    first = skipped[:_MOST_SKIPPED]
    few = "; ".join(f"{(each.oid or each.name)[:SHORT_ID]}: {displayed(each.reason)}" for each in first)
    more = len(skipped) - _MOST_SKIPPED
    return f"not looked at: {len(skipped)} ({few}{f' and {more} more' if more > 0 else ''})"
