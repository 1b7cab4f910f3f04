"""Scopes, what binds names in them, and the conditions around a node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import Chain
    from conflictscan.languages.python.tree import Node

ScopeKind: TypeAlias = Literal["module", "class", "function", "lambda", "comprehension", "type"]
How: TypeAlias = Literal[
    "value",  # name = node
    "element",  # for name in node
    "enter",  # with node as name
    "caught",  # except node as name
    "annotated",  # name: node
    "parameter",  # without annotation
    "receiver",  # self
    "class_receiver",  # cls
    "definition",  # def or class; node is it
    "import",  # `index` into the imports
    "pattern",  # captured by a class pattern: `case node() as name`
    "augment",  # name += …: the kind of value stays
    "unknown",
]

_HEADS: Final = frozenset({"for_statement", "with_statement", "except_clause", "case_clause"})
_MAX_CLIMB: Final = 40

EXECUTED: Final = frozenset({"function", "lambda"})
"""Scopes whose body runs later than the code around it."""


class Binding:
    """One way in which a name gets its value: `target` is the name there, `node` what the value is read from."""

    __slots__ = ("how", "index", "node", "reach", "scope", "target")

    def __init__(self, how: How, target: Node, node: Node | None, scope: Scope, index: int = 0) -> None:
        self.how = how
        self.target = target
        self.node = node
        self.scope = scope
        self.index = index
        self.reach: Reach | None = None


class Reach:
    """From where to where a binding holds if no other comes between."""

    __slots__ = ("end", "start")

    def __init__(self, binding: Binding) -> None:
        here = binding.target
        for _ in range(_MAX_CLIMB):
            parent = here.parent
            if parent is None or parent.kind in ("block", "module"):
                break
            here = parent
            if here.kind in _HEADS:
                break
        self.start, self.end = here.end, here.parent.end if here.parent is not None else here.end
        if here.kind in _HEADS:
            block = here.get("body") or here.get("consequence")
            block = block or next((c for c in here.children if c.kind == "block"), None)
            self.start = block.start if block is not None else here.start
            if here.kind != "with_statement":
                self.end = here.end


class Scope:
    """A region with names of its own. `qualname` is that of the innermost function or class around it."""

    __slots__ = (
        "all",
        "chains",
        "globals",
        "is_async",
        "kind",
        "names",
        "node",
        "nonlocals",
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
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()
        self.chains: dict[str, Chain] = {}
        self.is_async = False
        self.returns: list[Node] = []
        self.yields: list[Node] = []
        self.raises: list[tuple[Node, Scope]] = []
        symbol = kind in ("module", "class", "function")
        self.owner: Scope = self if symbol or parent is None else parent.owner
        self.all: list[Scope] = parent.all if parent is not None else []
        """The scopes of the file, shared by all of them."""
        self.all.append(self)

    def close(self) -> None:
        """Cut the cycles between the scopes of the file and what binds names in them."""
        scopes = list(self.all)
        self.all.clear()
        for scope in scopes:
            scope.names = {}
            del scope.owner

    @property
    def module(self) -> Scope:
        """The outermost scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def child_qualname(self, name: str) -> str:
        """The qualname of a definition of that name in this scope."""
        owner = self.owner
        if owner.kind == "module":
            return name
        return f"{owner.qualname}.{name}" if owner.kind == "class" else f"{owner.qualname}.<locals>.{name}"

    def home(self, name: str) -> Scope:
        """The scope that an assignment to `name` here binds it in."""
        scope = self
        if name in scope.globals:
            return scope.module
        if name not in scope.nonlocals:
            return scope
        outer = [s for s in scope.ancestors() if s.kind not in ("module", "class")]
        return next((s for s in outer if name in s.names), outer[0] if outer else scope)

    def around(self) -> Iterator[Scope]:
        """This scope and those around it, up to and with the innermost function, class or module."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent if scope is not scope.owner else None

    def ancestors(self) -> Iterator[Scope]:
        """The scopes around this one, innermost first."""
        scope = self.parent
        while scope is not None:
            yield scope
            scope = scope.parent

    def find(self, name: str) -> Scope | None:
        """The scope whose binding a use of `name` here sees; None when no scope of the file binds it."""
        scope: Scope | None = self
        direct = True
        while scope is not None:
            if name in scope.globals:
                scope = scope.module
                return scope if name in scope.names else None
            if (direct or scope.kind != "class") and name in scope.names and name not in scope.nonlocals:
                return scope
            direct = direct and scope.kind == "type"
            scope = scope.parent
        return None


class Context:
    """What is around a node: its scope, the conditions, the arm of a module-level branch."""

    __slots__ = ("branch", "guards", "scope")

    def __init__(self, scope: Scope, guards: tuple[str, ...] = (), branch: str = "") -> None:
        self.scope = scope
        self.guards = guards
        self.branch = branch

    def inside(self, scope: Scope) -> Context:
        """The context of a scope opened here; a handler around a function does not see what its body raises."""
        guards = self.guards
        if guards and scope.kind in EXECUTED:
            guards = tuple(g for g in guards if not g.startswith("except:") and g != "raises")
        return Context(scope, guards, self.branch if scope.kind not in EXECUTED else "")

    def guarded(self, *guards: str, branch: str = "") -> Context:
        """The same place under more conditions."""
        arm = f"{self.branch}/{branch}" if self.branch and branch else branch or self.branch
        return Context(self.scope, (*self.guards, *guards), arm)
