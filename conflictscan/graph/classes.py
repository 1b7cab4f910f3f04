"""Classes: bases in order, members through them, what building an instance takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.code import FieldInfo, Parameter, ParameterKind, Root, SymbolKind
from conflictscan.graph.model import Binding, Constructor, Definition, Lineage, Status
from conflictscan.graph.names import choice
from conflictscan.graph.reopened import Reopened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import Symbol
    from conflictscan.graph.index import FileIndex
    from conflictscan.graph.tree import Tree

_FIELD_BUILT = ("dataclass", "attrs", "namedtuple", "pydantic", "interface", "struct", "record")
_METACLASS = "metaclass"
_RUN_TIME_MADE = frozenset({"dynamic", _METACLASS})


class Classes:
    """The classes of one tree."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.reopened = Reopened(tree)
        self._lineages: dict[tuple[str, str, int], Lineage] = {}

    def lineage(self, cls: Definition) -> Lineage:
        """Method resolution order; a class whose bases go in circles is incomplete."""
        if self._tree.semantics(cls.path).reopened:
            return self.reopened.lineage(cls)
        key = (cls.path, cls.symbol.qualname, cls.symbol.ordinal)
        known = self._lineages.get(key)
        if known is None:
            self._lineages[key] = Lineage((cls,), complete=False)
            known = self._lineages[key] = self._linearised(cls)
        return known

    def _linearised(self, cls: Definition) -> Lineage:
        index = self._tree.index(cls.path)
        semantics = self._tree.semantics(cls.path)
        closed = index is not None and self._is_read(cls, index) and _METACLASS not in cls.symbol.modifiers
        closed = closed and not (semantics.open_classes and "partial" in cls.symbol.modifiers)
        closed = closed and (
            semantics.plain_decorators
            or all(d.chain.last in semantics.transparent_classes for d in cls.symbol.decorators)
        )
        complete = closed and not _RUN_TIME_MADE.intersection(cls.symbol.modifiers)
        sequences: list[list[Definition]] = []
        outside: frozenset[str] = frozenset()
        neutral = True
        trail: dict[str, None] = {cls.path: None}
        for base in cls.symbol.bases:
            found = self._tree.resolve(cls.path, base)
            trail.update(dict.fromkeys(found.trail))
            target = found.definition
            if found.status is Status.BOUND and target is not None and target.symbol.kind is SymbolKind.CLASS:
                above = self.lineage(target)
                sequences.append(list(above.classes))
                complete = complete and above.complete
                closed = closed and above.closed
                outside |= above.outside
                neutral = neutral and above.neutral
                trail.update(dict.fromkeys(above.trail))
                continue
            dotted = self._outside_name(cls.path, str(base), base.root)
            members = semantics.outside_members(dotted)
            if found.status is not Status.EXTERNAL or members is None:
                complete = closed = False
            else:
                outside |= members
            neutral = neutral and dotted in semantics.neutral_bases
        for form in ("enum", "record"):
            if form in cls.symbol.modifiers:
                outside |= semantics.outside_members(form) or frozenset()
        order = [cls, *_merged([*sequences, [s[0] for s in sequences]])]
        return Lineage(tuple(order), complete, outside, neutral, tuple(trail), closed)

    def _outside_name(self, path: str, written: str, root: Root) -> str:
        """`abc.ABC` for a base written `ABC` after `from abc import ABC`."""
        written = written.partition("[")[0]
        if root is Root.BUILTIN:
            return f"builtins.{written}"
        first, _, rest = written.partition(".")
        index = self._tree.index(path)
        for imported, name in index.imports.get(first, ()) if index else ():
            if name is not None:
                return f"{imported.module}.{name.name}{'.' + rest if rest else ''}"
            return f"{imported.module if imported.alias else first}.{rest}"
        return written

    def _is_read(self, cls: Definition, index: FileIndex) -> bool:
        """Are all names of the class known? Where words decide, errors elsewhere in the file do not matter."""
        facts, span = index.facts, cls.symbol.span
        if not self._tree.semantics(cls.path).textual_includes:
            return index.whole
        within = any(
            inside.start_byte < span.end_byte and span.start_byte < inside.end_byte
            for inside in facts.syntax_errors
        )
        return not (within or facts.skipped or facts.conflict_markers)

    # -- members -------------------------------------------------------------------------------

    def member(
        self, cls: Definition, name: str, *, instance: bool, above: bool = False, called: bool = False
    ) -> Binding:
        """An attribute of an instance or of the class; `above`: as `super()` looks it up; `called`: a call follows."""
        if self._tree.semantics(cls.path).reopened:
            return self.reopened.member(cls, name, instance=instance, above=above)
        lineage = self.lineage(cls)
        classes = lineage.classes[1:] if above else lineage.classes
        trail: dict[str, None] = {cls.path: None}
        for holder in classes:
            trail[holder.path] = None
            index = self._tree.index(holder.path)
            symbols = index.members.get((holder.symbol.qualname, name)) if index else None
            if symbols and self._tree.semantics(holder.path).overloads:
                symbols = _meant(symbols, called=called)
            if symbols:
                return Binding(Status.BOUND, Definition(holder.path, choice(symbols)), trail=tuple(trail))
            elsewhere = self._elsewhere(holder, name)
            if elsewhere is not None:
                trail[elsewhere.path] = None
                return Binding(Status.BOUND, elsewhere, trail=tuple(trail), level=1)
            made = index is not None and name in index.written
            if made and not lineage.complete and self._tree.semantics(holder.path).writes_define:
                return Binding(Status.UNKNOWN, trail=tuple(trail))
        trail.update(dict.fromkeys(lineage.trail))
        semantics = self._tree.semantics(cls.path)
        given = semantics.object_members | lineage.outside
        if name in given or (not instance and name in semantics.class_members):
            return Binding(Status.EXTERNAL, external="builtins", trail=tuple(trail))
        if semantics.open_classes and self._lent(cls, name):
            return Binding(Status.UNKNOWN, trail=tuple(trail))
        doubtful = above and len(lineage.classes) == 1  # a mixin's `super()` leads to its sibling
        if not lineage.complete or doubtful or self._assigned(lineage, name):
            return Binding(Status.UNKNOWN, trail=tuple(trail))
        return Binding(Status.MISSING, missing=name, missing_in=cls.path, owner=cls, trail=tuple(trail))

    def _assigned(self, lineage: Lineage, name: str) -> bool:
        for holder in lineage.classes:
            index = self._tree.index(holder.path)
            made = index is not None and name in index.written
            if made and self._tree.semantics(holder.path).writes_define:
                return True
        return False

    def enum_members(self, cls: Definition) -> tuple[Symbol, ...] | None:
        """The variants of an enumeration in order of definition."""
        index = self._tree.index(cls.path)
        if index is None or not {"enum", "flag"} & set(cls.symbol.modifiers):
            return None
        return tuple(
            s
            for s in index.facts.symbols
            if s.kind is SymbolKind.VARIANT and s.container == cls.symbol.qualname
        )

    # -- construction --------------------------------------------------------------------------

    def constructor(self, cls: Definition) -> Constructor | None:
        """Parameters of building an instance, through `__init__`, `__new__` or declared fields."""
        if cls.symbol.kind is not SymbolKind.CLASS:
            return None
        lineage = self.lineage(cls)
        semantics = self._tree.semantics(cls.path)
        sure = lineage.complete
        for place, holder in enumerate(lineage.classes):
            for name in semantics.constructors:
                method = self._own(holder, name)
                if method is None or method.symbol.parameters is None:
                    continue
                allocated = name in semantics.allocators or self._allocates(lineage, semantics.allocators)
                # a base from outside stands behind this method in the order, so it does not matter
                known = sure or self._complete_to(lineage, place)
                return Constructor(method.symbol.parameters, method, known and not allocated)
            if self._built_from_fields(holder):
                parameters = tuple(self._field_parameters(lineage.classes[place:]))
                plain = not any("init=False" in d.arguments for d in holder.symbol.decorators)
                return Constructor(parameters, cls, sure and plain)
        return Constructor((), cls, sure and lineage.neutral)

    def components(self, cls: Definition) -> tuple[Parameter, ...]:
        """What a class that is built from its fields takes for them."""
        return tuple(self._field_parameters((cls,)))

    def _complete_to(self, lineage: Lineage, place: int) -> bool:
        """Are the classes before `place` plain single steps, so that nothing unknown comes before it?"""
        head = lineage.classes[: place + 1]
        return all(
            len(c.symbol.bases) <= 1
            and not c.symbol.decorators
            and not _RUN_TIME_MADE.intersection(c.symbol.modifiers)
            for c in head
        ) and (place > 0 or not head[0].symbol.decorators)

    def _allocates(self, lineage: Lineage, names: frozenset[str]) -> bool:
        return any(self._own(c, name) is not None for c in lineage.classes for name in names)

    def _own(self, holder: Definition, name: str) -> Definition | None:
        if self._tree.semantics(holder.path).reopened:
            return self.reopened.own(holder, name)
        index = self._tree.index(holder.path)
        symbols = index.members.get((holder.symbol.qualname, name)) if index else None
        return Definition(holder.path, choice(symbols)) if symbols else self._elsewhere(holder, name)

    def _elsewhere(self, holder: Definition, name: str) -> Definition | None:
        """A member that stands in another file than its class: partial classes, methods beside a type."""
        if not self._tree.semantics(holder.path).open_classes:
            return None
        for path in self._tree.modules(holder.path).visible(holder.path, name):
            index = self._tree.index(path)
            symbols = index.members.get((holder.symbol.qualname, name)) if index else None
            if symbols and index is not None and ("", holder.symbol.name) not in index.members:
                return Definition(path, choice(symbols))
        return None

    def _lent(self, cls: Definition, name: str) -> bool:
        """May a trait or an implementation of it, somewhere in the package, give the class the member?"""
        for path in (cls.path, *self._tree.modules(cls.path).visible(cls.path, name)):
            index = self._tree.index(path)
            for symbol in index.facts.symbols if index is not None else ():
                if symbol.name != name or not symbol.container:
                    continue
                holder = self._tree.definition(path, symbol.container)
                lending = {"trait", "implementation"}
                if holder is not None and not lending.isdisjoint(holder.symbol.modifiers):
                    return True
        return False

    def _built_from_fields(self, holder: Definition) -> bool:
        forms = [form for form in _FIELD_BUILT if form in holder.symbol.modifiers]
        # where types are not structural, an interface is built by a class that implements it
        return bool(forms) and (forms != ["interface"] or self._tree.semantics(holder.path).structural)

    def _field_parameters(self, classes: tuple[Definition, ...]) -> Iterator[Parameter]:
        found: dict[str, Parameter] = {}
        for holder in reversed(classes):
            if not self._built_from_fields(holder):
                continue
            index = self._tree.index(holder.path)
            for symbol in index.facts.symbols if index else ():
                if symbol.container == holder.symbol.qualname and _is_given(symbol):
                    found[symbol.name] = _parameter(symbol, holder)
        named = [p for p in found.values() if p.kind is ParameterKind.NAMED_ONLY]
        yield from (p for p in found.values() if p.kind is not ParameterKind.NAMED_ONLY)
        yield from named
        if any({"pydantic", "indexed"} & set(c.symbol.modifiers) for c in classes):
            yield Parameter("extra", ParameterKind.REST_NAMED, required=False)


def _meant(symbols: list[Symbol], *, called: bool) -> list[Symbol]:
    """Where fields and methods may share a name: what a call means, or a read."""
    methods = [symbol for symbol in symbols if symbol.kind in (SymbolKind.METHOD, SymbolKind.FUNCTION)]
    others = [symbol for symbol in symbols if symbol not in methods]
    if called:
        return methods or [symbol for symbol in others if symbol.kind is SymbolKind.CLASS]
    return others or methods


def _is_given(symbol: Symbol) -> bool:
    """Does a construction give the member: a field, or a method that an interface declares?"""
    if symbol.field is not None:
        return symbol.field.in_constructor
    return "abstract" in symbol.modifiers or "optional" in symbol.modifiers


def _parameter(symbol: Symbol, holder: Definition) -> Parameter:
    field = symbol.field or FieldInfo(has_default="abstract" not in symbol.modifiers, keyword_only=True)
    modifiers = holder.symbol.modifiers
    named = field.keyword_only or "kw_only" in modifiers or "pydantic" in modifiers
    optional = "pydantic" in modifiers and ("None" in symbol.annotation or "Optional" in symbol.annotation)
    return Parameter(
        name=symbol.name.lstrip("_") if "attrs" in modifiers else symbol.name,
        kind=ParameterKind.NAMED_ONLY if named else ParameterKind.POSITIONAL_OR_NAMED,
        required=not field.has_default and not optional,
        annotation=symbol.annotation,
        default=symbol.value.text if symbol.value else "",
        type=symbol.type,
    )


def _merged(sequences: list[list[Definition]]) -> list[Definition]:
    """C3 linearisation; where Python would refuse the order, the first candidate is taken."""
    order: list[Definition] = []
    waiting = [list(s) for s in sequences if s]
    while waiting:
        heads = [s[0] for s in waiting]
        good = next((h for h in heads if not any(h in s[1:] for s in waiting)), heads[0])
        order.append(good)
        waiting = [[d for d in s if d != good] for s in waiting]
        waiting = [s for s in waiting if s]
    return order
