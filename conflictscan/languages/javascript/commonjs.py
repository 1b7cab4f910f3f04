"""`require`, `module.exports`, prototypes, and the calls that name a module in a string."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import Chain, Export, Import, ImportedName, ReferenceKind, Root
from conflictscan.languages.javascript import modules
from conflictscan.languages.syntax.imports import add
from conflictscan.languages.syntax.scopes import Context, Scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from conflictscan.languages.syntax.chains import Chains
    from conflictscan.languages.syntax.collect import Collector
    from conflictscan.languages.syntax.marks import Node

_IMPORTS: Final = frozenset({"require", "import"})
_NAMES_MODULE: Final = frozenset(
    {
        "jest.mock", "jest.doMock", "jest.unmock", "jest.dontMock", "jest.setMock", "vi.mock", "vi.doMock", "vi.unmock",
        "vitest.mock",
    }
)  # fmt: skip
_ACTUAL: Final = frozenset(
    {"jest.requireActual", "jest.requireMock", "vi.importActual", "vi.importMock", "require.resolve"}
)
_EXPORTED: Final = re.compile(r"(?:module\s*\.\s*)?exports(?:\s*\.\s*([\w$]+))?\Z")
_PROTOTYPE: Final = re.compile(r"([\w$]+)\s*\.\s*prototype\s*\.\s*([\w$]+)\Z")
_STATIC: Final = re.compile(r"([\w$]+)\s*\.\s*([\w$]+)\Z")
_INDIRECT: Final = re.compile(rb"\bexports\b")
EXPORTS: Final = "exports"
"""The container of what is defined by assigning to `exports`."""


def mark(notes: Collector, node: Node, context: Context) -> bool:
    """Read a node in CommonJS's way; True when nothing is left to do with it."""
    match node.kind:
        case "declare":
            return _declared(notes, node, context)
        case "call":
            return _called(notes, node, context)
        case "assign":
            return _assigned(notes, node, context)
        case "record":
            return not _is_component(notes, node)
        case _:
            return False


def required_chain(chains: Chains, node: Node, scope: Scope) -> Chain | None:
    """The module that a `require` or `import()` where it stands gives."""
    call = node if node.kind == "call" else _awaited(node)
    if call is None or _specifier_of(chains.marks.text, call) is None or scope.find("require", members=False):
        return None
    return Chain(_alias(call), Root.MODULE)


# -- require -----------------------------------------------------------------------------------


def _declared(notes: Collector, node: Node, context: Context) -> bool:
    """`const a = require("m")`, `const { a } = await import("m")`, `const b = require("m").b`."""
    target, value = node.get("target"), node.get("value")
    if target is None or value is None:
        return False
    member: Node | None = None
    call = _plain(value)
    if call is not None and call.kind == "member":
        member = call.get("property")
        call = _plain(call.get("object"))
    module = _specifier_of(notes.marks.text, call) if call is not None else None
    if module is None or context.scope.find("require", members=False) is not None:
        return False
    names = _taken(notes, target, member)
    if names is None:
        return False
    fact = Import(
        module=module,
        span=notes.marks.span(node),
        names=names,
        alias=notes.marks.text(target) if not names else "",
        scope=context.scope.owner.qualname if context.scope.kind != "module" else "",
        guards=_optional(node, context),
    )
    add(notes, fact, context)
    return True


def _taken(notes: Collector, target: Node, member: Node | None) -> tuple[ImportedName, ...] | None:
    """The names that a declaration takes from a module; empty for the module itself; None where it is not plain."""
    text, span = notes.marks.text, notes.marks.span
    if target.kind == "identifier":
        if member is None:
            return ()
        return (ImportedName(text(member), text(target), span(member)),)
    if member is not None or target.kind != "pattern":
        return None
    names: list[ImportedName] = []
    for part in target.children:
        if part.kind == "shorthand":
            names.append(ImportedName(text(part), text(part), span(part)))
            continue
        key = part.get("key") if part.kind == "pair" else None
        local = next((c for c in part.children if c is not key), None) if key is not None else None
        if key is None or local is None or local.kind != "identifier":
            return None
        names.append(ImportedName(text(key), text(local), span(key)))
    return tuple(names) or None


def _called(notes: Collector, node: Node, context: Context) -> bool:
    callee = node.get("callee")
    text = "".join(notes.marks.text(callee).split()) if callee is not None else ""
    if text in _NAMES_MODULE or text in _ACTUAL:
        module = _argument(notes.marks.text, node)
        if module is not None:
            kind = ReferenceKind.TARGET if text in _NAMES_MODULE else ReferenceKind.IMPORT
            at = _argument_node(node)
            fact = Import(
                module=module, span=notes.marks.span(at or node), reexport=True, guards=context.guards
            )
            add(notes, fact, context, kind=kind)
        return False
    if text not in _IMPORTS or context.scope.find("require", members=False) is not None:
        return False
    module = _argument(notes.marks.text, node)
    if module is None:
        return False
    fact = Import(
        module=module,
        span=notes.marks.span(node),
        alias=_alias(node),
        guards=_optional(node, context),
    )
    at_module = Context(notes.module, context.guards)  # its name is nobody else's, wherever it stands
    notes.importing[node.start] = add(notes, fact, at_module)
    return True


def _alias(call: Node) -> str:
    """A name for a module that is given none."""
    return f"require({call.start})"


def _optional(node: Node, context: Context) -> tuple[str, ...]:
    """A module that is asked for within `try` may be absent."""
    here = node.parent
    while here is not None and here.kind not in ("function", "method", "class"):
        if here.kind == "try":
            return (*context.guards, "except:ImportError")
        here = here.parent
    return context.guards


def _plain(node: Node | None) -> Node | None:
    """The expression within parentheses, casts and `await`."""
    while node is not None and node.kind in ("group", "await", "cast"):
        node = node.get("value") or (node.children[0] if node.children else None)
    return node


def _awaited(node: Node) -> Node | None:
    inner = _plain(node)
    return inner if inner is not None and inner.kind == "call" else None


def _specifier_of(text: Callable[[Node], str], call: Node) -> str | None:
    callee = call.get("callee") if call.kind == "call" else None
    if callee is None or callee.kind != "identifier" or text(callee) not in _IMPORTS:
        return None
    return _argument(text, call)


def _argument_node(call: Node) -> Node | None:
    listed = next((c for c in call.children if c.kind == "arguments"), None)
    return listed.children[0] if listed is not None and listed.children else None


def _argument(text: Callable[[Node], str], call: Node) -> str | None:
    node = _argument_node(call)
    if node is None or node.kind != "str" or node.children:
        return None
    return text(node)[1:-1]


# -- exports -----------------------------------------------------------------------------------


def _assigned(notes: Collector, node: Node, context: Context) -> bool:
    """`exports.a = …`, `module.exports = …`, `A.prototype.m = …`, `A.m = function …`."""
    target, value = node.get("target"), node.get("value")
    if target is None or value is None or target.kind != "member":
        return False
    text = notes.marks.text(target)
    exported = _EXPORTED.match(text)
    if exported is not None and context.scope.find(EXPORTS, members=False) is None:
        return _export(notes, node, exported[1], target, value, context)
    member = _PROTOTYPE.match(text) or _STATIC.match(text)
    if member is None or value.kind not in ("function", "class") or context.scope.kind != "module":
        return False
    name = target.get("property")
    if name is None or member[1] not in notes.module.names:
        return False
    owner = Scope("class", notes.module, node, member[1])
    notes.define_function(value, node, name, Context(owner, context.guards))
    notes.spine(target, context, ReferenceKind.WRITE)
    return True


def _export(
    notes: Collector, node: Node, name: str | None, target: Node, value: Node, context: Context
) -> bool:
    span = notes.marks.span(target)
    if name is None and value.kind == "assign":  # `module.exports = exports = …`
        inner = value.get("value")
        notes.push(value, context)
        return inner is not None and _export(notes, node, name, target, inner, context)
    if name is not None:
        local = _local(notes, node, name, target.get("property"), value, context)
        notes.exports.append(Export(name, local, span))
    elif value.kind == "dict":
        _export_entries(notes, value, context)
    else:
        module = _specifier_of(notes.marks.text, value) if value.kind == "call" else None
        if module is not None:
            fact = Import(module=module, span=notes.marks.span(value), star=True, reexport=True)
            add(notes, fact, context)
            notes.exports_dynamic = True
            return True
        local = _local(notes, node, EXPORTS, None, value, context)
        notes.exports.append(Export(modules.WHOLE, local, span))
    if not _is_defined(value):
        notes.push(value, context)
    return True


def _is_defined(value: Node) -> bool:
    return value.kind in ("function", "class") and value.get("name") is None


def _local(notes: Collector, node: Node, name: str, at: Node | None, value: Node, context: Context) -> str:
    """What an exported value is called here: its own name, or the one it gets by being exported."""
    if value.kind == "identifier":
        return notes.marks.text(value)
    if value.kind not in ("function", "class"):
        return ""
    own = value.get("name")
    if own is not None:
        return notes.marks.text(own)
    scope = Scope("class", notes.module, node, EXPORTS)
    define = notes.define_function if value.kind == "function" else notes.define_class
    define(value, node, at, Context(scope, context.guards), text=name)
    return f"{EXPORTS}.{name}"


def _export_entries(notes: Collector, display: Node, context: Context) -> None:
    """`module.exports = { a, b: c, d() {} }`."""
    for item in display.children:
        key = item.get("key") or item.get("name")
        if item.kind == "shorthand":
            text = notes.marks.text(item)
            notes.exports.append(Export(text, text, notes.marks.span(item)))
        elif item.kind == "spread" or key is None:
            notes.exports_dynamic = True
        else:
            value = item.get("value")
            local = notes.marks.text(value) if value is not None and value.kind == "identifier" else ""
            name = notes.grammar.literal(notes.marks, key)
            notes.exports.append(Export(name, local, notes.marks.span(key)))
    del context


def settle(notes: Collector) -> None:
    """A file without any export hands out nothing that could be known; one that passes `exports` around, anything."""
    es_module = any(each.kind in ("export", "import") for each in notes.marks.root.children)
    if es_module:
        return
    if not notes.exports:
        notes.exports_dynamic = True
        return
    said = len(_INDIRECT.findall(notes.marks.source))
    if said > sum(1 for each in notes.exports if each.name) + len(notes.exports):
        notes.exports_dynamic = notes.exports_dynamic or _passed_around(notes)


def _passed_around(notes: Collector) -> bool:
    """Is `exports` or `module` used other than to assign to it?"""
    for use in notes.uses:
        node = use.node
        if (
            node.kind == "identifier"
            and notes.marks.text(node) in (EXPORTS, "module")
            and "target" not in node.roles
        ):
            return True
    return False


def _is_component(notes: Collector, node: Node) -> bool:
    """Does an element name a component? Lower-case names are those of the page itself."""
    if "element" not in node.roles:
        return True
    callee = node.get("callee")
    text = notes.marks.text(callee) if callee is not None else ""
    return bool(text) and (text[0].isupper() or "." in text)
