"""First pass: one iterative walk that opens scopes, binds names and notes every use in its context.

Nothing is looked up here: a function may use what is bound below it. The second pass does that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import ReferenceKind
from conflictscan.languages.python.binding import Binder
from conflictscan.languages.python.conditions import arm_guards, try_guards, with_guards
from conflictscan.languages.python.notes import Use
from conflictscan.languages.python.scopes import Context, Scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from conflictscan.languages.python.notes import Assigned, Definition
    from conflictscan.languages.python.tree import Node, Tree

_COMPREHENSIONS: Final = frozenset(
    {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)


class Collector:
    """The lists that later passes read. `run` fills them."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.module = Scope("module", None, tree.root, "")
        self.uses: list[Use] = []
        self.definitions: list[Definition] = []
        self.assigned: list[Assigned] = []
        self.attributes: list[tuple[Node, Assigned]] = []  # `x.y = …` inside functions
        self.imports: list[tuple[Node, Context]] = []
        self.annotations: list[tuple[Node, Context]] = []
        self.strings: list[tuple[Node, Context]] = []
        self.matches: list[tuple[Node, Context]] = []
        self.ifs: list[tuple[Node, Context]] = []
        self.dictionaries: list[tuple[Node, Context]] = []
        self.docstrings: list[Node] = []
        self.awaits: list[tuple[Node, Scope]] = []
        self.plain_calls: list[Node] = []  # expression statements that are calls
        self.tuples: list[Node] = []
        self.parentheses: list[Node] = []
        self.binder = Binder(self)
        self._branches = 0
        self._stack: list[tuple[Node, Context]] = []
        self._handlers: dict[str, Callable[[Node, Context], None]] = {
            "identifier": self.spine,
            "attribute": self.spine,
            "call": self.spine,
            "subscript": self.spine,
            "await": self.spine,
            "expression_statement": self._expression_statement,
            "assignment": self.binder.assignment,
            "augmented_assignment": self.binder.augmented,
            "named_expression": self.binder.walrus,
            "for_statement": self.binder.loop,
            "for_in_clause": self.binder.loop,
            "with_item": self.binder.with_item,
            "with_statement": self._with_statement,
            "except_clause": self.binder.handler,
            "delete_statement": self.binder.deletion,
            "function_definition": self.binder.function,
            "class_definition": self.binder.klass,
            "decorated_definition": self._push_all,
            "decorator": self._decorator,
            "lambda": self.binder.lambda_,
            "import_statement": self._import,
            "import_from_statement": self._import,
            "future_import_statement": self._ignore,
            "global_statement": self._global,
            "nonlocal_statement": self._nonlocal,
            "return_statement": self._return,
            "yield": self._yield,
            "raise_statement": self._raise,
            "if_statement": self._if,
            "try_statement": self._try,
            "match_statement": self._match,
            "case_clause": self.binder.case,
            "type_alias_statement": self.binder.type_alias,
            "type": self._annotation,
            "keyword_argument": self._keyword_argument,
            "string": self._string,
            "dictionary": self._dictionary,
            "tuple": self._tuple,
            "parenthesized_expression": self._parenthesized,
            **dict.fromkeys(_COMPREHENSIONS, self._comprehension),
        }

    def run(self) -> None:
        """Walk the whole tree."""
        stack, handlers = self._stack, self._handlers
        context = Context(self.module)
        stack.append((self.tree.root, context))
        while stack:
            node, context = stack.pop()
            handler = handlers.get(node.kind)
            if handler is not None:
                handler(node, context)
            elif node.children:
                for child in reversed(node.children):
                    if child.children or child.kind == "identifier":
                        stack.append((child, context))

    def close(self) -> None:
        """Cut the cycles, so that memory goes without the collector; nothing can be read afterwards."""
        self._handlers.clear()
        self.module.close()
        self.tree.close()
        del self.binder

    def push(self, node: Node | None, context: Context) -> None:
        """Visit a node after the current one."""
        if node is not None:
            self._stack.append((node, context))

    def push_all(self, nodes: list[Node], context: Context) -> None:
        """Visit nodes after the current one, in their order."""
        for node in reversed(nodes):
            if node.children or node.kind == "identifier":
                self._stack.append((node, context))

    def use(self, kind: ReferenceKind, node: Node, context: Context) -> None:
        """Note a use whose parts are visited elsewhere."""
        self.uses.append(Use(kind, node, context))

    def _push_all(self, node: Node, context: Context) -> None:
        self.push_all(node.children, context)

    def _ignore(self, node: Node, context: Context) -> None:
        """Nothing below is a use."""

    def spine(self, node: Node, context: Context, kind: ReferenceKind | None = ReferenceKind.READ) -> None:
        """A chain of attributes, calls and subscripts: one use for its longest part, one for each call."""
        here = node
        while True:
            what = here.kind
            inner = None
            if what == "identifier":
                self.binder.mention(here, context.scope)
                if kind:
                    self.uses.append(Use(kind, here, context))
                return
            if what == "attribute":
                inner = here.get("object")
                if kind and inner is not None:
                    self.uses.append(Use(kind, here, context))
                    kind = None
            elif what == "call":
                inner = here.get("function")
                called = ReferenceKind.DECORATOR if kind is ReferenceKind.DECORATOR else ReferenceKind.CALL
                self.uses.append(Use(called, here, context))
                kind = None
                self.push(here.get("arguments"), context)
            elif what == "subscript":
                inner = here.get("value")
                self.push_all([c for c in here.children if c is not inner], context)
                if kind is not ReferenceKind.READ:
                    kind = ReferenceKind.READ if kind else None
            elif what in ("await", "parenthesized_expression"):
                named = here.named
                inner = named[0] if len(named) == 1 and named[0].kind != "yield" else None
                if what == "await":
                    self.awaits.append((here, context.scope))
                    inner = named[-1] if named else None
            if inner is None:
                if here is not node or what == "parenthesized_expression":
                    self._descend(here, context)
                return
            here = inner

    def _descend(self, node: Node, context: Context) -> None:
        if node.kind in ("identifier", "attribute", "call", "subscript", "await"):
            self.push_all(node.children, context)
        else:
            self._stack.append((node, context))

    def _expression_statement(self, node: Node, context: Context) -> None:
        named = node.named
        if len(named) == 1 and named[0].kind in ("string", "concatenated_string"):
            self.docstrings.append(node)
            return
        if len(named) == 1 and named[0].kind == "call":
            self.plain_calls.append(node)
        self.push_all(node.children, context)

    def _tuple(self, node: Node, context: Context) -> None:
        self.tuples.append(node)
        self.push_all(node.children, context)

    def _parenthesized(self, node: Node, context: Context) -> None:
        self.parentheses.append(node)
        self.push_all(node.children, context)

    def _decorator(self, node: Node, context: Context) -> None:
        for child in node.named:
            self.spine_or_push(child, context, ReferenceKind.DECORATOR)

    def spine_or_push(self, node: Node, context: Context, kind: ReferenceKind) -> None:
        """A use of the given kind if the expression is a chain; else whatever is in it."""
        if node.kind in ("identifier", "attribute", "call", "subscript"):
            self.spine(node, context, kind)
        else:
            self.push(node, context)

    def _import(self, node: Node, context: Context) -> None:
        self.binder.bind_import(node, context, len(self.imports))
        self.imports.append((node, context))

    def _global(self, node: Node, context: Context) -> None:
        context.scope.owner.globals.update(self.tree.text(n) for n in node.named)

    def _nonlocal(self, node: Node, context: Context) -> None:
        context.scope.owner.nonlocals.update(self.tree.text(n) for n in node.named)

    def _return(self, node: Node, context: Context) -> None:
        context.scope.owner.returns.append(node)
        self.push_all(node.children, context)

    def _yield(self, node: Node, context: Context) -> None:
        if all(s.kind != "lambda" for s in context.scope.around()):
            context.scope.owner.yields.append(node)
        self.push_all(node.children, context)

    def _raise(self, node: Node, context: Context) -> None:
        cause = node.get("cause")
        for child in node.named:
            raised = child.get("function") if child.kind == "call" else child
            if child is not cause and raised is not None and raised.kind in ("identifier", "attribute"):
                context.scope.owner.raises.append((child, context.scope))
                self.use(ReferenceKind.RAISE, raised, context)
                if child.kind == "call":
                    self.spine(child, context)
                else:
                    self.spine(child, context, None)
            else:
                self.push(child, context)

    def _if(self, node: Node, context: Context) -> None:
        self.ifs.append((node, context))
        number = self._branch(context)
        condition = node.get("condition")
        text = self.tree.text(condition) if condition is not None else ""
        on_true, on_false = arm_guards(text)
        body = context.guarded(*on_true, branch=number and f"{number}:if")
        for child in reversed(node.children):  # so that they are visited in source order
            if child.field == "consequence":
                self.push(child, body)
            elif child.field == "alternative":
                arm = f"{number}:{child.start}" if child.kind == "elif_clause" else f"{number}:else"
                self.push(child, context.guarded(*on_false, branch=number and arm))
        self.push(condition, context)

    def _try(self, node: Node, context: Context) -> None:
        number = self._branch(context)
        guards = try_guards(node, self.tree)
        for child in reversed(node.children):
            if child.field == "body":
                self.push(child, context.guarded(*guards, branch=number and f"{number}:try"))
            elif child.kind in ("except_clause", "except_group_clause"):
                self.push(child, context.guarded(branch=number and f"{number}:except{child.start}"))
            elif child.kind == "else_clause":
                self.push(child, context.guarded(branch=number and f"{number}:try"))
            elif child.children:
                self.push(child, context)

    def _branch(self, context: Context) -> str:
        """The number of a branching statement of a module or class body; empty inside functions."""
        if context.scope.kind not in ("module", "class"):
            return ""
        self._branches += 1
        return str(self._branches)

    def _with_statement(self, node: Node, context: Context) -> None:
        body = node.get("body")
        if node.has("async"):
            self.awaits.append((node, context.scope))
        self.push(body, context.guarded(*with_guards(node, self.tree)))
        self.push_all([c for c in node.children if c is not body], context)

    def _match(self, node: Node, context: Context) -> None:
        self.matches.append((node, context))
        self.push_all(node.children, context)

    def _annotation(self, node: Node, context: Context) -> None:
        self.annotations.append((node, context))

    def _keyword_argument(self, node: Node, context: Context) -> None:
        self.push(node.get("value"), context)

    def _string(self, node: Node, context: Context) -> None:
        self.strings.append((node, context))
        self.push_all(node.children, context)

    def _dictionary(self, node: Node, context: Context) -> None:
        self.dictionaries.append((node, context))
        self.push_all(node.children, context)

    def _comprehension(self, node: Node, context: Context) -> None:
        scope = Scope("comprehension", context.scope, node, context.scope.qualname)
        scope.is_async = context.scope.is_async
        inside = Context(scope, context.guards, context.branch)
        first = True
        parts: list[tuple[Node, Context]] = []
        for child in node.children:
            if child.kind == "for_in_clause":
                self.binder.loop(child, inside, context if first else inside)
                first = False
            elif child.children or child.kind == "identifier":
                parts.append((child, inside))
        self._stack.extend(reversed(parts))
