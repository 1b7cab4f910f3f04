"""Scopes, what binds names in them, and the conditions around a node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from conflictscan.languages.syntax.marks import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import Chain

ScopeKind: TypeAlias = Literal["module", "class", "function", "lambda", "block", "type"]
How: TypeAlias = Literal[
    "value",  # name = node
    "part",  # a part of the value of node, which is not followed
    "element",  # for name of node
    "caught",  # catch (node name)
    "annotated",  # name: node
    "elements",  # name: node, each of many
    "parameter",  # without a declared type
    "receiver",  # the instance that a method is called on
    "definition",  # a function or class; node is it
    "import",  # `number` into the imports
    "type_parameter",
    "unknown",
]

EXECUTED: Final = frozenset({"function", "lambda"})
"""Scopes whose body runs later than the code around it."""

NAMING: Final = frozenset({"module", "class", "function"})
"""Scopes that give qualnames to what is defined in them."""


class Binding(NamedTuple):
    """One way in which a name gets its value: `node` is what the value is read from, in `scope`."""

    how: How
    target: Node
    node: Node | None
    scope: Scope
    number: int = 0


class Scope:
    """A region with names of its own. `qualname` is that of the innermost function or class around it."""

    __slots__ = (
        "all",
        "chains",
        "is_async",
        "kind",
        "names",
        "node",
        "owner",
        "parent",
        "qualname",
        "raises",
        "returns",
        "yields",
    )

    def __init__(self, kind: ScopeKind, parent: Scope | None, node: Node, qualname: str) -> None:
        self.kind = kind
        self.parent = parent
        self.node = node
        self.qualname = qualname
        self.names: dict[str, list[Binding]] = {}
        self.chains: dict[str, Chain] = {}
        self.is_async = False
        self.returns: list[Node] = []
        self.yields = False
        self.raises: list[tuple[Node, Scope]] = []
        self.owner: Scope = self if kind in NAMING or parent is None else parent.owner
        self.all: list[Scope] = parent.all if parent is not None else []
        """The scopes of the file, shared by all of them."""
        self.all.append(self)

    def close(self) -> None:
        """Cut the cycles between the scopes of the file and what binds names in them."""
        scopes = list(self.all)
        self.all.clear()
        for scope in scopes:
            scope.names = {}
            scope.owner = None  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue] - unreadable from here on

    def child_qualname(self, name: str) -> str:
        """The qualname of a definition of that name in this scope."""
        owner = self.owner
        if owner.kind == "module":
            return name
        return f"{owner.qualname}.{name}" if owner.kind == "class" else f"{owner.qualname}.<locals>.{name}"

    def bind(self, name: str, binding: Binding) -> None:
        """Let the name mean that, besides what it means already."""
        self.names.setdefault(name, []).append(binding)

    def executed(self) -> Scope:
        """The innermost scope around whose body runs as one: function, lambda, class or module."""
        scope = self
        while scope.kind in ("block", "type") and scope.parent is not None:
            scope = scope.parent
        return scope

    def ancestors(self) -> Iterator[Scope]:
        """The scopes around this one, innermost first."""
        scope = self.parent
        while scope is not None:
            yield scope
            scope = scope.parent

    def class_around(self) -> Scope | None:
        """The innermost class around, itself included."""
        scope: Scope | None = self
        while scope is not None and scope.kind != "class":
            scope = scope.parent
        return scope

    def find(self, name: str, *, members: bool, closed: str = "") -> Scope | None:
        """The scope whose binding a use of `name` here sees; `members`: bare names reach the members of a class.

        With `closed`, namespaces see nothing of what is around them, unless they bind that name.
        """
        scope: Scope | None = self
        while scope is not None:
            bound = scope.names.get(name)
            namespace = scope.node.kind == "namespace"
            if bound and (members or namespace or scope.kind != "class" or bound[0].how == "type_parameter"):
                return scope
            if namespace and closed and closed not in scope.names:
                return None
            scope = scope.parent
        return None


class Context:
    """What is around a node: its scope and the conditions."""

    __slots__ = ("guards", "scope")

    def __init__(self, scope: Scope, guards: tuple[str, ...] = ()) -> None:
        self.scope = scope
        self.guards = guards

    def inside(self, scope: Scope) -> Context:
        """The context of a scope opened here; a handler around a function does not see what its body raises."""
        guards = self.guards
        if guards and scope.kind in EXECUTED:
            guards = tuple(guard for guard in guards if not guard.startswith("except:"))
        return Context(scope, guards)

    def guarded(self, *guards: str) -> Context:
        """The same place under more conditions."""
        return Context(self.scope, (*self.guards, *guards)) if guards else self
