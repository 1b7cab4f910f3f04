"""Expressions: from the first name of a chain, step by step, to what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.code import Chain, Root, SymbolKind
from conflictscan.graph.model import Binding, Definition, Status, after, joined

if TYPE_CHECKING:
    from conflictscan.facts.code import Symbol
    from conflictscan.graph.tree import Tree

_FUNCTIONS = (SymbolKind.FUNCTION, SymbolKind.METHOD)
_VALUES = (SymbolKind.VARIABLE, SymbolKind.FIELD, SymbolKind.VARIANT)
_PROPERTIES = frozenset({"property", "cached_property"})
_TYPED = 2  # level of what a type tells
_MAX_DEPTH = 25


class _State(msgspec.Struct, frozen=True):
    """A binding on its way: `above` after `super()`, `pending` before an `await`."""

    binding: Binding
    above: bool = False
    pending: bool = False


class Values:
    """Evaluates chains in one tree."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._depth = 0

    def resolve(self, path: str, chain: Chain, *, called: bool = False) -> Binding:
        """What the chain names in the file; `called`: a call of it follows."""
        if self._depth > _MAX_DEPTH:
            return Binding(Status.UNKNOWN, trail=(path,))
        self._depth += 1
        try:
            following = [step == "()" for step in chain.steps] + [called]
            state = self._root(path, chain, called=following[0])
            for step, calls in zip(chain.steps, following[1:], strict=True):
                if state.binding.status is not Status.BOUND:
                    break
                state = self._beside(path, self._step(state, step, called=calls), step)
        finally:
            self._depth -= 1
        found = state.binding
        trail = joined((path,), found.trail)
        return found if trail == found.trail else msgspec.structs.replace(found, trail=trail)

    def given(self, path: str, chain: Chain) -> Binding:
        """What the value of an expression is an instance of; unknown for what is no instance of a known class."""
        return self._value(self.resolve(path, chain))

    def dotted(self, path: str, text: str) -> Binding:
        """What a dotted string names: the longest module, then attributes."""
        parts = text.replace(":", ".").split(".")
        modules = self._tree.modules(path)
        for count in range(len(parts), 0, -1):
            found = modules.find(path, ".".join(parts[:count]))
            if not found.path:
                continue
            state = _State(Binding(Status.BOUND, module=found.path, trail=(path, found.path)))
            for part in parts[count:]:
                if state.binding.status is not Status.BOUND:
                    break
                state = self._step(state, f".{part}")
            return state.binding
        found = modules.find(path, parts[0])
        if found.external:
            return Binding(Status.EXTERNAL, external=found.external, trail=joined((path,), found.consulted))
        return Binding(Status.UNKNOWN, trail=(path,))

    # -- the first name ------------------------------------------------------------------------

    def _root(self, path: str, chain: Chain, *, called: bool) -> _State:
        match chain.root:
            case Root.MODULE:
                return _State(self._tree.names.lookup(path, chain.name))
            case Root.FREE:
                return _State(self._free(path, chain.name, chain.scope, called=called))
            case Root.IMPORT:
                return _State(self._local_import(path, chain))
            case Root.NESTED:
                return _State(self._named(path, chain.scope))
            case Root.INSTANCE:
                return _State(msgspec.structs.replace(self._named(path, chain.scope), instance=True))
            case Root.CLASS:
                return _State(self._named(path, chain.scope))
            case Root.SUPER:
                found = msgspec.structs.replace(self._named(path, chain.scope), instance=True)
                return _State(found, above=True)
            case Root.BUILTIN:
                return _State(Binding(Status.EXTERNAL, external="builtins", trail=(path,)))
            case _:
                return _State(Binding(Status.UNKNOWN, trail=(path,)))

    def _member_by_name(self, path: str, name: str, scope: str, *, called: bool) -> Binding | None:
        """A member of the classes around, where a bare name may mean one; None when none of them can have it."""
        while scope:
            cls = self._named(path, scope).definition
            if cls is not None and cls.symbol.kind is SymbolKind.CLASS:
                found = self._tree.classes.member(cls, name, instance=True, called=called)
                if found.status is not Status.MISSING:
                    return found
            scope = scope.rpartition(".")[0]
        return None

    def _free(self, path: str, name: str, scope: str, *, called: bool) -> Binding:
        if self._tree.semantics(path).reopened:
            reopened = self._tree.classes.reopened
            return (
                reopened.constant(path, name, scope) if name[:1].isupper() else reopened.function(path, name)
            )
        member = self._member_by_name(path, name, scope, called=called) if called and scope else None
        if member is not None and member.status is Status.BOUND:
            return member  # a member comes before what an import brings
        found = self._tree.names.lookup(path, name)
        if found.status is not Status.BOUND and scope:
            member = member or self._member_by_name(path, name, scope, called=called)
            if member is not None:
                return member
        if found.status is Status.MISSING and name in self._tree.semantics(path).injected:
            return Binding(Status.UNKNOWN, trail=found.trail)
        return found

    def _local_import(self, path: str, chain: Chain) -> Binding:
        facts = self._tree.facts(path)
        place = int(chain.scope) if chain.scope.isdigit() else -1
        if facts is None or not 0 <= place < len(facts.imports):
            return Binding(Status.UNKNOWN, trail=(path,))
        imported = facts.imports[place]
        name = next((n for n in imported.names if n.local == chain.name), None)
        if name is None and imported.names:
            return Binding(Status.UNKNOWN, trail=(path,))
        return self._tree.names.imported(path, imported, name)

    def _named(self, path: str, qualname: str) -> Binding:
        definition = self._tree.definition(path, qualname)
        if definition is not None:
            return Binding(Status.BOUND, definition, trail=(path,))
        found = self._elsewhere(path, qualname) if self._tree.semantics(path).open_classes else None
        return found if found is not None else Binding(Status.UNKNOWN, trail=(path,))

    def _elsewhere(self, path: str, qualname: str) -> Binding | None:
        """The class that members of a file belong to, where it stands in another file."""
        first, *rest = qualname.split(".")
        found = self._tree.names.lookup(path, first)
        if found.status is not Status.BOUND or found.definition is None:
            return None
        where = found.definition.path
        definition = self._tree.definition(where, ".".join((found.definition.symbol.qualname, *rest)))
        if definition is None or definition.symbol.kind is not SymbolKind.CLASS:
            return None
        return Binding(Status.BOUND, definition, trail=joined((path,), found.trail), level=1)

    # -- steps ---------------------------------------------------------------------------------

    def _step(self, state: _State, step: str, *, called: bool = False) -> _State:
        if step.startswith("."):
            return self._attribute(state, step[1:], called=called)
        value = self._value(state.binding)
        if state.pending and step != "await":
            return _unknown(state.binding)
        match step:
            case "()":
                return self._called(value)
            case "@":
                return self._instance(value)
            case "await":
                return _State(state.binding) if state.pending else _unknown(value)
            case "with":
                return self._through_method(value, self._semantics(value).enter)
            case "[]":
                return self._through_method(value, (self._semantics(value).index,))
            case "*":
                return self._element(value)
            case _:
                return _unknown(value)

    def _beside(self, path: str, state: _State, step: str) -> _State:
        """What stands for a member that its class lacks: its accessor or property, or a function that extends."""
        found = state.binding
        if found.status is not Status.MISSING or found.owner is None or not step.startswith("."):
            return state
        own, its = self._tree.semantics(path), self._tree.semantics(found.owner.path)
        if its.accessors and its is not own:
            for name in accessors(step[1:]):
                other = self._tree.classes.member(found.owner, name, instance=True)
                if other.status is not Status.MISSING:
                    return _unknown(after(found, other))
        if own.extensions:
            extends = self._tree.names.lookup(path, step[1:])
            if extends.status is not Status.MISSING:
                return _State(after(found, extends)) if _extends(extends) else _unknown(after(found, extends))
        return state

    def _semantics(self, binding: Binding):  # noqa: ANN202 - Semantics, of the layer below
        path = binding.definition.path if binding.definition else binding.module or ""
        return self._tree.semantics(path)

    def _attribute(self, state: _State, name: str, *, called: bool) -> _State:
        before = state.binding
        if state.pending:
            return _unknown(before)
        value = self._value(before)
        if value.status is not Status.BOUND:
            return _State(after(before, msgspec.structs.replace(value, status=Status.UNKNOWN)))
        if value.module is not None:
            return _State(after(value, self._tree.names.attribute(value.module, name)))
        definition = value.definition
        if definition is None or definition.symbol.kind is not SymbolKind.CLASS:
            return _unknown(value)
        found = self._tree.classes.member(
            definition, name, instance=value.instance, above=state.above, called=called
        )
        return _State(after(value, found))

    def _called(self, value: Binding) -> _State:
        definition = value.definition
        if value.status is not Status.BOUND or definition is None:
            return _unknown(value)
        if definition.symbol.kind is SymbolKind.CLASS:
            if not value.instance:
                return _State(_level(msgspec.structs.replace(value, instance=True), _TYPED))
            called = self._tree.classes.member(
                definition, self._tree.semantics(definition.path).call, instance=True
            )
            if called.status is not Status.BOUND or called.definition is None:
                return _unknown(value)
            definition, value = called.definition, after(value, called)
        if definition.symbol.kind in _FUNCTIONS:
            return self._returned(value, definition)
        return _unknown(value)

    def _returned(self, value: Binding, definition: Definition) -> _State:
        """What a call of the function gives: its declared type, or the one class it was seen to build."""
        symbol = definition.symbol
        if not self._plain(definition) or "generator" in symbol.modifiers:
            return _unknown(value)
        chain = symbol.return_type
        if chain is not None:
            found = self._tree.resolve(definition.path, chain)
            if "@" not in chain.steps and found.status is Status.BOUND and _is_class(found):
                found = msgspec.structs.replace(found, instance=True)
        else:
            shape = symbol.return_shape
            if (
                shape is None
                or len(shape.types) != 1
                or shape.value
                or shape.none
                or shape.tuples
                or shape.literals
            ):
                return _unknown(value)
            found = self._tree.resolve(definition.path, shape.types[0])
            if found.status is Status.BOUND and _is_class(found):
                found = msgspec.structs.replace(found, instance=True)
        if found.status is not Status.BOUND or not _is_class(found) or self._abstract(found):
            return _unknown(after(value, found))
        return _State(_level(after(value, found), _TYPED), pending="async" in symbol.modifiers)

    def _plain(self, definition: Definition) -> bool:
        """Do only decorators that keep the result stand on the function?"""
        transparent = self._tree.semantics(definition.path).transparent
        return all(d.chain.last in transparent for d in definition.symbol.decorators)

    def _abstract(self, found: Binding) -> bool:
        """A class of which other classes are returned in its place: what it lacks, they may have."""
        symbol = found.definition.symbol if found.definition else None
        return symbol is not None and "protocol" in symbol.modifiers

    def _instance(self, value: Binding) -> _State:
        if value.status is Status.BOUND and _is_class(value):
            return _State(_level(msgspec.structs.replace(value, instance=True), _TYPED))
        return _unknown(value)

    def _through_method(self, value: Binding, names: tuple[str, ...]) -> _State:
        if value.status is Status.BOUND and value.instance and value.definition is not None:
            for name in names:
                found = self._tree.classes.member(value.definition, name, instance=True)
                if found.status is Status.BOUND and found.definition is not None:
                    return self._returned(after(value, found), found.definition)
        return _unknown(value)

    def _element(self, value: Binding) -> _State:
        definition = value.definition
        if definition is not None and not value.instance and "enum" in definition.symbol.modifiers:
            return _State(_level(msgspec.structs.replace(value, instance=True), _TYPED))
        return _unknown(value)

    # -- values of names -----------------------------------------------------------------------

    def _value(self, binding: Binding) -> Binding:
        """What a name holds: a variable's type, a property's result; classes, functions and modules themselves."""
        definition = binding.definition
        if definition is None or binding.status is not Status.BOUND:
            return binding
        symbol = definition.symbol
        if symbol.kind in _VALUES:
            return self._held(binding, definition)
        if symbol.kind is SymbolKind.TYPE_ALIAS and symbol.type is not None:
            return self._stood_for(binding, definition, symbol.type)
        if symbol.kind is SymbolKind.METHOD and _PROPERTIES.intersection(symbol.modifiers):
            return self._returned(binding, definition).binding
        return binding

    def _held(self, binding: Binding, definition: Definition) -> Binding:
        symbol = definition.symbol
        if symbol.kind is SymbolKind.VARIANT:
            owner = self._tree.definition(definition.path, symbol.container)
            if owner is None:
                return _unknown(binding).binding
            return msgspec.structs.replace(
                binding, definition=owner, instance=True, level=max(binding.level, _TYPED)
            )
        if symbol.type is None or self._reassigned(definition):
            return _unknown(binding).binding
        found = self._tree.resolve(definition.path, symbol.type)
        if found.status is not Status.BOUND:
            return _unknown(after(binding, found)).binding
        if symbol.container and self._descriptor(found):
            return _unknown(after(binding, found)).binding
        deeper = self._deeper(found) if found.definition is not definition else _unknown(found).binding
        return _level(after(binding, after(found, deeper)), _TYPED)

    def _stood_for(self, binding: Binding, alias: Definition, written: Chain) -> Binding:
        """The class that an alias is another name of."""
        found = self._tree.resolve(alias.path, written)
        if found.status is not Status.BOUND or not _is_class(found):
            return _unknown(after(binding, found)).binding
        return _level(msgspec.structs.replace(after(binding, found), instance=binding.instance), _TYPED)

    def _deeper(self, found: Binding) -> Binding:
        """What the value of a value is; names that stand for each other in a circle stand for nothing known."""
        if self._depth > _MAX_DEPTH:
            return _unknown(found).binding
        self._depth += 1
        try:
            return self._value(found)
        finally:
            self._depth -= 1

    def _descriptor(self, held: Binding) -> bool:
        """An object that answers for the field it stands in: reading the field gives whatever it returns."""
        if held.definition is None or not held.instance or not _is_class(held):
            return False
        read = self._tree.semantics(held.definition.path).read
        return self._tree.classes.member(held.definition, read, instance=True).status is Status.BOUND

    def _reassigned(self, definition: Definition) -> bool:
        index = self._tree.index(definition.path)
        symbol = definition.symbol
        twins: list[Symbol] = index.members[symbol.container, symbol.name] if index else []
        return len({twin.type for twin in twins}) > 1


def accessors(name: str) -> tuple[str, ...]:
    """The names by which another language of the platform knows a property or its methods."""
    for prefix in ("get", "set", "is"):
        rest = name.removeprefix(prefix)
        if rest != name and rest[:1].isupper():
            return (rest[0].lower() + rest[1:], f"is{rest}")
    big = name[:1].upper() + name[1:]
    return (f"get{big}", f"is{big}", f"set{big}")


def _extends(found: Binding) -> bool:
    return found.definition is not None and "extension" in found.definition.symbol.modifiers


def _is_class(found: Binding) -> bool:
    return found.definition is not None and found.definition.symbol.kind is SymbolKind.CLASS


def _unknown(before: Binding) -> _State:
    return _State(Binding(Status.UNKNOWN, trail=before.trail, level=before.level))


def _level(binding: Binding, level: int) -> Binding:
    return binding if binding.level >= level else msgspec.structs.replace(binding, level=level)
