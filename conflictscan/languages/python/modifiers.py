"""Modifiers of functions and classes, told by their decorators, bases and bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from conflictscan.facts.code import Chain, Decorator
    from conflictscan.languages.python.notes import Definition
    from conflictscan.languages.python.tree import Node, Tree

INHERITED: Final = frozenset({"enum", "flag", "typeddict", "pydantic", "metaclass"})
"""What a class passes on to its subclasses (a dataclass does not: the decorator is needed again)."""

_BY_DECORATOR: Final = {
    "abstractmethod": ("abstract",),
    "abstractproperty": ("abstract", "property"),
    "abstractclassmethod": ("abstract", "classmethod"),
    "abstractstaticmethod": ("abstract", "staticmethod"),
    "classmethod": ("classmethod",),
    "staticmethod": ("staticmethod",),
    "property": ("property",),
    "cached_property": ("property", "cached_property"),
    "hybrid_property": ("property",),
    "overload": ("overload",),
    "final": ("final",),
    "fixture": ("fixture",),
    "setter": ("property", "setter"),
    "deleter": ("property", "deleter"),
    "getter": ("property",),
}
_BY_BASE: Final = {
    "Enum": ("enum",),
    "IntEnum": ("enum",),
    "StrEnum": ("enum",),
    "ReprEnum": ("enum",),
    "TextChoices": ("enum",),
    "IntegerChoices": ("enum",),
    "Choices": ("enum",),
    "Flag": ("enum", "flag"),
    "IntFlag": ("enum", "flag"),
    "Protocol": ("protocol",),
    "NamedTuple": ("namedtuple",),
    "TypedDict": ("typeddict",),
    "BaseModel": ("pydantic",),
    "BaseSettings": ("pydantic",),
    "SQLModel": ("pydantic",),
    "ABC": ("abstract", "abc"),
    "type": ("metaclass",),
    "ABCMeta": ("metaclass",),
    "EnumMeta": ("metaclass",),
    "EnumType": ("metaclass",),
}
_ATTRS: Final = frozenset({"attr.s", "attr.attrs", "attr.define", "attr.frozen", "attr.mutable", "attr.dataclass",
                           "attrs.define", "attrs.frozen", "attrs.mutable", "define", "attrs.s"})  # fmt: skip
_DYNAMIC: Final = frozenset({"__getattr__", "__getattribute__", "__setattr__"})
_FIELD_CALLS: Final = frozenset({"field", "Field", "attrib", "ib", "Factory", "PrivateAttr", "mapped_column"})


def of_function(definition: Definition, decorators: tuple[Decorator, ...], tree: Tree) -> tuple[str, ...]:
    """Sorted modifiers of a function or method."""
    found: set[str] = set()
    for decorator in decorators:
        found.update(_BY_DECORATOR.get(decorator.chain.last, ()))
        if decorator.chain.last in ("setter", "deleter", "getter") and not decorator.chain.steps:
            found -= {"property", "setter", "deleter"}
    scope = definition.scope
    if scope.is_async:
        found.add("async")
    if scope.yields:
        found.add("generator")
    name = definition.node.get("name")
    if name is not None and tree.text(name).startswith("test"):
        found.add("test")
    found.update(_body_modifiers(definition, tree))
    return tuple(sorted(found))


def _body_modifiers(definition: Definition, tree: Tree) -> set[str]:
    block = definition.node.get("body")
    statements = block.named if block is not None else []
    if statements and _is_docstring(statements[0]):
        statements = statements[1:]
    found: set[str] = set()
    raises = [s for s in statements if s.kind == "raise_statement" and "NotImplementedError" in tree.text(s)]
    if len(statements) == 1 and raises:
        found.update(("raises_not_implemented", "stub"))
    if all(_is_empty(s, tree) for s in statements):
        found.add("stub")
    return found


def _is_docstring(statement: Node) -> bool:
    named = statement.named
    return (
        statement.kind == "expression_statement"
        and len(named) == 1
        and named[0].kind
        in (
            "string",
            "concatenated_string",
        )
    )


def _is_empty(statement: Node, tree: Tree) -> bool:
    return statement.kind == "pass_statement" or tree.text(statement) in (
        "...",
        "return NotImplemented",
    )


def of_class(
    definition: Definition, bases: tuple[Chain, ...], decorators: tuple[Decorator, ...], tree: Tree
) -> frozenset[str]:
    """Modifiers of a class by its own head and body."""
    found: set[str] = set()
    for base in bases:
        found.update(_BY_BASE.get(base.last, ()))
    _from_keywords(definition, tree, found)
    for decorator in decorators:
        _from_decorator(decorator, found)
    block = definition.node.get("body")
    for statement in block.named if block is not None else ():
        inner = statement.get("definition") if statement.kind == "decorated_definition" else statement
        name = inner.get("name") if inner is not None and inner.kind == "function_definition" else None
        if name is not None and tree.text(name) in _DYNAMIC:
            found.add("dynamic")
        if (
            statement.kind == "decorated_definition"
            and "abstractmethod" in tree.text(statement).partition("def ")[0]
        ):
            found.add("abstract")
    return frozenset(found)


def _from_keywords(definition: Definition, tree: Tree, found: set[str]) -> None:
    listed = definition.node.get("superclasses")
    for item in listed.named if listed is not None else ():
        if item.kind != "keyword_argument":
            continue
        name, _, value = tree.text(item).partition("=")
        last = value.strip().rpartition(".")[2]
        if name.strip() == "metaclass":
            found.update(
                {"ABCMeta": ("abstract", "abc"), "EnumMeta": ("enum",), "EnumType": ("enum",)}.get(
                    last, ("custom_metaclass",)
                )
            )
        elif name.strip() == "total" and last == "False":
            found.add("total_false")
        elif name.strip() in ("frozen", "kw_only") and last == "True":
            found.add(name.strip())


def _from_decorator(decorator: Decorator, found: set[str]) -> None:
    chain = decorator.chain
    last, written = chain.last, f"{chain.name}{''.join(chain.steps)}"
    if last in {"dataclass", "pydantic_dataclass"}:
        found.add("dataclass")
    elif written in _ATTRS or (
        last in ("define", "frozen", "mutable", "attrs") and chain.name in ("attr", "attrs", last)
    ):
        found.add("attrs")
        if last == "frozen":
            found.add("frozen")
    elif last == "final":
        found.add("final")
    elif last == "runtime_checkable":
        found.add("protocol")
    for argument in decorator.arguments:
        name, _, value = argument.replace(" ", "").partition("=")
        if name in ("frozen", "kw_only") and value == "True":
            found.add(name)


def is_field_call(function: str) -> bool:
    """Does this callee, as written, declare a field: `field`, `attr.ib`, `Field`?"""
    return function.rpartition(".")[2] in _FIELD_CALLS


def keyword_texts(call: Node, tree: Tree) -> tuple[dict[str, str], str]:
    """The keyword arguments of a call as written, and its first positional argument."""
    listed = call.get("arguments")
    options: dict[str, str] = {}
    first = ""
    for item in listed.named if listed is not None else ():
        if item.kind == "keyword_argument":
            name, value = item.get("name"), item.get("value")
            if name is not None and value is not None:
                options[tree.text(name)] = tree.text(value)
        elif not first:
            first = tree.text(item)
    return options, first
