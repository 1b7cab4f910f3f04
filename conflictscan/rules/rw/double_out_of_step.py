"""A test added on one side patches, by its name in a string, what the other side removed, renamed or moved.

## What it does

Reports a new `patch("app.mail.send")`, `patch.object(mail, "send")`, `patch.multiple("app.mail", send=…)` or
`monkeypatch.setattr(mail, "send", …)` whose target was there on its own side and is not in the merge. A name
that the patched module only imported counts as well: patches aim at where a name is used.

## Why it matters

No refactoring tool changes names in strings, and no type checker reads them. The new test raises
AttributeError or ModuleNotFoundError in the merge, or, where the old name is still there for something else,
replaces what nobody calls.

## Example

{fixture: patched-by-dotted-string}

## Fix

Patch it by its new name and place.

## Known limits

- Patches with `create=True` or `raising=False`, and strings put together at run time, are silent.
- A double whose return value or signature no longer fits what it stands for is not seen.

## Source

Python documentation, unittest.mock: "Where to patch".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.findings import Severity
from conflictscan.facts.rules import Rule
from conflictscan.rules.engines.dangle import DOUBLES, Gone, dangling, draft, problem
from conflictscan.rules.engines.edits import replaced
from conflictscan.rules.engines.moved_import import spelled_anew
from conflictscan.rules.framework.drafts import START

if TYPE_CHECKING:
    from conflictscan.facts.findings import Edit
    from conflictscan.rules.engines.dangle import Dangling
    from conflictscan.rules.framework.drafts import Draft
    from conflictscan.rules.framework.uses import UseCase

__all__ = ["RULE", "problem", "verdict"]

RULE = Rule(
    code="RW305",
    name="double-out-of-step",
    summary="A test double added on one side patches by name what the other side removed, renamed or moved.",
    severity=Severity.ERROR,
    confidence=0.85,
    compilers_see_it=False,  # they read no strings
    languages=("python", "javascript", "typescript"),
    elsewhere="tests do not patch by a name in a string",
)


def verdict(case: UseCase) -> Draft | None:
    """The string names nothing in the merge."""
    if case.before.reference.kind not in DOUBLES:
        return None
    found = dangling(case)
    return None if found is None else draft(case, found, fix=_fix(found), edits=_edits(case, found))


def _fix(found: Dangling) -> str:
    match found.gone:
        case Gone.RENAMED:
            return f"patch `{found.new}` instead of `{found.name}`"
        case Gone.MOVED:
            if found.cause.span == START:
                return f"patch `{found.new}` instead of `{found.subject}`"
            return f"patch `{found.name}` in `{found.new}`"
        case Gone.UNIMPORTED | Gone.HIDDEN:
            return f"patch `{found.name}` where it is used now"
        case Gone.REMOVED:
            return f"take the patch of `{found.name}` out of the test, or restore the definition"


def _edits(case: UseCase, found: Dangling) -> tuple[Edit, ...]:
    """The new name or module in the string, or the new name of the keyword that names it."""
    reference, path = case.after.reference, case.after.path
    span = reference.name_span
    written = case.world.merged.source(path)[span.start_byte : span.end_byte].decode("utf-8", "replace")
    text = ""
    if found.gone is Gone.RENAMED:
        text = _renamed(written, found)
    elif found.gone is Gone.MOVED and case.world.merged.semantics(path).module_targets:
        module = _module_moved(case, found) if written[1:-1] == reference.text else ""
        text = f"{written[0]}{module}{written[-1]}" if module else ""
    elif found.gone is Gone.MOVED and written == reference.text:
        text = _moved(written, found)
    return (replaced(path, span, text),) if text else ()


def _renamed(written: str, found: Dangling) -> str:
    parts = written.split(".")
    if parts.count(found.name) != 1:
        return ""
    return ".".join(found.new if part == found.name else part for part in parts)


def _moved(written: str, found: Dangling) -> str:
    """The head of the dotted name, the module that went or the definition that did, from its new module."""
    whole = found.cause.span == START
    rest = written.removeprefix(found.subject)
    if rest == written or (rest and not rest.startswith(".")):
        return ""
    return (found.new if whole else f"{found.new}.{found.name}") + rest


def _module_moved(case: UseCase, found: Dangling) -> str:
    """The module by its new place, as an import names it."""
    target, written = case.world.merged_path(case.other, found.cause.path), case.after.reference.text
    old = case.before.tree.names.module(case.before.path, written, 0).module
    if target is None or old is None or case.world.merged.semantics(case.after.path).imports is None:
        return ""
    spelled = spelled_anew(case, written, old, target)
    return spelled.text if spelled is not None else ""
