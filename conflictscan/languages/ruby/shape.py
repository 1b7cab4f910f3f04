"""The marked tree of a Ruby source in the form that the passes read.

In Ruby a name alone may be a call, a call may be an import, a constructor or a `raise`, and a method belongs to what
the body around it says. All that can be told from one file, so it is told here, once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conflictscan.languages.ruby.known import MIXINS, NEUTRAL, VISIBILITY
from conflictscan.languages.syntax.marks import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.languages.syntax.marks import Marks

_BODIES: Final = frozenset(
    {
        "body_statement",
        "block_body",
        "then",
        "else",
        "do",
        "begin",
        "program",
        "ensure",
        "parenthesized_statements",
    }
)
_STATEMENTS: Final = frozenset({"call", "construct", "member", "identifier", "choice"})
_METHODS: Final = ("method", "singleton_method")
_RAISES: Final = ("raise", "fail")
_HOOKS: Final = frozenset({"included", "extended", "inherited", "prepended", "method_added", "const_missing"})
_DYNAMIC: Final = frozenset({"method_missing", "respond_to_missing?", "const_missing"})
_EVALUATING: Final = frozenset(
    {"class_eval", "module_eval", "instance_eval", "define_method", "const_set", "eval", "class_exec"}
)
_MADE: Final = frozenset({"Class", "Module", "Struct", "Data"})


def shape(marks: Marks) -> None:
    """Give the tree its form."""
    for node in list(marks.nodes):
        if node.kind == "call":
            _call(marks, node)
        elif node.kind == "member" and node.raw.type == "scope_resolution" and node.get("object") is None:
            _top_level(node)
        elif node.kind == "parameters":
            first = [child for child in node.children if child.kind in ("identifier", "pattern")]
            node.children = [*first, *(child for child in node.children if child not in first)]
        elif node.kind == "return":
            _returned(node)
    for node in list(marks.root.walk()):
        if node.kind == "assign":
            _made_class(marks, node)
    _Names(marks).run()
    for node in list(marks.root.walk()):
        if node.kind == "class":
            _class(marks, node)
    _statements(marks)
    marks.nodes[:] = [node for node in marks.root.walk() if node is not marks.root]


# -- calls -------------------------------------------------------------------------------------


def _call(marks: Marks, node: Node) -> None:
    """`a.b(c)` becomes a call of a member, `A.new` a construction, `raise` a throw; `x.y = z` writes a member."""
    receiver, name = node.get("object"), node.get("callee")
    listed = next((child for child in node.children if child.kind == "arguments"), None)
    if listed is not None:
        _arguments(node, listed)
    if name is None:
        return
    text = marks.text(name)
    if receiver is None:
        if name.kind == "super":
            return
        name.roles = (*name.roles, "callee_of")
        if text in _RAISES:
            node.kind = "throw"
            node.children = listed.children if listed is not None else []
            _adopt(node)
        elif text == "new":
            node.kind = "construct"
        return
    if text == "new" and _is_constant(receiver):
        node.kind = "construct"
        receiver.roles = tuple("callee" if role == "object" else role for role in receiver.roles)
        node.children = [child for child in node.children if child is not name]
        return
    if text == "freeze" and listed is None:
        node.kind = "group"
        node.children = [child for child in node.children if child is not name]
        return
    if name.kind not in ("identifier", ""):
        name.kind = ""
    written = "target" in node.roles and listed is None
    member = node if written else Node(node.raw, receiver.start, name.end)
    inner = [child for child in node.children if child in (receiver, name)]
    name.roles = tuple("property" if role == "callee" else role for role in name.roles)
    if written:
        node.kind = "member"
        return
    member.kind, member.roles, member.parent = "member", ("callee",), node
    member.children = inner
    node.children = [member, *(child for child in node.children if child not in inner)]
    _adopt(member)


def _arguments(call: Node, listed: Node) -> None:
    """A block that is handed on is no argument; pairs with other keys than symbols are one mapping."""
    blocks = [child for child in listed.children if _is_block(child)]
    plain = [child for child in listed.children if child not in blocks]
    pairs = [child for child in plain if child.raw.type == "pair"]
    if any(_key_type(pair) not in ("hash_key_symbol", "simple_symbol") for pair in pairs):
        mapping = Node(pairs[0].raw, pairs[0].start, pairs[-1].end)
        mapping.kind, mapping.parent = "dict", listed
        mapping.children = pairs
        for pair in pairs:
            pair.kind, pair.parent = "pair", mapping
        plain = [*(child for child in plain if child not in pairs), mapping]
    else:
        for pair in pairs:
            for child in pair.children:
                if "name" in child.roles:
                    child.kind = ""
                    child.start += int(child.raw.type == "simple_symbol")
    listed.children = plain
    if blocks:
        call.children = [*call.children, *blocks]
        for child in blocks:
            child.parent = call


def _is_block(node: Node) -> bool:
    raw = node.raw.parent
    return raw is not None and raw.type == "block_argument"


def _key_type(pair: Node) -> str:
    key = pair.raw.child_by_field_name("key")
    return key.type if key is not None else ""


def _top_level(node: Node) -> None:
    """`::A` is the constant alone."""
    name = node.get("property")
    node.kind = "identifier"
    node.children = []
    if name is not None:
        node.start = name.start


def _returned(node: Node) -> None:
    listed = node.children[0] if len(node.children) == 1 else None
    if listed is not None and listed.raw.type == "argument_list":
        node.children = listed.children
        _adopt(node)


def _adopt(node: Node) -> None:
    for child in node.children:
        child.parent = node


def _is_constant(node: Node) -> bool:
    if node.kind == "identifier":
        return node.raw.type in ("constant", "scope_resolution")
    return node.kind == "member" and node.raw.type == "scope_resolution"


# -- names -------------------------------------------------------------------------------------


class _Names:
    """Tells variables from calls: a name that nothing around binds is a call."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks

    def run(self) -> None:
        """Every name of the file."""
        stack = [self._marks.root]
        while stack:
            here = stack.pop()
            owned = list(_own(here))
            bound = {self._marks.text(node) for node in owned if _binds(node)}
            for node in owned:
                if node is not here and _is_hard(node):
                    stack.append(node)
                elif node.kind == "identifier" and node.raw.type == "identifier":
                    self._name(node, bound)

    def _name(self, node: Node, bound: set[str]) -> None:
        parent = node.parent
        if parent is None or not {"property", "name", "callee_of", "target"}.isdisjoint(node.roles):
            return
        if parent.kind in ("parameters", "pattern", "import", "rest") or self._marks.text(node) in bound:
            return
        call = Node(node.raw, node.start, node.end)
        call.kind, call.parent = "call", parent
        call.roles, node.roles = node.roles, ("callee", "callee_of")
        call.children, node.parent = [node], call
        parent.children[parent.children.index(node)] = call


def _own(node: Node) -> Iterator[Node]:
    """The node and all below it, without what methods and classes within hold."""
    stack = [node]
    while stack:
        here = stack.pop()
        yield here
        if here is node or not _is_hard(here):
            stack.extend(reversed(here.children))


def _is_hard(node: Node) -> bool:
    return node.kind == "class" or node.raw.type in _METHODS


def _binds(node: Node) -> bool:
    if "local" in node.roles:
        return True
    if node.kind != "identifier":
        return False
    parent = node.parent
    listed = parent is not None and parent.kind in ("parameters", "pattern", "rest")
    return listed or "target" in node.roles


# -- classes -----------------------------------------------------------------------------------


def _made_class(marks: Marks, node: Node) -> None:
    """`Point = Struct.new(:x) do … end` and `Failed = Class.new(Base)` define classes."""
    target, value = node.get("target"), node.get("value")
    if (
        target is None
        or value is None
        or target.raw.type != "constant"
        or value.kind not in ("construct", "call")
    ):
        return
    built = value.get("callee")
    name = marks.text(built) if built is not None else ""
    if name.partition(".")[0] not in _MADE or name not in {*_MADE, "Data.define"}:
        return
    listed = next((child for child in value.children if child.kind == "arguments"), None)
    block = next((child for child in value.children if child.kind == "function"), None)
    given = listed.children if listed is not None else []
    node.kind = "class"
    node.roles = tuple(role for role in node.roles if role != "value")
    target.roles = ("name",)
    node.children = [target]
    if name == "Class" and len(given) == 1 and _is_constant(given[0]):
        given[0].roles = ("base",)
        node.children.append(given[0])
    elif name != "Class" or given:
        node.roles = (*node.roles, "sort.dynamic")
    if block is not None:
        node.children.extend(block.children)
        for child in block.children:
            if child.kind == "":
                child.roles = ("body",)
    _adopt(node)


def _class(marks: Marks, node: Node) -> None:
    """What the body of a class says of its methods and of the class itself."""
    traits: set[str] = {"module"} if node.raw.type == "module" else set()
    mixed: list[Node] = []
    _body(marks, node, traits, mixed)
    for child in mixed:
        child.parent = node
    node.children.extend(mixed)
    node.roles = (*node.roles, *(f"sort.{trait}" for trait in sorted(traits)))


def _body(marks: Marks, node: Node, traits: set[str], mixed: list[Node]) -> None:
    """Each member of the body in turn."""
    state = _State()
    for here in _members(node):
        if here.raw.type in _METHODS:
            _method(marks, here, node, state, traits)
        elif (here.kind == "identifier" and "callee" in here.roles) or here.kind == "call":
            _directive(marks, here, node, state, traits, mixed)
        elif here.kind in ("if", "loop", "try") and _defines(here):
            traits.add("dynamic")


class _State:
    """What bare `private`, `module_function` and `class << self` say of the methods that follow."""

    def __init__(self) -> None:
        self.visibility = ""
        self.inside = 0  # end of the region that the words above are about
        self.outer: list[tuple[str, int]] = []
        self.function = False


def _members(node: Node) -> Iterator[Node]:
    """What stands in the body of a class, regions without meaning of their own opened."""
    stack = [child for child in reversed(node.children) if "body" in child.roles or "name" not in child.roles]
    while stack:
        here = stack.pop()
        if (here.kind in ("", "statement") and here.raw.type not in _METHODS) or (
            here.kind == "try" and here.raw.type == "body_statement"
        ):
            stack.extend(reversed(here.children))
        else:
            yield here


def _method(marks: Marks, method: Node, node: Node, state: _State, traits: set[str]) -> None:
    name = method.get("name")
    text = marks.text(name) if name is not None else ""
    holder = _singleton(method, node)
    own = method.raw.type == "singleton_method"
    roles: list[str] = []
    if own:
        target = method.raw.child_by_field_name("object")
        if target is not None and target.type != "self" and (target.text or b"") != _last(marks, node):
            roles.append("sort.hidden")
    if holder == "other":
        roles.append("sort.hidden")
    if own or holder == "self":
        roles.append("sort.staticmethod")
        if text in _HOOKS:
            traits.add("dynamic")
    if text in _DYNAMIC:
        traits.add("dynamic")
    place = _region(method)
    if state.visibility and not own and state.inside == place and text != "initialize":
        roles.append(f"sort.{state.visibility}")
    if state.function:
        roles.append("sort.module_function")
    method.roles = (*method.roles, *roles)


def _last(marks: Marks, node: Node) -> bytes:
    name = node.get("name")
    return marks.text(name).rpartition(":")[2].encode() if name is not None else b""


def _region(node: Node) -> int:
    """The body that a member stands in, by its start."""
    raw = node.raw.parent
    while raw is not None and raw.type not in ("body_statement", "block_body", "program"):
        raw = raw.parent
    return raw.start_byte if raw is not None else 0


def _singleton(method: Node, node: Node) -> str:
    """Is there a `class << self` between the member and its class, or one of something else?"""
    raw = method.raw.parent
    while raw is not None and raw != node.raw:
        if raw.type == "singleton_class":
            value = raw.child_by_field_name("value")
            return "self" if value is not None and value.type == "self" else "other"
        raw = raw.parent
    return ""


def _directive(  # noqa: PLR0912 - one arm a word
    marks: Marks, call: Node, node: Node, state: _State, traits: set[str], mixed: list[Node]
) -> None:
    """A call in the body of a class."""
    callee = call.get("callee") if call.kind == "call" else call
    if callee is None or callee.kind != "identifier":
        if callee is not None and callee.kind == "member":
            name = callee.get("property")
            if name is not None and marks.text(name) in _EVALUATING:
                traits.add("dynamic")
        return
    word = marks.text(callee)
    listed = next((child for child in call.children if child.kind == "arguments"), None)
    given = listed.children if listed is not None else []
    if word in VISIBILITY:
        if listed is None:
            state.visibility = word if word != "public" else ""
            state.inside = _region(call)
        for each in given:
            if each.raw.type in _METHODS:
                _method(marks, each, node, _State(), traits)
                each.roles = (*each.roles, f"sort.{word}") if word != "public" else each.roles
            elif each.raw.type in ("simple_symbol", "identifier"):
                _hide(marks, node, each, word)
        return
    if word == "module_function":
        if listed is None:
            state.function = True
        traits.add("module_function")
    elif word in MIXINS:
        extended = word == "extend" or _singleton(call, node) == "self"
        for each in given:
            if _is_constant(each) or each.kind == "self":
                each.roles = (*each.roles, "base", "extended") if extended else (*each.roles, "base")
                mixed.append(each)
                listed.children.remove(each) if listed is not None and each in listed.children else None
            else:
                traits.add("dynamic")
    elif word == "private_class_method":
        for each in given:
            if each.raw.type in _METHODS:
                _method(marks, each, node, _State(), traits)
    elif word not in NEUTRAL or (word == "delegate" and _has_prefix(marks, given)):
        traits.add("dynamic")
    for each in given:
        if each.raw.type in _METHODS and not {"sort.hidden", "sort.staticmethod"} & set(each.roles):
            _method(marks, each, node, state, traits)


def _has_prefix(marks: Marks, given: list[Node]) -> bool:
    return any(
        name is not None and marks.text(name) == "prefix"
        for name in (each.get("name") for each in given if each.kind == "argument")
    )


def _hide(marks: Marks, node: Node, symbol: Node, word: str) -> None:
    """`private :name` after the definition."""
    name = marks.text(symbol).lstrip(":")
    for member in _members(node):
        target = member.get("name") if member.raw.type in _METHODS else None
        if target is not None and marks.text(target) == name and word != "public":
            member.roles = (*member.roles, f"sort.{word}")


def _defines(node: Node) -> bool:
    return any(each.raw.type in _METHODS for each in node.walk())


# -- bodies ------------------------------------------------------------------------------------


def _statements(marks: Marks) -> None:
    """Calls that stand alone become statements; what a loose block defines belongs to nobody that is known."""
    stack: list[tuple[Node, bool]] = [(marks.root, False)]
    while stack:
        node, loose = stack.pop()
        in_method = node.raw.type in _METHODS
        if node.kind == "function" and not in_method:
            loose = True
        elif node.kind == "class":
            loose = False
        if in_method and loose:
            node.roles = (*node.roles, "sort.hidden")
        if in_method:
            loose = False
        for number, child in enumerate(list(node.children)):
            raw = child.raw.parent
            if (
                child.kind in _STATEMENTS
                and raw is not None
                and raw.type in _BODIES
                and (not child.roles or child.roles == ("value",))
            ):
                statement = Node(child.raw, child.start, child.end)
                statement.kind, statement.parent = "statement", node
                statement.roles = ()
                statement.children, child.parent = [child], statement
                node.children[number] = statement
            stack.append((child, loose))
