"""The import of what the other side moved, written anew in the merged tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from conflictscan.facts.code import ReferenceKind
from conflictscan.graph import Status
from conflictscan.rules.engines.edits import end_of_line, newline_of, of_bytes
from conflictscan.rules.engines.import_statements import Statement, statement_of
from conflictscan.rules.framework.drafts import START

if TYPE_CHECKING:
    from conflictscan.facts.code import Import, ImportedName
    from conflictscan.facts.findings import Edit
    from conflictscan.languages.resolver import Spelling, Writing
    from conflictscan.rules.engines.dangle import Dangling
    from conflictscan.rules.framework.uses import UseCase


def moved(case: UseCase, found: Dangling) -> tuple[Edit, ...]:
    """The import of what the other side moved, from where it is in the merge; () where that is no mechanical edit."""
    target, path = case.world.merged_path(case.other, found.cause.path), case.after.path
    facts, syntax = case.world.merged.facts(path), case.world.merged.semantics(path).imports
    if target is None or facts is None or syntax is None:
        return ()
    whole = found.cause.span == START
    if case.after.reference.kind is not ReferenceKind.IMPORT:
        return _prefix(case, found.new, _module_that_went(case, found)) if syntax.whole else ()
    statement = statement_of(
        path, case.world.merged.source(path), facts, case.after.reference.span.start_byte, syntax
    )
    spelled = _spelled(case, statement, target) if statement is not None else None
    if statement is None or spelled is None:
        return ()
    if whole:
        return _of_module(case, found, statement, spelled)
    return _of_definition(case, statement, spelled, target)


# -- a definition ------------------------------------------------------------------------------


def _of_definition(case: UseCase, statement: Statement, spelled: Spelling, target: str) -> tuple[Edit, ...]:
    name, merged = statement.name, case.world.merged
    if name is None:
        return ()
    if all(_went(case, imported, each, target) for imported, each in statement.names):
        return statement.with_module(spelled.text)
    if merged.names.attribute(target, name.name).status is not Status.BOUND:
        return ()
    return _split(statement, spelled.text, name.name)


def _went(case: UseCase, imported: Import, name: ImportedName, target: str) -> bool:
    merged, path = case.world.merged, case.after.path
    gone = merged.names.imported(path, imported, name).status is Status.MISSING
    return gone and merged.names.attribute(target, name.name).status is Status.BOUND


def _split(statement: Statement, module: str, name: str) -> tuple[Edit, ...]:
    """The name out of its statement, and a statement of its own behind it."""
    taken, line = statement.without_name(), statement.of_one(module, name)
    if taken is None or not line or not statement.alone:
        return ()
    source = statement.source
    end = end_of_line(source, statement.end)
    return taken, of_bytes(statement.path, source, end, end, f"{newline_of(source)}{statement.indent}{line}")


# -- a module ----------------------------------------------------------------------------------


def _of_module(case: UseCase, found: Dangling, statement: Statement, spelled: Spelling) -> tuple[Edit, ...]:
    name, syntax = statement.name, statement.syntax
    if name is None:  # import a.b, import a.b as c, import * as c from "./b"
        return () if spelled.level else statement.with_module(spelled.text)
    if _is_source(case, found, statement.imported):
        return statement.with_module(spelled.text)
    if not syntax.separator:
        return ()
    parent, _, stem = spelled.text.rpartition(syntax.separator)
    if spelled.level and "." not in spelled.module:
        parent, stem = "." * spelled.level, spelled.module
    if not parent:
        return ()
    if len(statement.names) > 1:
        return _split(statement, parent, stem)
    edits = statement.with_module(parent)
    if stem == name.name or not edits:
        return edits
    text = syntax.renamed.format(name=stem, local=name.local) if name.local == name.name else stem
    span = name.span
    return (*edits, of_bytes(statement.path, statement.source, span.start_byte, span.end_byte, text))


def _is_source(case: UseCase, found: Dangling, imported: Import) -> bool:
    """Is the module that went the one after `from`, and not a name that it takes?"""
    own = _source_of(case, imported)
    return own is not None and case.before.tree.module_name(own) == found.subject


def _source_of(case: UseCase, imported: Import) -> str | None:
    tree = case.before.tree
    return tree.names.module(case.before.path, imported.module, imported.level).module


def _module_that_went(case: UseCase, found: Dangling) -> str:
    """The old name of the module that moved as a whole; empty where it stayed, without the definition."""
    if found.cause.span == START:
        return found.subject
    origin, changes = case.origin, case.world.changes[case.other]
    if origin is None or changes.path_in_side(origin.path) != found.cause.path:
        return ""
    return case.world.base.module_name(origin.path)


def _prefix(case: UseCase, new: str, old: str) -> tuple[Edit, ...]:
    """`a.b` at the head of `a.b.use`; the import of `a.b` has an edit of its own."""
    span, path = case.after.reference.span, case.after.path
    source, head = case.world.merged.source(path), f"{old}.".encode()
    if not old or not source[span.start_byte :].startswith(head):
        return ()
    return (of_bytes(path, source, span.start_byte, span.start_byte + len(head) - 1, new),)


def _spelled(case: UseCase, statement: Statement, target: str) -> Spelling | None:
    imported = statement.imported
    return spelled_anew(
        case, "." * imported.level + imported.module, _source_of(case, imported) or "", target
    )


def spelled_anew(case: UseCase, written: str, old: str, target: str) -> Spelling | None:
    """`target` in the merge as the file with the use, which wrote `written` for the file `old`, would write it."""
    path = case.after.path
    modules = case.world.merged.modules(path)
    for spelling in cast("Writing", modules).spellings(path, target, written, old):
        found = modules.find(path, spelling.module, spelling.level)
        if found.path == target or (found.path and _same_package(case, found.path, target)):
            return spelling
    return None


def _same_package(case: UseCase, one: str, other: str) -> bool:
    """Do two files make one module?"""
    merged = case.world.merged
    return merged.semantics(other).package_scope and merged.module_name(one) == merged.module_name(other)
