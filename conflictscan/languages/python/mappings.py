"""Dict displays with literal keys, and what a module exports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import Key, Mapping, ReferenceKind

if TYPE_CHECKING:
    from conflictscan.languages.python.collect import Collector
    from conflictscan.languages.python.notes import Use
    from conflictscan.languages.python.scopes import Context
    from conflictscan.languages.python.tree import Node, Tree

_KEYS: Final = frozenset({"string", "integer", "float", "true", "false", "none", "attribute", "identifier"})
_MAX_VALUE: Final = 200
_MAX_DEPTH: Final = 8
_NAMESPACES: Final = frozenset({"globals", "vars", "locals"})
_CHANGING: Final = frozenset({"update", "setdefault", "pop", "clear", "__setitem__"})


def mappings(notes: Collector) -> tuple[Mapping, ...]:
    """Dict displays that are assigned to a name or returned, and displays within them."""
    found: list[Mapping] = []
    places: dict[int, str] = {}
    for node, context in sorted(notes.dictionaries, key=lambda item: (item[0].start, -item[0].end)):
        place = _place(node, context, notes.tree, places)
        if place:
            places[node.start] = place
            keys = tuple(_keys(node, notes.tree))
            if keys:
                found.append(
                    Mapping(
                        place=place,
                        form="dict",
                        keys=keys,
                        span=notes.tree.span(node),
                        enclosing=context.scope.owner.qualname,
                    )
                )
    return tuple(found)


def _place(node: Node, context: Context, tree: Tree, places: dict[int, str]) -> str:
    parent = node.parent
    if parent is None:
        return ""
    owner = context.scope.owner.qualname
    prefix = f"{owner}." if owner else ""
    if parent.kind == "assignment":
        left = parent.get("left")
        return (
            f"{prefix}{tree.text(left)}"
            if left is not None and left.kind in ("identifier", "attribute")
            else ""
        )
    if parent.kind == "return_statement":
        return f"{prefix}return"
    outer = parent.parent
    if parent.kind == "pair" and outer is not None and outer.start in places:
        key = parent.get("key")
        place = places[outer.start]
        if key is not None and key.kind in _KEYS and place.count("/") < _MAX_DEPTH:
            return f"{place}/{key_name(key, tree)}"
    return ""


def _keys(node: Node, tree: Tree) -> list[Key]:
    found: list[Key] = []
    for pair in node.named:
        key, value = pair.get("key"), pair.get("value")
        if key is not None and key.kind in _KEYS:
            text = " ".join(tree.text(value).split())[:_MAX_VALUE] if value is not None else ""
            found.append(Key(key_name(key, tree), text, tree.span(key)))
    return found


def key_name(key: Node, tree: Tree) -> str:
    """A key: the content of a string, anything else as written."""
    if key.kind != "string":
        return tree.text(key)
    return "".join(tree.text(c) for c in key.children if c.kind in ("string_content", "interpolation"))


def exports(notes: Collector) -> tuple[tuple[str, ...] | None, bool]:
    """The names in `__all__` (None without one), and whether names may come in by other ways."""
    tree = notes.tree
    names: list[str] | None = None
    dynamic = False
    for item in sorted(notes.assigned, key=lambda a: a.target.start):
        if item.context.scope.kind != "module" or tree.text(item.target) != "__all__":
            continue
        listed, computed = _listed(item.value, tree)
        names = [*(names or []), *listed] if item.context.branch else listed
        dynamic = dynamic or computed
    for use in notes.uses:
        if use.node.kind == "identifier" and tree.text(use.node) == "__all__":
            if use.context.scope.kind != "module":
                dynamic = True
                continue
            more, computed = _extended(use, tree)
            names = [*(names or []), *more] if more else names
            dynamic = dynamic or computed
        elif use.node.kind == "attribute" and use.kind is not ReferenceKind.WRITE:
            dynamic = dynamic or _replaces_module(use.node, tree)
        elif use.node.kind == "call":
            more, computed = _extended_by_call(use, tree)
            names = [*(names or []), *more] if more else names
            dynamic = dynamic or computed or _injects(use, tree)
    hook = "__getattr__" in notes.module.names
    return (tuple(dict.fromkeys(names)) if names is not None else None), dynamic or hook


def _listed(node: Node | None, tree: Tree) -> tuple[list[str], bool]:
    """The strings of a list or tuple display, sums of such included; and whether anything else is in it."""
    names: list[str] = []
    computed = node is None
    stack = [node] if node is not None else []
    while stack:
        here = stack.pop()
        if here.kind in ("list", "tuple", "expression_list", "set", "parenthesized_expression") or (
            here.kind == "binary_operator" and here.has("+")
        ):
            stack.extend(reversed(here.named))
        elif here.kind == "string" and not here.has("interpolation"):
            names.append(key_name(here, tree))
        else:
            computed = True
    return names, computed


def _extended(use: Use, tree: Tree) -> tuple[list[str], bool]:
    """`__all__ += [...]`."""
    parent = use.node.parent
    if use.kind is not ReferenceKind.WRITE or parent is None or parent.kind != "augmented_assignment":
        return [], False
    return _listed(parent.get("right"), tree)


def _extended_by_call(use: Use, tree: Tree) -> tuple[list[str], bool]:
    """`__all__.extend([...])` and `__all__.append("x")`."""
    function, arguments = use.node.get("function"), use.node.get("arguments")
    if function is None or arguments is None or function.kind != "attribute":
        return [], False
    owner, name = function.get("object"), function.get("attribute")
    if owner is None or name is None or owner.kind != "identifier" or tree.text(owner) != "__all__":
        return [], False
    if tree.text(name) not in ("extend", "append", "insert"):
        return [], tree.text(name) in ("remove", "pop", "clear")
    given = arguments.named[-1:]
    return _listed(given[0], tree) if given else ([], False)


def _injects(use: Use, tree: Tree) -> bool:
    """`globals()[…] = …`, `globals().update(…)`, `setattr(sys.modules[…], …)`."""
    node = use.node
    function = node.get("function")
    if function is None or function.kind != "identifier":
        return False
    name = tree.text(function)
    parent = node.parent
    if name == "setattr":
        return "sys.modules[" in tree.text(node)[:80]
    if (
        name not in _NAMESPACES
        or parent is None
        or (name != "globals" and use.context.scope.kind != "module")
    ):
        return False
    if parent.kind == "attribute":
        attribute = parent.get("attribute")
        return attribute is not None and tree.text(attribute) in _CHANGING
    outer = parent.parent
    return parent.kind == "subscript" and outer is not None and outer.get("left") is parent


def _replaces_module(node: Node, tree: Tree) -> bool:
    """`sys.modules[__name__] = …`."""
    parent = node.parent
    if parent is None or parent.kind != "subscript" or tree.text(node) != "sys.modules":
        return False
    outer = parent.parent
    return outer is not None and outer.get("left") is parent
