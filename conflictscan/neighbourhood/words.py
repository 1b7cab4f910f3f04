"""What a side did to a definition or a file, in a few words."""

from __future__ import annotations

from conflictscan.changes import SideChanges, deltas
from conflictscan.changes.deltas import Delta, DeltaKind

_MOST_WORDS = 3
_PLAIN = {
    DeltaKind.PARAMETERS_REORDERED: "parameters reordered",
    DeltaKind.RETURN_TYPE: "return type changed",
    DeltaKind.RETURN_SHAPE: "returns something else",
    DeltaKind.RAISES: "raises something else",
    DeltaKind.DECORATORS: "decorators changed",
    DeltaKind.SUPERS: "base classes changed",
    DeltaKind.BECAME_ABSTRACT: "made abstract",
    DeltaKind.BECAME_FINAL: "made final",
    DeltaKind.VALUE_CHANGED: "value changed",
    DeltaKind.TYPE_CHANGED: "type changed",
    DeltaKind.PROPERTY_FLIP: "property or method",
    DeltaKind.BODY_CHANGED: "body changed",
}
_OF_A_PARAMETER = {
    DeltaKind.PARAMETER_ADDED: "`{name}` added",
    DeltaKind.PARAMETER_REMOVED: "`{name}` removed",
    DeltaKind.PARAMETER_RENAMED: "`{name}` renamed to `{new}`",
    DeltaKind.PARAMETER_KIND: "`{name}` passed otherwise",
    DeltaKind.PARAMETER_TYPE: "type of `{name}` changed",
    DeltaKind.PARAMETER_REQUIRED: "`{name}` made required",
    DeltaKind.PARAMETER_OPTIONAL: "`{name}` made optional",
    DeltaKind.PARAMETER_DEFAULT: "default of `{name}` changed",
}
_OF_A_FILE = {
    "added": "new file",
    "deleted": "deleted",
    "modified": "edited",
    "renamed": "renamed from {old}",
    "type_changed": "no regular file any more",
}


def change_of_definition(changes: SideChanges, path: str, qualname: str) -> str:
    """What the side did to a definition of its tree; empty if it left it alone."""
    new = changes.tree.definition(path, qualname) if changes.touches(path) else None
    if new is None:
        return ""
    old = changes.origin(new)
    if old is None:
        return "new"
    found = [_worded(delta) for delta in deltas(old.symbol, new.symbol)]
    if len(found) > 1:  # the body says nothing beside what changed at its surface
        found = [words for words in found if words != _PLAIN[DeltaKind.BODY_CHANGED]]
    more = len(found) - _MOST_WORDS
    return ", ".join(found[:_MOST_WORDS]) + (f" and {more} more" if more > 0 else "")


def change_of_file(changes: SideChanges, path: str) -> str:
    """What the side did to a file of its tree; empty if it left it alone."""
    change = changes.by_new.get(path)
    return "" if change is None else _OF_A_FILE[change.status].format(old=change.old_path)


def _worded(delta: Delta) -> str:
    match delta.kind:
        case DeltaKind.RENAMED:
            return f"renamed from `{delta.old}`"
        case DeltaKind.KIND_CHANGED:
            return f"was a {delta.old}"
        case DeltaKind.ASYNC_FLIP | DeltaKind.GENERATOR_FLIP:
            return f"made {delta.new}"
        case DeltaKind.RECEIVER:
            return f"made {delta.new} method" if delta.new else "receiver changed"
        case kind if kind in _OF_A_PARAMETER:
            return _OF_A_PARAMETER[kind].format(name=delta.name, new=delta.new)
        case kind:
            return _PLAIN[kind]
