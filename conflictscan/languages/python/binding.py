"""How statements bind names: each handler adds bindings to a scope and passes the rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.facts.code import ReferenceKind
from conflictscan.languages.python.notes import Assigned, Definition
from conflictscan.languages.python.scopes import Binding, Context, Scope

if TYPE_CHECKING:
    from conflictscan.languages.python.collect import Collector
    from conflictscan.languages.python.scopes import How
    from conflictscan.languages.python.tree import Node

_LISTS: Final = frozenset(
    {
        "pattern_list",
        "tuple_pattern",
        "list_pattern",
        "tuple",
        "list",
        "expression_list",
        "list_splat_pattern",
        "list_splat",
        "parenthesized_expression",
        "as_pattern_target",
    }
)
_CLASS_RECEIVERS: Final = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})


class Binder:
    """The part of the first pass that knows what binds names."""

    def __init__(self, collector: Collector) -> None:
        self.walk = collector
        self.tree = collector.tree
        self.mentions: list[tuple[Node, Scope]] = []  # every identifier that is a variable

    def mention(self, node: Node, scope: Scope) -> None:
        """An identifier that names a variable, for the renaming of locals in body hashes."""
        self.mentions.append((node, scope))

    def bind(
        self, target: Node, scope: Scope, how: How, node: Node | None, *, source: Scope, index: int = 0
    ) -> None:
        """`target` is bound in `scope` to what `how` makes of `node`, which is read in `source`."""
        name = self.tree.text(target)
        scope.home(name).names.setdefault(name, []).append(Binding(how, target, node, source, index))
        self.mentions.append((target, scope))

    def bind_target(
        self, target: Node, context: Context, how: How, value: Node | None, whole: Node | None = None
    ) -> None:
        """Bind whatever an assignment target holds: names, attributes, unpacked lists."""
        statement = whole or target.parent or target
        stack: list[tuple[Node, How, Node | None]] = [(target, how, value)]
        while stack:
            node, how_here, value_here = stack.pop()
            if node.kind == "identifier":
                self.bind(node, context.scope, how_here, value_here, source=context.scope)
                self._assigned(node, statement, None, value_here if how_here == "value" else None, context)
            elif node.kind == "attribute":
                self.walk.spine(node, context, ReferenceKind.WRITE)
                self._attribute(node, statement, None, value_here if how_here == "value" else None, context)
            elif node.kind in _LISTS:
                stack.extend(reversed(_pairs(node, how_here, value_here)))
            else:
                self.walk.push(node, context)

    def _assigned(
        self, target: Node, statement: Node, annotation: Node | None, value: Node | None, context: Context
    ) -> None:
        if context.scope.kind not in ("module", "class"):
            name = self.tree.text(target)
            if name not in context.scope.globals:
                return
            context = Context(context.scope.module, context.guards)
        self.walk.assigned.append(Assigned(target, statement, annotation, value, context))

    def _attribute(
        self, target: Node, statement: Node, annotation: Node | None, value: Node | None, context: Context
    ) -> None:
        item = Assigned(target, statement, annotation, value, context)
        self.walk.attributes.append((target, item))

    # -- statements ----------------------------------------------------------------------------

    def assignment(self, node: Node, context: Context) -> None:
        """`a = b = value` and `a: T = value`."""
        targets: list[Node] = []
        annotation = node.get("type")
        here: Node | None = node
        while here is not None and here.kind == "assignment":
            left = here.get("left")
            if left is not None:
                targets.append(left)
            here = here.get("right")
        value = here
        if annotation is not None:
            self.walk.push(annotation, context)
        self.walk.push(value, context)
        for target in targets:
            if annotation is None:
                self.bind_target(target, context, "value", value, node)
            elif target.kind == "identifier":
                self.bind(target, context.scope, "annotated", annotation, source=context.scope)
                self._assigned(target, node, annotation, value, context)
            elif target.kind == "attribute":
                kind = ReferenceKind.WRITE if value is not None else None
                self.walk.spine(target, context, kind)
                self._attribute(target, node, annotation, value, context)
            else:
                self.walk.push(target, context)

    def augmented(self, node: Node, context: Context) -> None:
        """`a += value`: reads and writes."""
        left = node.get("left")
        self.walk.push(node.get("right"), context)
        if left is None:
            return
        if left.kind == "identifier":
            self.bind(left, context.scope, "augment", None, source=context.scope)
            self.walk.use(ReferenceKind.READ, left, context)
            self.walk.use(ReferenceKind.WRITE, left, context)
        elif left.kind == "attribute":
            self.walk.use(ReferenceKind.WRITE, left, context)
            self.walk.spine(left, context)
        else:
            self.walk.push(left, context)

    def walrus(self, node: Node, context: Context) -> None:
        """`(a := value)` binds outside of comprehensions."""
        name, value = node.get("name"), node.get("value")
        scope: Scope = context.scope
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        if name is not None and name.kind == "identifier":
            self.bind(name, scope, "value", value, source=context.scope)
            self._assigned(name, node, None, value, Context(scope, context.guards, context.branch))
        self.walk.push(value, context)

    def loop(self, node: Node, context: Context, outer: Context | None = None) -> None:
        """`for x in items`, as a statement or in a comprehension; `items` is read in `outer`."""
        left, right = node.get("left"), node.get("right")
        around = outer or context
        self.walk.push_all([c for c in node.children if c is not left and c is not right], context)
        self.walk.push(right, around)
        if left is None:
            return
        if left.kind == "identifier":
            self.bind(left, context.scope, "element", right, source=around.scope)
            self._assigned(left, node, None, None, context)
        else:
            self.bind_target(left, context, "unknown", None)

    def with_item(self, node: Node, context: Context) -> None:
        """`with value as target`."""
        value = node.get("value")
        if value is None:
            return
        if value.kind != "as_pattern":
            self.walk.push(value, context)
            return
        parts = value.named
        self.walk.push(parts[0], context)
        for target in value.all("alias"):
            self.bind_target(target, context, "enter", parts[0])

    def handler(self, node: Node, context: Context) -> None:
        """`except E as e`."""
        for child in node.children:
            if child.field == "value":
                self._caught(child, context)
            elif child.children:
                self.walk.push(child, context)

    def _caught(self, value: Node, context: Context) -> None:
        error = value
        if value.kind == "as_pattern":
            error = value.named[0]
            for alias in value.all("alias"):
                for target in alias.named:
                    if target.kind == "identifier":
                        self.bind(target, context.scope, "caught", error, source=context.scope)
        classes = error.named if error.kind in ("tuple", "parenthesized_expression") else [error]
        for item in classes:
            self.walk.spine_or_push(item, context, ReferenceKind.CATCH)

    def deletion(self, node: Node, context: Context) -> None:
        """`del a.b, c`."""
        stack = list(reversed(node.named))
        while stack:
            item = stack.pop()
            if item.kind in ("expression_list", "tuple", "list", "parenthesized_expression"):
                stack.extend(reversed(item.named))
            else:
                self.walk.spine_or_push(item, context, ReferenceKind.DELETE)

    # -- definitions ---------------------------------------------------------------------------

    def function(self, node: Node, context: Context) -> None:
        """A function: its name here, its parameters and body in a scope of its own."""
        name, body = node.get("name"), node.get("body")
        around = self._type_parameters(node, context)
        text = self.tree.text(name) if name is not None else ""
        scope = Scope("function", around.scope, node, context.scope.child_qualname(text))
        scope.is_async = node.has("async")
        if name is not None:
            self.bind(name, context.scope, "definition", node, source=context.scope)
        self._define(node, context, scope)
        self.walk.push(body, context.inside(scope))
        self.walk.push(node.get("return_type"), around)
        self._parameters(node.get("parameters"), scope, around, receiver=self._receiver(node, context))

    def lambda_(self, node: Node, context: Context) -> None:
        """A lambda: like a function without a name."""
        scope = Scope("lambda", context.scope, node, context.scope.qualname)
        self.walk.push(node.get("body"), context.inside(scope))
        self._parameters(node.get("parameters"), scope, context, receiver="parameter")

    def klass(self, node: Node, context: Context) -> None:
        """A class: bases outside, body in a scope that its methods do not see."""
        name, body = node.get("name"), node.get("body")
        around = self._type_parameters(node, context)
        text = self.tree.text(name) if name is not None else ""
        scope = Scope("class", around.scope, node, context.scope.child_qualname(text))
        if name is not None:
            self.bind(name, context.scope, "definition", node, source=context.scope)
        self._define(node, context, scope)
        self.walk.push(body, context.inside(scope))
        bases = node.get("superclasses")
        for base in bases.named if bases is not None else ():
            if base.kind == "keyword_argument":
                self.walk.push(base.get("value"), around)
            else:
                self._base(base, around)

    def _base(self, base: Node, context: Context) -> None:
        """A base class; type arguments of a generic base are annotations."""
        if base.kind != "subscript":
            self.walk.spine_or_push(base, context, ReferenceKind.EXTEND)
            return
        value = base.get("value")
        if value is not None:
            self.walk.spine_or_push(value, context, ReferenceKind.EXTEND)
        for argument in base.all("subscript"):
            self.walk.annotations.append((argument, context))

    def type_alias(self, node: Node, context: Context) -> None:
        """`type A[T] = …`."""
        left, right = node.get("left"), node.get("right")
        name = next((n for n in left.walk() if n.kind == "identifier"), None) if left is not None else None
        around = context
        if left is not None:
            generic = next((c for c in left.children if c.kind == "generic_type"), None)
            around = self._type_parameters(generic, context) if generic is not None else context
        if name is not None:
            self.bind(name, context.scope, "value", None, source=context.scope)
            self._assigned(name, name, None, None, context)
            if self.walk.assigned and self.walk.assigned[-1].target is name:
                last = self.walk.assigned.pop()
                kept = type(last)(last.target, node, None, None, last.context)
                self.walk.assigned.append(kept)
        self.walk.push(right, around)

    def _define(self, node: Node, context: Context, scope: Scope) -> None:
        parent = node.parent
        decorated = parent is not None and parent.kind == "decorated_definition"
        decorators = (
            tuple(c for c in parent.children if c.kind == "decorator") if decorated and parent else ()
        )
        self.walk.definitions.append(Definition(node, decorators, context, scope))

    def _receiver(self, node: Node, context: Context) -> How:
        """How the first parameter is bound: by what the function is in its class."""
        if context.scope.kind != "class":
            return "parameter"
        parent = node.parent
        names: set[str] = set()
        if parent is not None and parent.kind == "decorated_definition":
            names = {self.tree.text(c.named[0]) for c in parent.children if c.kind == "decorator" and c.named}
        name = node.get("name")
        text = self.tree.text(name) if name is not None else ""
        if "staticmethod" in names:
            return "class_receiver" if text == "__new__" else "parameter"
        return "class_receiver" if "classmethod" in names or text in _CLASS_RECEIVERS else "receiver"

    def _parameters(self, node: Node | None, scope: Scope, around: Context, *, receiver: How) -> None:
        """Bind the parameters in `scope`; their annotations and defaults are read in `around`."""
        how: How = receiver
        for item in node.named if node is not None else ():
            if item.kind in ("keyword_separator", "positional_separator"):
                continue
            annotation, default = item.get("type"), item.get("value")
            target = item.get("name") if item.kind != "identifier" else item
            if target is None:
                target = next((n for n in item.named if n is not annotation), None)
            splat = "_splat_" in item.kind
            if target is not None and "_splat_" in target.kind:
                splat = True
                target = next(iter(target.named), None)
            self.walk.push(annotation, around)
            self.walk.push(default, around)
            if target is None:
                continue
            if target.kind != "identifier":
                self.bind_target(target, Context(scope), "unknown", None)
            elif splat:
                self.bind(target, scope, "unknown", None, source=scope)
            elif how in ("receiver", "class_receiver"):
                self.bind(target, scope, how, None, source=scope)
            elif annotation is not None:
                self.bind(target, scope, "annotated", annotation, source=around.scope)
            else:
                self.bind(target, scope, "parameter", default, source=around.scope)
            how = "parameter"

    def _type_parameters(self, node: Node, context: Context) -> Context:
        """The context between a generic definition and its surroundings, where its type parameters live."""
        declared = next((c for c in node.children if c.kind == "type_parameter"), None)
        if declared is None:
            return context
        scope = Scope("type", context.scope, declared, context.scope.qualname)
        for item in declared.named:
            names = [n for n in item.walk() if n.kind == "identifier"]
            if names:
                self.bind(names[0], scope, "unknown", None, source=scope)
            inside = Context(scope, context.guards, context.branch)
            for constrained in (n for n in item.walk() if n.kind == "constrained_type"):
                for bound in constrained.named[1:]:
                    self.walk.push(bound, inside)
        return Context(scope, context.guards, context.branch)

    # -- imports and patterns ------------------------------------------------------------------

    def bind_import(self, node: Node, context: Context, index: int) -> None:
        """The local names of an import statement; `index` is its place among the imports."""
        plain = node.kind == "import_statement"
        for item in node.all("name"):
            local = item.get("alias") if item.kind == "aliased_import" else item
            if local is not None and local.kind == "dotted_name":
                first = local.named[:1] if plain else local.named[-1:]
                local = first[0] if first else None
            if local is not None and local.kind == "identifier":
                self.bind(local, context.scope, "import", item, source=context.scope, index=index)

    def case(self, node: Node, context: Context) -> None:
        """One case: class and value patterns are uses, captures bind."""
        self.walk.push_all([c for c in node.children if c.kind != "case_pattern"], context)
        stack = [c for c in reversed(node.children) if c.kind == "case_pattern"]
        while stack:
            item = stack.pop()
            if item.kind == "class_pattern":
                self._pattern(item.named[:1], context)
                stack.extend(reversed(item.named[1:]))
            elif item.kind == "keyword_pattern":
                stack.extend(reversed(item.named[1:]))
            elif item.kind == "dotted_name":
                if len(item.named) > 1:
                    self._pattern([item], context)
                else:
                    self._capture(item.named, context, None)
            elif item.kind == "as_pattern":
                named = item.named
                self._capture(named[-1:], context, named[0])
                stack.append(named[0])
            elif item.kind == "splat_pattern":
                self._capture(item.named, context, None)
            elif item.kind in ("string", "concatenated_string"):
                self.walk.push(item, context)
            else:
                stack.extend(reversed(item.children))

    def _pattern(self, names: list[Node], context: Context) -> None:
        for name in names:
            self.walk.use(ReferenceKind.PATTERN, name, context)
            for first in name.named[:1]:
                self.mention(first, context.scope)

    def _capture(self, names: list[Node], context: Context, pattern: Node | None) -> None:
        while pattern is not None and pattern.kind == "case_pattern" and len(pattern.named) == 1:
            pattern = pattern.named[0]
        known = pattern is not None and pattern.kind == "class_pattern"
        for name in names:
            if name.kind == "identifier":
                how: How = "pattern" if known else "unknown"
                source = pattern.named[0] if pattern is not None and known else None
                self.bind(name, context.scope, how, source, source=context.scope)
                self._assigned(name, name, None, None, context)


def _pairs(targets: Node, how: How, value: Node | None) -> list[tuple[Node, How, Node | None]]:
    """Targets of an unpacking, each with its own value where both sides are written out."""
    items = targets.named
    if targets.kind in ("parenthesized_expression", "as_pattern_target"):
        return [(item, how, value) for item in items]
    if targets.kind in ("list_splat_pattern", "list_splat"):
        return [(item, "unknown", None) for item in items]
    written = how == "value" and value is not None and value.kind in ("tuple", "list", "expression_list")
    values = value.named if written and value is not None else []
    splats = any(v.kind in {"list_splat", "list_splat_pattern"} for v in (*values, *items))
    if len(values) == len(items) and not splats:
        return [(item, "value", part) for item, part in zip(items, values, strict=True)]
    return [(item, "unknown", None) for item in items]
