"""Case analyses: switches, and mappings keyed by members of an enumeration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.code import Arm, Key, Mapping, Match, Root

if TYPE_CHECKING:
    from conflictscan.languages.syntax.chains import Chains
    from conflictscan.languages.syntax.collect import Collector
    from conflictscan.languages.syntax.marks import Node
    from conflictscan.languages.syntax.scopes import Context

_MAX_VALUE = 200
_EXHAUSTED = frozenset(
    {"assertNever", "assert_never", "unreachable", "assertUnreachable", "exhaustive", "absurd"}
)


def matches(notes: Collector, chains: Chains) -> tuple[Match, ...]:
    """The case analyses of one file."""
    found = [_switch(node, context, notes, chains) for node, context in notes.switches]
    for node, context in notes.dicts:
        complete = _complete(node, context, notes, chains)
        if complete is not None:
            found.append(complete)
    return tuple(sorted(found, key=lambda match: match.span.start_byte))


def _switch(node: Node, context: Context, notes: Collector, chains: Chains) -> Match:
    arms: list[Arm] = []
    default: Node | None = None
    stack = list(reversed(node.children))
    while stack:
        child = stack.pop()
        if child.kind == "default" or (child.kind == "case" and notes.grammar.catches_all(child)):
            default = child
        elif child.kind == "case":
            arms.extend(
                _arm(each, context, notes, chains)
                for each in child.all("pattern_of")
                if "condition" not in each.roles
            )
        elif child.kind in ("block", "") and "subject" not in child.roles:
            stack.extend(reversed(child.children))
    subject = node.get("subject")
    chain = chains.evaluate(subject, context.scope) if subject is not None else None
    total = _total(default, notes) if default is not None else ""
    if not total and default is None and notes.grammar.is_total(node):
        total = "required"
    return Match(
        form="match",
        arms=tuple(arms),
        span=notes.marks.span(node),
        has_default=default is not None and not total,
        total=total,
        subject=chain if chain is not None and chain.root is not Root.UNKNOWN else None,
        enclosing=context.scope.owner.qualname,
    )


def _complete(node: Node, context: Context, notes: Collector, chains: Chains) -> Match | None:
    """A mapping display whose declared type asks for every member of an enumeration or union as a key."""
    parent = node.parent
    while parent is not None and parent.kind == "group":
        parent = parent.parent
    declared = parent.get("annotation") if parent is not None else None
    named = declared.get("name") if declared is not None and declared.kind == "generic" else None
    keyed = declared.get("typearguments") if named is not None and declared is not None else None
    if (
        parent is None
        or named is None
        or keyed is None
        or notes.marks.text(named) not in notes.grammar.keyed_types
    ):
        return None
    if any(item.kind == "spread" for item in node.children):
        return None
    target = parent.get("target") or parent.get("name")
    keys = [item.get("key") or item.get("name") or item for item in node.children]
    return Match(
        form="dispatch",
        arms=tuple(_key_arm(key, context, notes, chains) for key in keys),
        span=notes.marks.span(node),
        has_default=False,
        total="required",
        subject=chains.types.value(keyed, context.scope),
        enclosing=context.scope.owner.qualname,
        name=notes.marks.text(target) if target is not None else "",
    )


def _key_arm(key: Node, context: Context, notes: Collector, chains: Chains) -> Arm:
    """A key written plainly stands for its name; a computed one for what it names."""
    inner = key.children[0] if not key.kind and len(key.children) == 1 else None
    if inner is not None:
        return _arm(inner, context, notes, chains)
    return Arm(None, repr(notes.grammar.literal(notes.marks, key)), notes.marks.span(key))


def _arm(node: Node, context: Context, notes: Collector, chains: Chains) -> Arm:
    span = notes.marks.span(node)
    if node.kind == "str":
        return Arm(None, repr(notes.grammar.literal(notes.marks, node)), span)
    if node.kind in ("int", "float", "bool", "none"):
        return Arm(None, notes.marks.text(node), span)
    chain = chains.evaluate(node, context.scope)
    return Arm(None if chain.root is Root.UNKNOWN else chain, "", span)


def _total(default: Node, notes: Collector) -> str:
    """Why a case that comes to the default is a fault; empty when it is not."""
    for node in default.walk():
        if node.kind == "throw":
            return "raise"
        if node.kind == "call":
            callee = node.get("callee")
            name = notes.marks.text(callee).rpartition(".")[2] if callee is not None else ""
            if name in _EXHAUSTED:
                return "assert_never"
        if node.kind == "declare":
            annotation = node.get("annotation")
            if annotation is not None and notes.marks.text(annotation).strip() == "never":
                return "assert_never"
    return ""


def mappings(notes: Collector) -> tuple[Mapping, ...]:
    """Mapping displays that are assigned to a name or returned, and displays within them."""
    found: list[Mapping] = []
    places: dict[int, str] = {}
    for node, context in sorted(notes.dicts, key=lambda item: (item[0].start, -item[0].end)):
        place = _place(node, context, notes, places)
        if not place:
            continue
        places[node.start] = place
        keys = tuple(_keys(node, notes))
        if keys:
            owner = context.scope.owner.qualname
            found.append(
                Mapping(place=place, form="object", keys=keys, span=notes.marks.span(node), enclosing=owner)
            )
    return tuple(found)


def _place(node: Node, context: Context, notes: Collector, places: dict[int, str]) -> str:
    parent = node.parent
    while parent is not None and parent.kind in ("group", "cast", "export"):
        parent = parent.parent
    if parent is None:
        return ""
    owner = context.scope.owner.qualname
    prefix = f"{owner}." if owner else ""
    if parent.kind in ("declare", "assign", "field"):
        left = parent.get("target") or parent.get("name")
        named = left is not None and left.kind in ("identifier", "member", "")
        return f"{prefix}{notes.marks.text(left)}" if left is not None and named else ""
    if parent.kind == "return":
        return f"{prefix}return"
    outer = parent.parent
    if (
        parent.kind == "pair"
        and outer is not None
        and outer.start in places
        and places[outer.start].count("/") < 8
    ):
        key = parent.get("key")
        return f"{places[outer.start]}/{notes.grammar.literal(notes.marks, key)}" if key is not None else ""
    return ""


def _keys(node: Node, notes: Collector) -> list[Key]:
    found: list[Key] = []
    for item in node.children:
        key = item.get("key") if item.kind == "pair" else item if item.kind == "shorthand" else None
        if item.kind in ("method", "function") and not item.of_kind("modifier"):
            key = item.get("name")
        if key is None:
            continue
        value = item.get("value") or item
        text = " ".join(notes.marks.text(value).split())[:_MAX_VALUE]
        found.append(Key(notes.grammar.literal(notes.marks, key), text, notes.marks.span(key)))
    return found
