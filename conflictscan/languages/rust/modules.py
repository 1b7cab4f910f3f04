"""`use`, `mod` and `extern crate` as imports, and paths that start at a module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import Chain, Import, ImportedName, Reference, ReferenceKind, Root
from conflictscan.languages.syntax.scopes import Binding

if TYPE_CHECKING:
    import tree_sitter

    from conflictscan.facts.code import Span
    from conflictscan.languages.syntax.collect import Collector
    from conflictscan.languages.syntax.marks import Node
    from conflictscan.languages.syntax.scopes import Context, Scope

OUTWARDS: Final = "super::*"
"""The name that an inline module binds when it takes all names of the module around."""

_PATHS: Final = "<paths>"


def imported(notes: Collector, node: Node, context: Context) -> None:
    """The imports of one statement, and the names that it binds."""
    raw = node.raw
    if raw.type == "mod_item":
        name = raw.child_by_field_name("name")
        if name is not None:
            text = _text(name)
            _add(notes, f"self::{text}" if not inline_depth(context.scope) else "", context, node, alias=name)
    elif raw.type == "extern_crate_declaration":
        name, alias = raw.child_by_field_name("name"), raw.child_by_field_name("alias")
        if name is not None:
            _add(notes, _text(name), context, node, alias=alias or name)
    else:
        argument = raw.child_by_field_name("argument")
        if argument is not None:
            _tree(notes, argument, "", context, node)


def _tree(notes: Collector, raw: tree_sitter.Node, prefix: str, context: Context, node: Node) -> None:
    """One branch of a `use` tree."""
    match raw.type:
        case "use_list":
            for child in raw.named_children:
                _tree(notes, child, prefix, context, node)
        case "scoped_use_list":
            path, listed = raw.child_by_field_name("path"), raw.child_by_field_name("list")
            if listed is not None:
                _tree(notes, listed, _joined(prefix, _text(path)) if path else prefix, context, node)
        case "use_wildcard":
            inner = raw.named_children[0] if raw.named_children else None
            _star(notes, _joined(prefix, _text(inner)) if inner is not None else prefix, context, raw)
        case "use_as_clause":
            path, alias = raw.child_by_field_name("path"), raw.child_by_field_name("alias")
            if path is not None and alias is not None:
                _name(notes, _joined(prefix, _text(path)), alias, path, context, node)
        case "self":
            _name(notes, prefix, raw, raw, context, node, local=prefix.rpartition("::")[2])
        case "identifier" | "scoped_identifier":
            last = raw.child_by_field_name("name") or raw
            _name(notes, _joined(prefix, _text(raw)), last, last, context, node)
        case _:
            pass


def _name(  # noqa: PLR0913 - the parts of one name in a tree
    notes: Collector,
    path: str,
    bound: tree_sitter.Node,
    written: tree_sitter.Node,
    context: Context,
    node: Node,
    *,
    local: str = "",
) -> None:
    """`use path` under a local name."""
    module, _, name = path.rpartition("::")
    local = local or _text(bound)
    if local == "_":
        return
    if not module:
        _add(notes, name, context, node, alias=bound, local=local)
        return
    home = _from_here(module, inline_depth(context.scope))
    span = notes.marks.region(written.start_byte, written.end_byte)
    number = len(notes.imports)
    context.scope.bind(local, Binding("import", node, None, context.scope, number))
    notes.imports.append(
        Import(
            module=home,
            span=notes.marks.span(node),
            names=(ImportedName(name, local, span),),
            scope=context.scope.owner.qualname,
            guards=context.guards,
        )
    )
    notes.references.append(_reference(notes, span, local, context, number))


def _add(
    notes: Collector,
    module: str,
    context: Context,
    node: Node,
    *,
    alias: tree_sitter.Node,
    local: str = "",
) -> None:
    """A module under a local name."""
    local = local or _text(alias)
    number = len(notes.imports)
    context.scope.bind(local, Binding("import", node, None, context.scope, number))
    span = notes.marks.region(alias.start_byte, alias.end_byte)
    notes.imports.append(
        Import(
            module=module,
            span=span,
            alias=local,
            scope=context.scope.owner.qualname,
            guards=context.guards,
        )
    )
    notes.references.append(_reference(notes, span, local, context, number))


def _star(notes: Collector, path: str, context: Context, raw: tree_sitter.Node) -> None:
    """`use path::*`; one within a function or inline module counts for the whole file."""
    depth = inline_depth(context.scope)
    if depth and path == "::".join(["super"] * depth):
        context.scope.bind(OUTWARDS, Binding("unknown", notes.marks.root, None, context.scope))
        return
    span = notes.marks.region(raw.start_byte, raw.end_byte)
    notes.imports.append(Import(module=_from_here(path, depth), span=span, star=True, guards=context.guards))
    if depth:
        context.scope.bind(OUTWARDS, Binding("unknown", notes.marks.root, None, context.scope))


def _reference(notes: Collector, span: Span, local: str, context: Context, number: int) -> Reference:
    del notes
    scoped = context.scope.kind != "module"
    chain = Chain(local, Root.IMPORT, (), str(number)) if scoped else Chain(local, Root.MODULE)
    return Reference(
        kind=ReferenceKind.IMPORT,
        chain=chain,
        span=span,
        name_span=span,
        enclosing=context.scope.owner.qualname,
        guards=context.guards,
    )


# -- paths in code -----------------------------------------------------------------------------


def inline_depth(scope: Scope) -> int:
    """How many inline modules stand around."""
    return sum(each.node.kind == "namespace" for each in (scope, *scope.ancestors()))


def _from_here(path: str, depth: int) -> str:
    """A path as the file sees it, whatever inline module it stands in; empty where that is not known."""
    if not depth:
        return path
    parts = path.split("::")
    above = 0
    while above < len(parts) and parts[above] == "super":
        above += 1
    if above == 0:
        return "" if parts[0] == "self" else path
    if above < depth:
        return ""
    return "::".join([*(["super"] * (above - depth) or ["self"]), *parts[above:]])


def anchor(notes: Collector, prefix: str, node: Node) -> None:
    """Note that paths of the file start at a module."""
    key = f"{_PATHS}{prefix}"
    if key in notes.module.names:
        return
    number = len(notes.imports)
    notes.module.bind(key, Binding("import", node, None, notes.module, number))
    span = notes.marks.region(node.start, node.start)
    notes.imports.append(Import(module=prefix, span=span, alias=prefix, scope=_PATHS))


def anchored(prefix: str, scope: Scope) -> Chain | None:
    """The module that a path starts at."""
    top = scope
    for top in scope.ancestors():  # noqa: B007 - the outermost
        pass
    bound = top.names.get(f"{_PATHS}{prefix}")
    return Chain(prefix, Root.IMPORT, (), str(bound[0].number)) if bound else None


def start_of(node: Node, depth: int) -> tuple[str, list[str]] | None:
    """Where the path of a node starts, as the file sees it, and the names behind; None for what is no plain path."""
    parts: list[str] = []
    raw: tree_sitter.Node | None = node.raw
    while raw is not None and raw.type in ("scoped_identifier", "scoped_type_identifier"):
        name = raw.child_by_field_name("name")
        if name is None:
            return None
        parts.append(_text(name))
        raw = raw.child_by_field_name("path")
    if raw is None or raw.type not in (
        "identifier",
        "crate",
        "self",
        "super",
        "metavariable",
        "type_identifier",
    ):
        return None
    parts.append(_text(raw))
    parts.reverse()
    count = 1
    while parts[0] in ("self", "super") and count < len(parts) and parts[count] == "super":
        count += 1
    head = "::".join(parts[:count])
    if parts[0] in ("self", "super"):
        head = _from_here(head, depth)
    return head, parts[count:]


def _joined(prefix: str, path: str) -> str:
    path = path.replace(" ", "").removeprefix("::")
    return f"{prefix}::{path}" if prefix else path


def _text(raw: tree_sitter.Node) -> str:
    return (raw.text or b"").decode("utf-8", "replace").removeprefix("r#")
