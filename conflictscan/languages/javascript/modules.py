"""`import` and `export` statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import Export, Import, ImportedName, ReferenceKind
from conflictscan.languages.syntax.imports import add

if TYPE_CHECKING:
    import tree_sitter

    from conflictscan.facts.code import Span
    from conflictscan.languages.syntax.collect import Collector
    from conflictscan.languages.syntax.marks import Node
    from conflictscan.languages.syntax.scopes import Context

DEFAULT: Final = "default"
WHOLE: Final = "="
"""The name of a module's value as a whole, where `module.exports` is replaced."""

_DECLARES: Final = frozenset({"function", "class", "alias", "namespace"})


# -- imports -----------------------------------------------------------------------------------


def imported(notes: Collector, node: Node, context: Context) -> None:
    """The imports of one statement: a name each, or the module as a whole."""
    source = _field(node.raw, "source")
    clause = next(
        (c for c in node.raw.named_children if c.type in ("import_clause", "import_require_clause")), None
    )
    if clause is not None and clause.type == "import_require_clause":
        source = _field(clause, "source")
    if source is None:
        return
    module = _content(notes, source)
    types_only = any(c.type in ("type", "typeof") for c in node.raw.children)
    names: list[ImportedName] = []
    if clause is not None and clause.type == "import_require_clause":
        _namespace(notes, clause, module, context, types_only=types_only)
        return
    for part in clause.named_children if clause is not None else ():
        if part.type == "identifier":
            names.append(_name(notes, DEFAULT, part))
        elif part.type == "named_imports":
            names.extend(
                _specifier(notes, each) for each in part.named_children if each.type == "import_specifier"
            )
        elif part.type == "namespace_import":
            _namespace(notes, part, module, context, types_only=types_only)
    if names or clause is None:
        add(
            notes,
            Import(
                module=module,
                span=notes.marks.span(node),
                names=tuple(names),
                scope=_scope(context),
                guards=context.guards,
                reexport=clause is None,  # for its effect alone: no name is bound
                types_only=types_only,
            ),
            context,
        )


def _namespace(
    notes: Collector, part: tree_sitter.Node, module: str, context: Context, *, types_only: bool
) -> None:
    """The module as a whole under one name: `* as name`, `name = require("m")`."""
    local = next((child for child in part.named_children if child.type == "identifier"), part)
    fact = Import(
        module=module,
        span=_span(notes, part),
        alias=_text(notes, local),
        scope=_scope(context),
        guards=context.guards,
        types_only=types_only,
    )
    add(notes, fact, context)


def _specifier(notes: Collector, each: tree_sitter.Node) -> ImportedName:
    name, alias = _field(each, "name"), _field(each, "alias")
    written = name or each
    return ImportedName(_content(notes, written), _text(notes, alias or written), _span(notes, written))


def _name(notes: Collector, name: str, local: tree_sitter.Node) -> ImportedName:
    return ImportedName(name, _text(notes, local), _span(notes, local))


# -- exports -----------------------------------------------------------------------------------


def exported(notes: Collector, node: Node, context: Context) -> bool:
    """What one export statement hands out; True when nothing in it is left to visit."""
    if context.scope.kind != "module":
        return False  # a member of a namespace
    raw = node.raw
    types_only = any(c.type == "type" for c in raw.children)
    source = _field(raw, "source")
    if source is not None:
        _handed_on(notes, node, _content(notes, source), context, types_only=types_only)
        return True
    clause = next((c for c in raw.named_children if c.type == "export_clause"), None)
    if clause is not None:
        for each in clause.named_children:
            if each.type == "export_specifier":
                name, alias = _field(each, "name"), _field(each, "alias")
                out = _content(notes, alias or name or each)
                notes.exports.append(Export(out, _text(notes, name or each), _span(notes, each), types_only))
        for child in node.children:
            if child.kind == "identifier" and child.raw == _field(child.raw.parent or child.raw, "name"):
                notes.use(ReferenceKind.READ, child, context)
        return True
    if any(c.type == "default" for c in raw.children):
        notes.exports.append(Export(DEFAULT, _default(notes, node), notes.marks.span(node)))
        return False
    if any(c.type == "=" for c in raw.children):
        value = raw.named_children[-1] if raw.named_children else None
        local = _text(notes, value) if value is not None and value.type == "identifier" else ""
        notes.exports.append(Export(WHOLE, local, notes.marks.span(node)))
        return False
    for name in _declared(node):
        text = notes.marks.text(name)
        notes.exports.append(Export(text, text, notes.marks.span(name)))
    return False


def _handed_on(notes: Collector, node: Node, module: str, context: Context, *, types_only: bool) -> None:
    """`export … from "m"`."""
    names: list[ImportedName] = []
    alias = ""
    star = True
    for part in node.raw.named_children:
        if part.type == "export_clause":
            star = False
            for each in part.named_children:
                name, given = _field(each, "name"), _field(each, "alias")
                if each.type == "export_specifier" and name is not None:
                    out = _content(notes, given or name)
                    names.append(ImportedName(_content(notes, name), out, _span(notes, name)))
        elif part.type == "namespace_export":
            star = False
            alias = _content(notes, part.named_children[-1]) if part.named_children else ""
    fact = Import(
        module=module,
        span=notes.marks.span(node),
        names=tuple(names),
        alias=alias,
        star=star,
        reexport=True,
        types_only=types_only,
    )
    if names or alias or star:
        add(notes, fact, context)


def _default(notes: Collector, node: Node) -> str:
    """The local name behind a default export; that of its anonymous function or class; empty for an expression."""
    for child in node.children:
        if child.kind in ("function", "class"):
            name = child.get("name")
            return notes.marks.text(name) if name is not None else DEFAULT
        if child.kind == "identifier":
            return notes.marks.text(child)
    return ""


def _declared(node: Node) -> list[Node]:
    """The names that a declaration behind `export` gives."""
    found: list[Node] = []
    stack = list(reversed(node.children))
    while stack:
        here = stack.pop()
        if here.kind in _DECLARES:
            name = here.get("name")
            found.extend([name] if name is not None else [])
        elif here.kind == "declare":
            found.extend(_names(here.all("target")))
        elif here.kind == "hoist" or not here.kind:
            stack.extend(reversed(here.children))
    return found


def _names(targets: list[Node]) -> list[Node]:
    """The names that patterns bind."""
    found: list[Node] = []
    stack = list(reversed(targets))
    while stack:
        node = stack.pop()
        if node.kind in ("identifier", "shorthand"):
            found.append(node)
        else:
            stack.extend(
                c for c in reversed(node.children) if "key" not in c.roles and "value" not in c.roles
            )
    return found


# -- parts -------------------------------------------------------------------------------------


def _scope(context: Context) -> str:
    return context.scope.owner.qualname if context.scope.kind != "module" else ""


def _field(raw: tree_sitter.Node, name: str) -> tree_sitter.Node | None:
    return raw.child_by_field_name(name)


def _text(notes: Collector, raw: tree_sitter.Node) -> str:
    return notes.marks.source[raw.start_byte : raw.end_byte].decode("utf-8", "replace")


def _content(notes: Collector, raw: tree_sitter.Node) -> str:
    text = _text(notes, raw)
    return text[1:-1] if len(text) > 1 and text[0] in "\"'`" else text


def _span(notes: Collector, raw: tree_sitter.Node) -> Span:
    return notes.marks.region(raw.start_byte, raw.end_byte)
