"""First pass: one iterative walk over the marks that opens scopes, binds names and notes every use in its context.

Nothing is looked up here: a function may use what is bound below it. The second pass does that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from conflictscan.facts.code import ReferenceKind
from conflictscan.languages.syntax.marks import Node
from conflictscan.languages.syntax.scopes import Binding, Context, Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from conflictscan.facts.code import Export, Import, Reference
    from conflictscan.languages.syntax.grammar import Grammar
    from conflictscan.languages.syntax.marks import Marks
    from conflictscan.languages.syntax.scopes import How

SPINE: Final = frozenset({"identifier", "member", "call", "construct", "index", "self", "super"})
_THROUGH: Final = frozenset({"group", "await", "cast"})


class Use(NamedTuple):
    """A use to become a reference: the expression it names, in its context."""

    kind: ReferenceKind
    node: Node
    context: Context


class Definition(NamedTuple):
    """A function or class, where it stands, and the scope it opens. `name` is None for a name not written."""

    node: Node
    whole: Node  # with what declares it: `const f = () => …`
    name: Node | None
    text: str
    context: Context
    scope: Scope


class Assigned(NamedTuple):
    """A name of a module or class, or an attribute of the receiver, getting a value."""

    target: Node
    whole: Node
    annotation: Node | None
    value: Node | None
    context: Context


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
        self._handlers: dict[str, Callable[[Node, Context], None]] = {
            **dict.fromkeys(SPINE, self.spine),
            "await": self.spine,
            "group": self._group,
            "cast": self._cast,
            "shorthand": self._shorthand,
            "assign": self._assign,
            "augment": self._augment,
            "delete": self._delete,
            "declare": self._declare,
            "function": self._function,
            "method": self._function,
            "class": self._class,
            "extension": self._extension,
            "namespace": self._namespace,
            "field": self._field,
            "variant": self._field,
            "alias": self._alias,
            "typeparameter": self._typeparameter,
            "decorator": self._decorator,
            "loop": self._loop,
            "if": self._with,
            "block": self._block,
            "switch": self._switch,
            "case": self._case,
            "catch": self._catch,
            "with": self._with,
            "return": self._return,
            "throw": self._throw,
            "yield": self._yield,
            "import": self._import,
            "export": self._export,
            "type": self._type,
            "typerecord": self._typerecord,
            "record": self._record,
            "dict": self._dict,
            "str": self._string,
            "opaque": self._ignore,
        }

    def run(self) -> None:
        """Walk the whole tree."""
        stack, handlers, conditions = self._stack, self._handlers, self.grammar.conditions
        stack.append((self.marks.root, Context(self.module)))
        while stack:
            node, context = stack.pop()
            if node.kind in conditions:
                guards = self.grammar.guards(node)
                if guards:
                    context = context.guarded(*guards)
            handler = handlers.get(node.kind)
            if handler is not None:
                handler(node, context)
            else:
                for child in reversed(node.children):
                    stack.append((child, context))

    def close(self) -> None:
        """Cut the cycles, so that memory goes without the collector; nothing can be read afterwards."""
        self._handlers.clear()
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

    def _ignore(self, node: Node, context: Context) -> None:
        """Nothing below is a use."""

    # -- expressions ---------------------------------------------------------------------------

    def spine(  # noqa: PLR0912 - one case for each link
        self, node: Node, context: Context, kind: ReferenceKind | None = ReferenceKind.READ
    ) -> None:
        """A chain of members, calls and indices: one use for its longest part, one for each call."""
        here = node
        while True:
            what = here.kind
            inner: Node | None = None
            if what == "identifier":
                if kind:
                    self.uses.append(Use(kind, here, context))
                return
            if what == "member":
                inner = here.get("object")
                if kind and (inner is not None or here.get("property") is not None):
                    self.uses.append(Use(kind, here, context))
                    kind = None
                self.push_all(
                    (c for c in here.children if c is not inner and c.kind in ("generic", "type")), context
                )
            elif what in ("call", "construct"):
                if self.grammar.mark(self, here, context):
                    return
                inner = here.get("callee")
                called = ReferenceKind.DECORATOR if kind is ReferenceKind.DECORATOR else ReferenceKind.CALL
                if inner is not None:
                    self.uses.append(Use(called, here, context))
                kind = None
                self.push_all((c for c in here.children if c is not inner), context)
                if inner is None:
                    return
            elif what == "index":
                inner = here.get("object")
                self.push_all((c for c in here.children if c is not inner), context)
                if kind is not ReferenceKind.READ:
                    kind = ReferenceKind.READ if kind else None
            elif what in _THROUGH:
                inner = part(here)
                self.push_all((c for c in here.children if c is not inner), context)
            elif what in ("self", "super"):
                return
            if inner is None:
                self._beside(here, node, context)
                return
            here = inner

    def _beside(self, here: Node, node: Node, context: Context) -> None:
        """The end of a spine that is no name: visit it, or what is in it."""
        if here is node:
            self.push_all(
                (c for c in here.children if "callee" not in c.roles and c.kind != "arguments"), context
            )
        elif here.kind not in SPINE and here.kind not in _THROUGH:
            self.push(here, context)

    def spine_or_push(self, node: Node, context: Context, kind: ReferenceKind) -> None:
        """A use of the given kind if the expression is a chain; else whatever is in it."""
        if node.kind in SPINE:
            self.spine(node, context, kind)
        else:
            self.push(node, context)

    def _group(self, node: Node, context: Context) -> None:
        self.push_all(node.children, context)

    def _cast(self, node: Node, context: Context) -> None:
        self.push_all(node.children, context)

    def _shorthand(self, node: Node, context: Context) -> None:
        self.use(ReferenceKind.READ, node, context)

    def _record(self, node: Node, context: Context) -> None:
        if not self.grammar.mark(self, node, context):
            self.records.append((node, context))
        self.push_all((c for c in node.children if "callee" not in c.roles), context)

    def _dict(self, node: Node, context: Context) -> None:
        self.dicts.append((node, context))
        self.push_all(node.children, context)

    def _string(self, node: Node, context: Context) -> None:
        self.strings.append((node, context))
        self.push_all(node.children, context)

    # -- binding -------------------------------------------------------------------------------

    def bind_target(self, target: Node, context: Context, how: How, value: Node | None, whole: Node) -> None:
        """Bind whatever a declaration's target holds: a name, or a pattern of names."""
        stack: list[tuple[Node, How, Node | None]] = [(target, how, value)]
        while stack:
            node, how_here, value_here = stack.pop()
            if node.kind in ("identifier", "shorthand"):
                if not self.grammar.binds(self.marks.text(node)):
                    self.use(ReferenceKind.PATTERN, node, context)
                    continue
                self.bind(node, context.scope, how_here, value_here)
                self._assigned(node, whole, None, value_here if how_here == "value" else None, context)
            elif node.kind == "member":
                paths = self.grammar.pattern_paths
                self.spine(node, context, ReferenceKind.PATTERN if paths else ReferenceKind.WRITE)
            else:
                part_how: How = "part" if how_here == "value" else "unknown"
                for child in reversed(node.children):
                    if "value" in child.roles and node.kind == "assign":
                        self.push(child, context)  # the default of a part
                    elif "key" not in child.roles or child.kind == "shorthand":
                        stack.append((child, part_how, value_here))
                    elif child.kind in SPINE or child.kind == "type":
                        self.uses.append(Use(ReferenceKind.PATTERN, child, context))

    def _assigned(
        self, target: Node, whole: Node, annotation: Node | None, value: Node | None, context: Context
    ) -> None:
        if context.scope.kind in ("module", "class"):
            self.assigned.append(Assigned(target, whole, annotation, value, context))

    def _declare(self, node: Node, context: Context) -> None:
        if self.grammar.mark(self, node, context):
            return
        targets, annotation, values = node.all("target"), node.get("annotation"), node.all("value")
        at = context
        if node.parent is not None and node.parent.kind == "hoist":
            at = Context(context.scope.executed(), context.guards)
        self.push(annotation, context)
        given, pairs = values, len(targets) == len(values)
        for number, target in enumerate(targets):
            value = given[number] if pairs else given[0] if given else None
            if (
                target.kind == "identifier"
                and value is not None
                and self._names_function(target, value, node, at)
            ):
                values = [each for each in values if each is not value]
                continue
            if target.kind != "identifier":
                self.bind_target(target, at, "value" if pairs else "part", value, node)
            elif annotation is not None:
                self.bind(target, at.scope, "annotated", annotation, source=context.scope)
                self._assigned(target, node, annotation, value if pairs else None, at)
            else:
                whole = pairs or (self.grammar.first_of_many and number == 0 and len(given) == 1)
                how: How = "unknown" if value is None else "value" if whole else "part"
                self.bind(target, at.scope, how, value, source=context.scope)
                self._assigned(target, node, None, value if pairs else None, at)
        self.push_all(values, context)

    def _names_function(self, target: Node, value: Node, whole: Node, context: Context) -> bool:
        """`const f = () => …`: the function is known by the variable's name."""
        if value.kind == "function" and value.get("name") is None:
            self.bind(target, context.scope, "definition", value)
            self.define_function(value, whole, target, context)
            return True
        if value.kind == "class" and value.get("name") is None:
            self.bind(target, context.scope, "definition", value)
            self.define_class(value, whole, target, context)
            return True
        return False

    def _assign(self, node: Node, context: Context) -> None:
        if self.grammar.mark(self, node, context):
            return
        value = node.get("value")
        for target in node.all("target"):
            if target.kind == "identifier":
                home = context.scope.find(self.marks.text(target), members=False)
                if home is not None:
                    self.bind(target, home, "value", value, source=context.scope)
                self.use(ReferenceKind.WRITE, target, context)
            elif target.kind == "member":
                self.spine(target, context, ReferenceKind.WRITE)
                self.attributes.append(Assigned(target, node, None, value, context))
            else:
                self._write_parts(target, context)
        self.push_all((c for c in node.children if "target" not in c.roles), context)

    def _write_parts(self, target: Node, context: Context) -> None:
        stack = [target]
        while stack:
            node = stack.pop()
            if node.kind in ("identifier", "shorthand"):
                name = self.marks.text(node)
                home = context.scope.find(name, members=False)
                if home is not None:
                    self.bind(node, home, "unknown", None)
                self.use(ReferenceKind.WRITE, node, context)
            elif node.kind == "member":
                self.spine(node, context, ReferenceKind.WRITE)
            elif node.kind == "index":
                self.push(node, context)
            else:
                stack.extend(
                    c for c in reversed(node.children) if "key" not in c.roles or c.kind == "shorthand"
                )

    def _augment(self, node: Node, context: Context) -> None:
        for target in node.all("target"):
            if target.kind in ("identifier", "member"):
                self.use(ReferenceKind.WRITE, target, context)
        self.push_all(node.children, context)

    def _delete(self, node: Node, context: Context) -> None:
        for target in node.children:
            self.spine_or_push(target, context, ReferenceKind.DELETE)

    # -- definitions ---------------------------------------------------------------------------

    def _function(self, node: Node, context: Context) -> None:
        name = node.get("name")
        entry = node.parent is not None and node.parent.kind in ("dict", "record")
        owner = self.grammar.owner(self.marks, node)
        if owner:
            at = Context(Scope("class", context.scope, node, owner), context.guards)
            self.define_function(node, node, name, at)
            return
        if (name is not None or node.kind == "method") and not entry and not self.grammar.is_hidden(node):
            if name is not None:
                self.bind(name, context.scope, "definition", node)
            self.define_function(node, node, name, context)
            return
        text = "" if entry else self.grammar.fallback_name(self.marks, node)
        if text:
            self.define_function(node, node, None, context, text=text)
            return
        scope = Scope("lambda", context.scope, node, context.scope.qualname)
        self._enter_function(node, scope, context)

    def define_function(
        self, node: Node, whole: Node, name: Node | None, context: Context, *, text: str = ""
    ) -> None:
        """A function that has a name: its parameters and body in a scope of its own."""
        text = text or (self.marks.text(name) if name is not None else self.grammar.constructor)
        text = self.grammar.definition_text(node, text)
        scope = Scope("function", context.scope, node, context.scope.child_qualname(text))
        self.definitions.append(Definition(node, whole, name, text, context, scope))
        self._enter_function(node, scope, context)

    def _enter_function(self, node: Node, scope: Scope, context: Context) -> None:
        scope.is_async = any(self.marks.text(m) in ("async", "suspend") for m in node.of_kind("modifier"))
        inside = context.inside(scope)
        for child in node.children:
            if child.kind == "parameters":
                self._parameters(child.children, inside)
            elif child.kind == "parameter":
                self._parameters([child], inside)
        self.push_all((c for c in node.children if c.kind not in ("parameters", "parameter") and "name" not in c.roles),
                      inside)  # fmt: skip
        body = node.get("body")
        if body is not None and body.kind not in ("block", "") and "body" in body.roles:
            scope.returns.append(body)  # `() => value`

    def _parameters(self, nodes: Iterable[Node], inside: Context) -> None:
        scope = inside.scope
        pending: list[Node] = []
        for node in nodes:
            if node.kind == "typeparameter":
                self._typeparameter(node, inside)
                continue
            annotation, default = node.get("annotation"), node.get("value")
            pending.extend(n for n in (annotation, default, *node.of_kind("decorator")) if n is not None)
            own = node.kind in ("identifier", "pattern") or "target" in node.roles
            targets = node.all("target") or ([node] if own else [])
            for target in targets:
                if target.kind != "identifier" and target is not node:
                    self.bind_target(target, inside, "unknown", None, node)
                elif self.grammar.is_receiver(self.marks, node):
                    self.bind(target, scope, "receiver", annotation)
                elif "variadic" in node.roles:
                    self.bind(target, scope, "elements" if annotation else "unknown", annotation)
                elif annotation is not None:
                    self.bind(target, scope, "annotated", annotation)
                else:
                    self.bind(target, scope, "parameter", None)
        self.push_all(pending, inside)

    def _class(self, node: Node, context: Context) -> None:
        name = node.get("name")
        if name is not None:
            self.bind(name, context.scope, "definition", node)
            self.define_class(node, node, name, context)
            return
        text = self.grammar.fallback_name(self.marks, node)
        if text:
            self.define_class(node, node, None, context, text=text)
        else:  # an anonymous class: its members are its own affair
            scope = Scope("class", context.scope, node, context.scope.child_qualname("<class>"))
            self._enter_class(node, scope, context)

    def define_class(
        self, node: Node, whole: Node, name: Node | None, context: Context, *, text: str = ""
    ) -> None:
        """A class that has a name: bases outside, members in a scope of its own."""
        text = text or (self.marks.text(name) if name is not None else "")
        text = self.grammar.definition_text(node, text)
        scope = Scope("class", context.scope, node, context.scope.child_qualname(text))
        self.definitions.append(Definition(node, whole, name, text, context, scope))
        self._enter_class(node, scope, context)

    def _enter_class(self, node: Node, scope: Scope, context: Context) -> None:
        inside = context.inside(scope)
        for child in node.children:
            if child.kind == "typeparameter":
                self._typeparameter(child, inside)
        for child in reversed(node.children):
            if "base" in child.roles or "implemented" in child.roles:
                self._base(child, inside)
            elif child.kind == "parameters":
                self.push_all(child.children, inside)
            elif "name" not in child.roles and child.kind != "typeparameter":
                self.push(child, inside)

    def _base(self, node: Node, context: Context) -> None:
        """A base class; type arguments of a generic base are annotations."""
        named = node.get("name") if node.kind == "generic" else node
        if named is not None and named.kind in ("identifier", "member", "type"):
            self.use(ReferenceKind.EXTEND, named, context)
            if named.kind == "member":
                self.spine(named, context, None)
        else:
            self.push(named, context)
        if node.kind == "generic":
            self.push_all((c for c in node.children if c is not named), context)

    def _extension(self, node: Node, context: Context) -> None:
        """Members for a class defined elsewhere: in a scope that carries the class's name."""
        name = node.get("name")
        text = self.grammar.extended_name(self.marks, node)
        scope = Scope("class", context.scope, node, context.scope.child_qualname(text))
        self.definitions.append(Definition(node, node, name, text, context, scope))
        inside = context.inside(scope)
        for child in node.children:
            if child.kind == "typeparameter":
                self._typeparameter(child, inside)
        for child in reversed(node.children):
            if "implemented" in child.roles or "base" in child.roles:
                self._base(child, inside)
            elif child.kind != "typeparameter":
                self.push(child, inside)

    def _namespace(self, node: Node, context: Context) -> None:
        name = node.get("name")
        text = self.marks.text(name).strip("\"'") if name is not None else ""
        if name is not None:
            self.bind(name, context.scope, "definition", node)
        scope = Scope("class", context.scope, node, context.scope.child_qualname(text))
        self.definitions.append(Definition(node, node, name, text, context, scope))
        self.push_all((c for c in node.children if c is not name), context.inside(scope))

    def _field(self, node: Node, context: Context) -> None:
        annotation = node.get("annotation")
        values = node.all("value")
        names = node.all("name") or ([node] if "name" in node.roles else [])
        for number, name in enumerate(names):
            value = values[number] if len(values) == len(names) else None
            if value is not None and value.kind in ("function", "class") and value.get("name") is None:
                self._names_function(name, value, node, context)
                continue
            how: How = "annotated" if annotation is not None else "unknown"
            self.bind(name, context.scope, how, annotation)
            self.assigned.append(Assigned(name, node, annotation, value, context))
            self.push(value, context)
        self.push_all((c for c in node.children if c not in values and c not in names), context)

    def _alias(self, node: Node, context: Context) -> None:
        name, value = node.get("name"), node.get("value")
        around = context
        parameters = node.of_kind("typeparameter")
        if parameters:
            around = context.inside(Scope("type", context.scope, node, context.scope.qualname))
            for parameter in parameters:
                self._typeparameter(parameter, around)
        if name is None:
            self.push(value, around)
            return
        if value is not None and value.kind == "typerecord":
            self.bind(name, context.scope, "definition", node)
            scope = Scope("class", around.scope, node, context.scope.child_qualname(self.marks.text(name)))
            self.definitions.append(Definition(node, node, name, self.marks.text(name), context, scope))
            self.push_all(value.children, around.inside(scope))
            return
        self.bind(name, context.scope, "unknown", None)
        self._assigned(name, node, None, None, context)
        self.push(value, around)

    def _typeparameter(self, node: Node, context: Context) -> None:
        name = node.get("name") or node
        self.bind(name, context.scope, "type_parameter", None)
        self.push_all((c for c in node.children if c is not name), context)

    def _decorator(self, node: Node, context: Context) -> None:
        for child in node.children:
            self.spine_or_push(child, context, ReferenceKind.DECORATOR)

    # -- statements ----------------------------------------------------------------------------

    def _block(self, node: Node, context: Context) -> None:
        scope = context.scope
        if node.parent is not None and scope.node is node.parent and scope.kind in ("function", "lambda"):
            self.push_all(node.children, context)  # parameters and body share their names
            return
        inner = Scope("block", scope, node, scope.qualname)
        self.push_all(node.children, context.inside(inner))

    def _loop(self, node: Node, context: Context) -> None:
        inside = context.inside(Scope("block", context.scope, node, context.scope.qualname))
        targets, iterated = node.all("target"), node.get("iterated")
        target = targets[-1] if targets else None
        if len(targets) > 1 and iterated is not None:
            self._loop_over_pairs(node, targets, iterated, context, inside)
        elif target is not None and iterated is not None:
            annotation = node.get("annotation")
            if target.kind == "identifier" and annotation is not None:
                self.bind(target, inside.scope, "annotated", annotation)
            elif target.kind == "identifier":
                self.bind(target, inside.scope, "element", iterated, source=context.scope)
            else:
                self.bind_target(target, inside, "unknown", None, node)
            self.push_all((c for c in node.children if c is not target), inside)
        else:
            self.push_all(node.children, inside)

    def _loop_over_pairs(
        self, node: Node, targets: list[Node], iterated: Node, context: Context, inside: Context
    ) -> None:
        for target in targets:
            if target.kind == "identifier":
                element = self.grammar.last_is_element and target is targets[-1]
                how: How = "element" if element else "unknown"
                self.bind(target, inside.scope, how, iterated if element else None, source=context.scope)
            else:
                self.bind_target(target, inside, "unknown", None, node)
        self.push_all((c for c in node.children if c not in targets), inside)

    def _switch(self, node: Node, context: Context) -> None:
        self.switches.append((node, context))
        inside = context.inside(Scope("block", context.scope, node, context.scope.qualname))
        self.push_all(node.children, inside)

    def _case(self, node: Node, context: Context) -> None:
        inside = context.inside(Scope("block", context.scope, node, context.scope.qualname))
        for child in reversed(node.children):
            if "condition" in child.roles:
                self.push(child, inside)
            elif "pattern_of" in child.roles and (
                child.kind == "pattern" or (child.kind == "identifier" and self.grammar.pattern_paths)
            ):
                self.bind_target(child, inside, "unknown", None, child)
            elif "pattern_of" in child.roles:
                self.spine_or_push(child, inside, ReferenceKind.PATTERN)
            else:
                self.push(child, inside)

    def _catch(self, node: Node, context: Context) -> None:
        inside = context.inside(Scope("block", context.scope, node, context.scope.qualname))
        target, kinds = node.get("target"), node.all("annotation")
        if target is not None and target.kind == "identifier":
            how: How = "caught" if len(kinds) == 1 else "unknown"
            self.bind(target, inside.scope, how, kinds[0] if how == "caught" else None)
        elif target is not None:
            self.bind_target(target, inside, "unknown", None, node)
        for kind in kinds:
            if kind.kind in ("type", "identifier", "member"):
                self.use(ReferenceKind.CATCH, kind, inside)
            else:
                self.push(kind, inside)
        self.push_all((c for c in node.children if c is not target and c not in kinds), inside)

    def _with(self, node: Node, context: Context) -> None:
        self.push_all(
            node.children, context.inside(Scope("block", context.scope, node, context.scope.qualname))
        )

    def _return(self, node: Node, context: Context) -> None:
        context.scope.executed().returns.append(node)
        self.push_all(node.children, context)

    def _throw(self, node: Node, context: Context) -> None:
        for child in node.children:
            raised = child.get("callee") if child.kind in ("call", "construct") else child
            if raised is not None and raised.kind in ("identifier", "member", "type"):
                context.scope.owner.raises.append((raised, context.scope))
                self.use(ReferenceKind.RAISE, raised, context)
            self.push(child, context)

    def _yield(self, node: Node, context: Context) -> None:
        context.scope.executed().yields = True
        self.push_all(node.children, context)

    def _import(self, node: Node, context: Context) -> None:
        self.grammar.imports(self, node, context)

    def _export(self, node: Node, context: Context) -> None:
        if not self.grammar.exports(self, node, context):
            self.push_all(node.children, context)

    def _type(self, node: Node, context: Context) -> None:
        self.types.append((node, context))

    def _typerecord(self, node: Node, context: Context) -> None:
        """A type written out where it is used: its fields have no name to be found by."""
        inside = context.inside(Scope("type", context.scope, node, context.scope.qualname))
        for child in node.children:
            self.push_all((c for c in child.children if "name" not in c.roles), inside)


def part(node: Node) -> Node | None:
    """The one expression that a group, a cast or an await is about."""
    value = node.get("value")
    if value is not None:
        return value
    return node.children[0] if len(node.children) == 1 else None
