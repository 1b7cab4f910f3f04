"""Classes that any file may open again: what they are made of and have is what all of those files say together."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from conflictscan.facts.code import Chain, Root, SymbolKind
from conflictscan.graph.model import Binding, Definition, Lineage, Status
from conflictscan.graph.names import choice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.facts.code import Symbol
    from conflictscan.graph.tree import Tree
    from conflictscan.languages.resolver import Opened

_EXTEND = "extend"
_EVERYWHERE = frozenset({"Object", "Kernel", "BasicObject", "Module"})
_CONSTANTS = (SymbolKind.CLASS, SymbolKind.VARIABLE, SymbolKind.FIELD)


class Reopened:
    """Such classes of one tree. A class is known by its full name; a definition of it is one of its openings."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._lineages: dict[tuple[str, str], Lineage] = {}
        self._extending: dict[tuple[str, str], tuple[Definition, ...]] = {}

    # -- lineage -------------------------------------------------------------------------------

    def lineage(self, cls: Definition) -> Lineage:
        """The class and its ancestors, one opening each."""
        key = (cls.path, cls.symbol.qualname)
        known = self._lineages.get(key)
        if known is None:
            self._lineages[key] = Lineage((cls,), complete=False)
            known = self._lineages[key] = self._gathered(cls)
        return known

    def _openings(self, cls: Definition) -> Iterator[Definition]:
        qualname = cls.symbol.qualname
        for path in (cls.path, *self._modules(cls.path).opening(cls.path, qualname)):
            index = self._tree.index(path)
            if index is None:
                continue
            for twin in index.twins(qualname):
                if twin.kind is SymbolKind.CLASS:
                    yield Definition(path, twin)

    def _gathered(self, cls: Definition) -> Lineage:
        semantics = self._tree.semantics(cls.path)
        complete = cls.symbol.qualname.partition(".")[0] not in semantics.injected
        neutral = True
        outside: frozenset[str] = frozenset()
        classes: dict[str, Definition] = {cls.symbol.qualname: cls}
        extending: dict[str, Definition] = {}
        trail: dict[str, None] = {cls.path: None}
        for opening in self._openings(cls):
            trail[opening.path] = None
            index = self._tree.index(opening.path)
            complete = complete and index is not None and index.whole
            complete = complete and "dynamic" not in opening.symbol.modifiers
            for base in reversed(opening.symbol.bases):
                extends = base.steps[-1:] == (_EXTEND,)
                named = Chain(base.name, base.root, base.steps[:-1], base.scope) if extends else base
                found = self._tree.resolve(opening.path, named)
                trail.update(dict.fromkeys(found.trail))
                target = found.definition
                if (
                    found.status is Status.BOUND
                    and target is not None
                    and target.symbol.kind is SymbolKind.CLASS
                ):
                    if extends:
                        extending.setdefault(target.symbol.qualname, target)
                        continue
                    above = self.lineage(target)
                    trail.update(dict.fromkeys(above.trail))
                    for each in above.classes:
                        classes.setdefault(each.symbol.qualname, each)
                    complete = complete and above.complete
                    outside |= above.outside
                    neutral = neutral and above.neutral
                    continue
                members = (
                    semantics.outside_members(str(named)) if found.status is not Status.UNKNOWN else None
                )
                if members is None:
                    complete = False
                else:
                    outside |= members
                neutral = neutral and str(named) in semantics.neutral_bases
        self._extending[cls.path, cls.symbol.qualname] = tuple(extending.values())
        return Lineage(tuple(classes.values()), complete, outside, neutral, tuple(trail), complete)

    # -- members -------------------------------------------------------------------------------

    def member(self, cls: Definition, name: str, *, instance: bool, above: bool = False) -> Binding:
        """A method or constant of an instance, or of the class itself."""
        lineage = self.lineage(cls)
        trail: dict[str, None] = {cls.path: None}
        classes = lineage.classes[1:] if above else lineage.classes
        found = self._among(cls.path, classes, name, trail, instance=instance)
        if found is None and not instance:
            found = self._of_extending(cls, classes, name, trail)
        constant = name[:1].isupper()
        if found is None and not constant:
            found = self._everywhere(cls.path, name, trail)
        if found is not None:
            trail[found.path] = None
            return Binding(Status.BOUND, found, trail=tuple(trail))
        trail.update(dict.fromkeys(lineage.trail))
        semantics = self._tree.semantics(cls.path)
        given = semantics.object_members | lineage.outside
        if name in given or (not instance and name in semantics.class_members):
            return Binding(Status.EXTERNAL, external="builtins", trail=tuple(trail))
        if self._doubtful(cls, lineage, name, instance=instance):
            return Binding(Status.UNKNOWN, trail=tuple(trail))
        return Binding(Status.MISSING, missing=name, missing_in=cls.path, owner=cls, trail=tuple(trail))

    def own(self, holder: Definition, name: str) -> Definition | None:
        """A method that the class itself has, in whatever file."""
        return self._among(holder.path, (holder,), name, {}, instance=True)

    def constant(self, path: str, name: str, scope: str) -> Binding:
        """What a constant means within the classes around: theirs, or one of the top level."""
        trail: dict[str, None] = {path: None}
        while scope:
            cls = self._tree.definition(path, scope)
            if cls is not None and cls.symbol.kind is SymbolKind.CLASS:
                found = self._among(path, self.lineage(cls).classes, name, trail, instance=False)
                if found is not None:
                    trail[found.path] = None
                    return Binding(Status.BOUND, found, trail=tuple(trail))
            scope = scope.rpartition(".")[0]
        for other in (path, *self._modules(path).visible(path, name)):
            symbols = self._symbols(other, "", name, instance=False)
            if symbols:
                trail[other] = None
                return Binding(Status.BOUND, Definition(other, choice(symbols)), trail=tuple(trail))
        if name in self._tree.semantics(path).injected:
            return Binding(Status.EXTERNAL, external=name, trail=tuple(trail))
        if self._unread(path, name):
            return Binding(Status.UNKNOWN, trail=tuple(trail))
        return Binding(Status.MISSING, missing=name, missing_in=path, trail=tuple(trail))

    def function(self, path: str, name: str) -> Binding:
        """What a bare call at the top level of a program runs."""
        found = self._everywhere(path, name, {})
        if found is None:
            return Binding(Status.UNKNOWN, trail=(path,))
        return Binding(Status.BOUND, found, trail=(path, found.path), level=1)

    # -- lookup --------------------------------------------------------------------------------

    def _among(
        self,
        path: str,
        classes: tuple[Definition, ...],
        name: str,
        trail: dict[str, None],
        *,
        instance: bool,
    ) -> Definition | None:
        others = self._modules(path).visible(path, name)
        for holder in classes:
            for file in dict.fromkeys((path, holder.path, *others)):
                symbols = self._symbols(file, holder.symbol.qualname, name, instance=instance)
                if symbols:
                    trail[holder.path] = None
                    return Definition(file, choice(symbols))
            trail[holder.path] = None
        return None

    def _symbols(self, path: str, container: str, name: str, *, instance: bool) -> list[Symbol]:
        index = self._tree.index(path)
        symbols = index.members.get((container, name), ()) if index is not None else ()
        if name[:1].isupper():
            return [symbol for symbol in symbols if symbol.kind in _CONSTANTS and not instance]
        both = "module_function"
        return [
            symbol
            for symbol in symbols
            if both in symbol.modifiers or ("staticmethod" in symbol.modifiers) != instance
        ]

    def _of_extending(
        self, cls: Definition, classes: tuple[Definition, ...], name: str, trail: dict[str, None]
    ) -> Definition | None:
        """Instance methods of the modules that the class, or one above it, is extended by."""
        for holder in classes:
            self.lineage(holder)
            for module in self._extending.get((holder.path, holder.symbol.qualname), ()):
                found = self._among(cls.path, self.lineage(module).classes, name, trail, instance=True)
                if found is not None:
                    return found
        return None

    def _everywhere(self, path: str, name: str, trail: dict[str, None]) -> Definition | None:
        """A method that every object has: of the top level, or of a class that all others come from."""
        for other in (path, *self._modules(path).visible(path, name)):
            index = self._tree.index(other)
            for container in ("", *_EVERYWHERE) if index is not None else ():
                symbols = index.members.get((container, name)) if index is not None else None
                if symbols and symbols[0].kind in (SymbolKind.FUNCTION, SymbolKind.METHOD):
                    trail[other] = None
                    return Definition(other, choice(symbols))
        return None

    def _doubtful(self, cls: Definition, lineage: Lineage, name: str, *, instance: bool) -> bool:
        """May something that is not known give the member?"""
        if self._unread(cls.path, name):
            return True
        constant = name[:1].isupper()
        if constant and cls.symbol.qualname.partition(".")[0] in self._tree.semantics(cls.path).injected:
            return True
        if constant:
            return any("dynamic" in each.symbol.modifiers for each in self._openings(cls))
        if instance and "module" in cls.symbol.modifiers:
            return True  # whatever includes it may have the member
        if not lineage.complete or self._modules(cls.path).made(name):
            return True
        if self._extending.get((cls.path, cls.symbol.qualname)):
            return True
        for path in (cls.path, *self._modules(cls.path).visible(cls.path, name)):
            index = self._tree.index(path)
            for symbol in index.facts.symbols if index is not None else ():
                own = "staticmethod" in symbol.modifiers
                named = symbol.name == name and symbol.container and own is not instance
                if named and self._is_below(path, symbol, cls, instance=instance):
                    return True
        return False

    def _unread(self, path: str, name: str) -> bool:
        """Does a file that cannot be read whole hold the name? One in conflict, for one."""
        for other in (path, *self._modules(path).visible(path, name)):
            index = self._tree.index(other)
            if index is None or not index.whole:
                return True
        return False

    def _is_below(self, path: str, symbol: Symbol, cls: Definition, *, instance: bool) -> bool:
        """Does a class that comes from this one, or a module, define it?"""
        holder = self._tree.definition(path, symbol.container)
        if holder is None or (instance and "module" in holder.symbol.modifiers):
            return True
        return any(each.symbol.qualname == cls.symbol.qualname for each in self.lineage(holder).classes)

    def _modules(self, path: str) -> Opened:
        return cast("Opened", self._tree.modules(path))


def is_constant(chain: Chain) -> bool:
    """Is the first name of the chain a constant?"""
    return chain.root is Root.FREE and chain.name[:1].isupper()
