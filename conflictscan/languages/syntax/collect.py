"""First pass: one iterative walk over the marks that opens scopes, binds names and notes every use in its context.

Nothing is looked up here: a function may use what is bound below it. The second pass does that.
What each kind of node asks for stands in the modules of its sort; this one walks, and keeps the notes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import ReferenceKind
from conflictscan.languages.syntax import assignments, definitions, expressions, statements, targets
from conflictscan.languages.syntax.notes import Use
from conflictscan.languages.syntax.scopes import Binding, Context, Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypeAlias

    from conflictscan.facts.code import Export, Import, Reference
    from conflictscan.languages.syntax.grammar import Grammar
    from conflictscan.languages.syntax.marks import Marks, Node
    from conflictscan.languages.syntax.notes import Assigned, Definition
    from conflictscan.languages.syntax.scopes import How

    Handler: TypeAlias = Callable[["Collector", Node, Context], None]

_HANDLERS: Final[Mapping[str, Handler]] = {
    **expressions.HANDLERS,
    **assignments.HANDLERS,
    **definitions.HANDLERS,
    **statements.HANDLERS,
}


class Collector:
    """The lists that later passes read. `run` fills them."""

    def __init__(self, marks: Marks, grammar: Grammar) -> None:
        self.marks = marks
        self.grammar = grammar
        self.module = Scope("module", None, marks.root, "")
        self.uses: list[Use] = []
        self.definitions: list[Definition] = []
        self.assigned: list[Assigned] = []
        self.attributes: list[Assigned] = []
        self.imports: list[Import] = []
        self.importing: dict[int, int] = {}  # start of an expression that imports -> index of the import
        self.references: list[Reference] = []  # those of imports
        self.exports: list[Export] = []
        self.exports_dynamic = False
        self.types: list[tuple[Node, Context]] = []
        self.strings: list[tuple[Node, Context]] = []
        self.switches: list[tuple[Node, Context]] = []
        self.records: list[tuple[Node, Context]] = []
        self.dicts: list[tuple[Node, Context]] = []
        self._stack: list[tuple[Node, Context]] = []

    def run(self) -> None:
        """Walk the whole tree."""
        stack, conditions = self._stack, self.grammar.conditions
        stack.append((self.marks.root, Context(self.module)))
        while stack:
            node, context = stack.pop()
            if node.kind in conditions:
                guards = self.grammar.guards(node)
                if guards:
                    context = context.guarded(*guards)
            handler = _HANDLERS.get(node.kind)
            if handler is not None:
                handler(self, node, context)
            else:
                for child in reversed(node.children):
                    stack.append((child, context))

    def close(self) -> None:
        """Cut the cycles, so that memory goes without the collector; nothing can be read afterwards."""
        self.module.close()
        self.marks.close()

    def push(self, node: Node | None, context: Context) -> None:
        """Visit a node after the current one."""
        if node is not None:
            self._stack.append((node, context))

    def push_all(self, nodes: Iterable[Node], context: Context) -> None:
        """Visit nodes after the current one, in their order."""
        for node in reversed(list(nodes)):
            self._stack.append((node, context))

    def use(self, kind: ReferenceKind, node: Node, context: Context) -> None:
        """Note a use whose parts are visited elsewhere."""
        self.uses.append(Use(kind, node, context))

    def bind(
        self,
        target: Node,
        scope: Scope,
        how: How,
        node: Node | None,
        *,
        source: Scope | None = None,
    ) -> None:
        """`target` is bound in `scope` to what `how` makes of `node`, which is read in `source`."""
        scope.bind(self.marks.text(target), Binding(how, target, node, source or scope))

    # What a grammar's own hooks ask for.

    def spine(self, node: Node, context: Context, kind: ReferenceKind | None = ReferenceKind.READ) -> None:
        """Note the uses of a chain of members, calls and indices."""
        expressions.spine(self, node, context, kind)

    def bind_target(self, target: Node, context: Context, how: How, value: Node | None, whole: Node) -> None:
        """Bind whatever a declaration's target holds: a name, or a pattern of names."""
        targets.bind_target(self, target, context, how, value, whole)

    def define_function(
        self, node: Node, whole: Node, name: Node | None, context: Context, *, text: str = ""
    ) -> None:
        """A function that has a name: its parameters and body in a scope of its own."""
        definitions.define_function(self, node, whole, name, context, text=text)

    def define_class(
        self, node: Node, whole: Node, name: Node | None, context: Context, *, text: str = ""
    ) -> None:
        """A class that has a name: bases outside, members in a scope of its own."""
        definitions.define_class(self, node, whole, name, context, text=text)
