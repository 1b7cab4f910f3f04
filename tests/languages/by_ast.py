"""What Python's own `ast` and `symtable` say of a source, in the words of the facts."""

from __future__ import annotations

import ast
import builtins
import symtable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Place: TypeAlias = tuple[int, int, int, int]
"""First line, column, last line, column; lines from 1, columns in bytes."""

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_Function: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef"


class Parameter(NamedTuple):
    name: str
    kind: str
    required: bool
    default: str  # as `ast` unparses it


class Definition(NamedTuple):
    qualname: str
    line: int
    kind: str
    is_async: bool
    parameters: tuple[Parameter, ...] | None


class Call(NamedTuple):
    positional: int
    names: tuple[str, ...]
    splat_positional: bool
    splat_named: bool
    enclosing: str
    awaited: bool


class Import(NamedTuple):
    line: int
    module: str
    level: int
    alias: str
    names: tuple[tuple[str, str], ...]
    star: bool
    scope: str  # by design empty for what the function declares `global`


class Judge(ast.NodeVisitor):
    """Walks a tree as Python runs it: what stands in the head of a definition belongs to its surroundings."""

    def __init__(self, tree: ast.Module) -> None:
        self.definitions: list[Definition] = []
        self.calls: dict[Place, Call] = {}
        self.callees: dict[Place, ast.expr] = {}
        self.imports: list[Import] = []
        self._around: list[ast.AST] = []
        self._awaited: set[ast.expr] = set()
        self._globals: list[set[str]] = [set()]
        self.visit(tree)

    @property
    def _scope(self) -> str:
        return self._qualname("").removesuffix(".").removesuffix(".<locals>")

    def _qualname(self, name: str) -> str:
        parts: list[str] = []
        for node in self._around:
            if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
                parts.append(node.name)
            if isinstance(node, _FUNCTIONS):
                parts.append("<locals>")
        return ".".join((*parts, name))

    # -- definitions ---------------------------------------------------------------------------

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._function(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        definition = Definition(
            self._qualname(node.name), node.lineno, "class", is_async=False, parameters=None
        )
        self.definitions.append(definition)
        self._visit_all([*node.decorator_list, *node.bases, *node.keywords])
        self._inside(node)

    def _function(self, node: _Function) -> None:
        method = bool(self._around) and isinstance(self._around[-1], ast.ClassDef)
        listed = tuple(_parameters(node.args))
        static = any(_last_name(item) == "staticmethod" for item in node.decorator_list)
        if method and not (static and node.name != "__new__") and listed and listed[0].kind.startswith("pos"):
            listed = listed[1:]
        kind = "method" if method else "function"
        is_async = isinstance(node, ast.AsyncFunctionDef)
        self.definitions.append(
            Definition(self._qualname(node.name), node.lineno, kind, is_async, _by_convention(listed))
        )
        self._visit_all([*node.decorator_list, node.args, *([node.returns] if node.returns else [])])
        self._inside(node)

    def _inside(self, node: _Function | ast.ClassDef) -> None:
        self._around.append(node)
        self._globals.append(set())
        self._visit_all(node.body)
        self._globals.pop()
        self._around.pop()

    def visit_Global(self, node: ast.Global) -> None:
        self._globals[-1].update(node.names)

    def _visit_all(self, nodes: list[ast.expr] | list[ast.stmt] | list[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)

    # -- uses ----------------------------------------------------------------------------------

    def visit_Await(self, node: ast.Await) -> None:
        self._awaited.add(node.value)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        positional: list[ast.expr] = []
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                break
            positional.append(argument)
        names = tuple(keyword.arg for keyword in node.keywords if keyword.arg is not None)
        self.calls[place(node)] = Call(
            len(positional),
            names,
            len(positional) < len(node.args),
            len(names) < len(node.keywords),
            self._scope,
            node in self._awaited,
        )
        self.callees[place(node)] = node.func
        self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        for item in node.names:
            alias = item.asname or ""
            scope = self._home(alias or item.name.partition(".")[0])
            self.imports.append(Import(item.lineno, item.name, 0, alias, (), star=False, scope=scope))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        star = node.names[0].name == "*"
        names = () if star else tuple((item.name, item.asname or item.name) for item in node.names)
        scope = self._home(*(local for _, local in names))
        self.imports.append(
            Import(node.lineno, node.module or "", node.level, "", names, star=star, scope=scope)
        )

    def _home(self, *names: str) -> str:
        return self._scope if self._globals[-1].isdisjoint(names) else ""


def place(node: ast.expr) -> Place:
    return node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0


def _last_name(node: ast.expr) -> str:
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _parameters(arguments: ast.arguments) -> Iterator[Parameter]:
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(plain) - len(arguments.defaults)) + arguments.defaults
    for number, (item, default) in enumerate(zip(plain, defaults, strict=True)):
        kind = "pos_only" if number < len(arguments.posonlyargs) else "pos_or_named"
        yield Parameter(item.arg, kind, default is None, _text(default))
    if arguments.vararg:
        yield Parameter(arguments.vararg.arg, "rest_pos", required=False, default="")
    for item, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield Parameter(item.arg, "named_only", default is None, _text(default))
    if arguments.kwarg:
        yield Parameter(arguments.kwarg.arg, "rest_named", required=False, default="")


def _text(default: ast.expr | None) -> str:
    return "" if default is None else ast.unparse(default)


def _by_convention(parameters: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    """By design unlike `ast`: leading `__names` are positional-only, as type checkers take them (PEP 484)."""
    out = list(parameters)
    for number, item in enumerate(out):
        if item.kind != "pos_or_named" or not item.name.startswith("__") or item.name.endswith("__"):
            break
        out[number] = item._replace(kind="pos_only")
    return tuple(out)


# -- names -------------------------------------------------------------------------------------


def named(tree: ast.Module) -> set[str]:
    """What only definitions, imports and builtins give a name to, no variable of any scope."""
    found: set[str] = set()
    stored: set[str] = set()
    members = {
        id(member) for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for member in node.body
    }
    for node in ast.walk(tree):
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef)) and id(node) not in members:
            found.add(node.name)
        elif isinstance(node, ast.alias):
            found.add(node.asname or node.name.partition(".")[0])
        elif isinstance(node, ast.arg):
            stored.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            stored.add(node.id)
    return (found | frozenset(dir(builtins))) - stored


def root(callee: ast.expr) -> str:
    """The variable that an expression starts from; empty if it is none."""
    while not isinstance(callee, ast.Name):
        match callee:
            case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Call(func=inner):
                callee = inner
            case _:
                return ""
    return callee.id


def module_names(source: str) -> set[str]:
    """The names that a module's code binds at its top level, by `symtable`; by `global` in functions too."""
    top = symtable.symtable(source, "module.py", "exec")
    found = {s.get_name() for s in top.get_symbols() if _is_bound(s)}
    waiting = top.get_children()
    while waiting:
        table = waiting.pop()
        waiting += table.get_children()
        found |= {s.get_name() for s in table.get_symbols() if s.is_declared_global() and _is_bound(s)}
    return found


def _is_bound(symbol: symtable.Symbol) -> bool:
    return symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()


def no_definitions(tree: ast.Module) -> set[str]:
    """By design no symbols: the names of handlers (gone after them), of `__future__`, of `+=` alone."""
    found: set[str] = set()
    plain: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.ExceptHandler(name=str(name)) | ast.AugAssign(target=ast.Name(id=name)):
                found.add(name)
            case ast.ImportFrom(module="__future__", names=names):
                found |= {item.asname or item.name for item in names}
            case ast.Assign(targets=targets):
                plain |= {target.id for target in targets if isinstance(target, ast.Name)}
            case _:
                pass
    return found - plain
