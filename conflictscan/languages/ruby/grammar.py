"""What Ruby says beyond the names of its captures: what `self` is, constants, and calls that define or import."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import tree_sitter_ruby

from conflictscan.facts.code import Chain, Import, ReferenceKind, Root
from conflictscan.languages.ruby import macros
from conflictscan.languages.ruby.shape import shape
from conflictscan.languages.syntax.grammar import Grammar
from conflictscan.languages.syntax.imports import add
from conflictscan.languages.syntax.marks import Node

if TYPE_CHECKING:
    from conflictscan.languages.syntax.chains import Chains
    from conflictscan.languages.syntax.collect import Collector
    from conflictscan.languages.syntax.marks import Marks
    from conflictscan.languages.syntax.scopes import Context, Scope

_TOKENS: Final = re.compile(
    rb'"(?:\\.|[^"\\\n#]|#(?!\{))*"|'
    rb"'(?:\\.|[^'\\\n])*'|:\w+[?!]?|\w+:(?!:)|@{1,2}\w+|\w+[?!]?|[^\w\s]"
)
_UNKNOWN: Final = Chain("", Root.UNKNOWN)
_ATTRIBUTES: Final = ("instance_variable", "class_variable")
_CATCHING: Final = {
    "StandardError": "except:*",
    "Exception": "except:*",
    "LoadError": "except:ImportError",
    "NameError": "except:NameError",
    "NoMethodError": "except:AttributeError",
    "ArgumentError": "except:TypeError",
}


class Ruby(Grammar):
    """Ruby."""

    name = "ruby"
    tuples: frozenset[str] = frozenset()
    implicit_results = True
    free_types = True
    token = _TOKENS
    conditions = frozenset({"try"})
    constructor = "initialize"

    def shape(self, marks: Marks) -> None:
        """Calls, bare names, bodies and class bodies in the form that the passes read."""
        shape(marks)

    # -- definitions ---------------------------------------------------------------------------

    def definition_text(self, node: Node, text: str) -> str:
        """`A.B` for `class A::B`, `self.m` for a method of the class itself, `x` for the setter `x=`."""
        if node.kind == "class":
            return text.removeprefix("::").replace("::", ".")
        if node.raw.type in ("method", "singleton_method"):
            name = text[:-1] if _is_setter(node) else text
            return f"self.{name}" if "sort.staticmethod" in node.roles else name
        return text

    def plain_name(self, text: str) -> str:
        """The last name of a dotted definition."""
        head, dot, last = text.partition("self.")
        return last if dot and not head else text.rpartition(".")[2] if text[-1:].isalnum() else text

    def is_hidden(self, node: Node) -> bool:
        """A method that a block defines belongs to whatever the block runs in."""
        return "sort.hidden" in node.roles

    def modifiers(self, marks: Marks, node: Node, name: str, written: frozenset[str]) -> frozenset[str]:
        """Setters, and what class bodies say of their methods."""
        del marks, name
        if node.raw.type in ("method", "singleton_method") and _is_setter(node):
            return written | {"property", "setter"}
        return written

    def guards(self, node: Node) -> tuple[str, ...]:
        """What the handlers of a `begin` or a body catch of what a missing name raises."""
        if node.raw.type == "rescue_modifier":
            return ("except:*",)
        found: list[str] = []
        for child in node.raw.children:
            if child.type != "rescue":
                continue
            named = child.child_by_field_name("exceptions")
            if named is None:
                found.append("except:*")
            for each in named.named_children if named is not None else ():
                found.extend(filter(None, [_CATCHING.get((each.text or b"").decode("utf-8", "replace"), "")]))
        return tuple(found)

    # -- uses ----------------------------------------------------------------------------------

    def imports(self, notes: Collector, node: Node, context: Context) -> None:
        """`alias new old`: a definition and a use."""
        names = [child for child in node.children if child.kind in ("identifier", "str")]
        if len(names) > 1:
            macros.define(notes, names[0], node, context)
            macros.use(notes, names[1], context)

    def mark(self, notes: Collector, node: Node, context: Context) -> bool:
        """Assignments bind where they stand; calls in a class body may define; `require` imports."""
        if node.kind == "assign":
            return _assign(notes, node, context)
        if node.kind != "call":
            return False
        callee = node.get("callee")
        if callee is None or callee.kind != "identifier":
            return False
        name = notes.marks.text(callee)
        if name in ("require", "require_relative"):
            return _require(notes, node, context, relative=name == "require_relative")
        macros.read(notes, name, node, context)
        return False

    def special(self, chains: Chains, node: Node, scope: Scope) -> Chain | None:
        """What `self`, constants, instance variables and bare calls mean where they stand."""
        if "extended" in node.roles:
            return _extended(chains, node, scope)
        kind, raw = node.kind, node.raw.type
        if kind == "self":
            return _of_self(scope)
        if kind == "super":
            return _above(scope)
        if raw in _ATTRIBUTES and kind == "member":
            return _attribute(chains, node, scope)
        if kind == "str" and "symbol" in node.roles:
            around = scope.class_around()
            name = chains.marks.text(node).strip(":\"'")
            return (
                Chain("self", Root.INSTANCE, (f".{name}",), around.qualname) if around is not None else None
            )
        if kind == "call" and _is_own_class(chains, node):
            found = _of_self(scope)
            return Chain("self", Root.CLASS, (), found.scope) if found.root is Root.INSTANCE else None
        if kind != "identifier":
            return None
        return _named(chains, node, scope)

    def literal(self, marks: Marks, node: Node) -> str:
        """The content of a string or symbol."""
        return marks.text(node).strip(":\"'")


def _named(chains: Chains, node: Node, scope: Scope) -> Chain | None:
    """A constant, a bare call, or a variable."""
    name = chains.marks.text(node)
    if name[:1].isupper() and "callee_of" not in node.roles:
        around = (scope.parent or scope).class_around() if _is_base(node) else scope.class_around()
        absolute = node.raw.type == "scope_resolution"
        return Chain(name, Root.FREE, (), around.qualname if around is not None and not absolute else "")
    if "callee_of" not in node.roles:
        return None if scope.find(name, members=False) is not None else Chain(name, Root.LOCAL)
    found = _of_self(scope)
    if node.parent is not None and node.parent.kind == "construct":
        return found if found.root is Root.CLASS else _UNKNOWN
    if found.root is Root.UNKNOWN:
        return _UNKNOWN if scope.class_around() is not None else Chain(name, Root.FREE)
    return Chain("self", found.root, (f".{name}",), found.scope)


def _is_base(node: Node) -> bool:
    here: Node | None = node
    while here is not None and here.kind in ("identifier", "member"):
        if "base" in here.roles:
            return True
        here = here.parent
    return False


def _of_self(scope: Scope) -> Chain:
    """What `self` is: an instance in a method, the class in its body and its own methods; unknown in loose blocks."""
    here: Scope | None = scope
    in_block = False
    while here is not None:
        if here.kind == "function":
            if "sort.hidden" in here.node.roles:
                return _UNKNOWN
            around = here.class_around()
            if around is None:
                return _UNKNOWN
            root = Root.CLASS if "sort.staticmethod" in here.node.roles else Root.INSTANCE
            return Chain("self", root, (), around.qualname)
        if here.kind == "lambda":
            in_block = True
            if "sort.hidden" in here.node.roles:
                return _UNKNOWN
        if here.kind == "class":
            return _UNKNOWN if in_block else Chain("self", Root.CLASS, (), here.qualname)
        here = here.parent
    return _UNKNOWN


def _above(scope: Scope) -> Chain:
    """`super(…)`: the method of the same name in the classes above."""
    function = scope
    while function.kind != "function" and function.parent is not None:
        function = function.parent
    found = _of_self(scope)
    name = function.qualname.rpartition(".")[2]
    if function.kind != "function" or found.root is not Root.INSTANCE:
        return _UNKNOWN
    return Chain("super", Root.SUPER, (f".{name}",), found.scope)


def _attribute(chains: Chains, node: Node, scope: Scope) -> Chain:
    found = _of_self(scope)
    if found.root is not Root.INSTANCE:
        return _UNKNOWN
    return Chain("self", Root.INSTANCE, (f".{chains.marks.text(node)}",), found.scope)


def _extended(chains: Chains, node: Node, scope: Scope) -> Chain:
    """A module whose members the class itself gets; the last step says so."""
    plain = Node(node.raw, node.start, node.end)
    plain.kind, plain.children, plain.parent = node.kind, node.children, node.parent
    plain.roles = tuple(role for role in node.roles if role != "extended")
    chain = (
        Chain("self", Root.CLASS, (), scope.qualname)
        if node.kind == "self"
        else chains.evaluate(plain, scope)
    )
    return Chain(chain.name, chain.root, (*chain.steps, "extend"), chain.scope)


def _is_own_class(chains: Chains, node: Node) -> bool:
    """`self.class`."""
    callee = node.get("callee")
    held, name = (callee.get("object"), callee.get("property")) if callee is not None else (None, None)
    return (
        held is not None and held.kind == "self" and name is not None and chains.marks.text(name) == "class"
    )


def _is_setter(node: Node) -> bool:
    name = node.raw.child_by_field_name("name")
    return name is not None and name.type == "setter"


def _assign(notes: Collector, node: Node, context: Context) -> bool:
    """A name binds where it is known, or here; a constant is a definition."""
    target, value = node.get("target"), node.get("value")
    if target is None or target.kind == "member":
        return False
    if target.kind == "identifier" and target.raw.type == "constant":
        macros.define(notes, target, node, context, value)
    elif target.kind == "identifier":
        home = context.scope.find(notes.marks.text(target), members=False) or context.scope
        notes.bind(target, home, "value", value, source=context.scope)
    elif target.kind == "pattern":
        for part in target.walk():
            if part.kind == "identifier" and part.raw.type == "identifier":
                home = context.scope.find(notes.marks.text(part), members=False) or context.scope
                notes.bind(part, home, "unknown", None)
            elif part.kind == "member" and part.raw.type not in _ATTRIBUTES:
                notes.spine(part, context, ReferenceKind.WRITE)
    else:
        notes.push(target, context)
    notes.push(value, context)
    return True


def _require(notes: Collector, node: Node, context: Context, *, relative: bool) -> bool:
    given = next((c for c in node.children if c.kind == "arguments"), None)
    only = given.children[0] if given is not None and len(given.children) == 1 else None
    if only is None or only.kind != "str" or only.children:
        return False
    module = notes.marks.text(only).strip("\"'")
    fact = Import(
        module=module,
        span=notes.marks.span(only),
        level=int(relative),
        reexport=True,
        guards=context.guards,
        scope=context.scope.owner.qualname if context.scope.owner.kind == "function" else "",
    )
    add(notes, fact, context)
    return True


RUBY: Final = Ruby(tree_sitter_ruby.language, Path(__file__).parent / "queries" / "ruby.scm")
