"""Names of modules: what `name` is in a file, through imports, re-exports and star imports."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import msgspec

from conflictscan.facts.code import Symbol, SymbolKind
from conflictscan.graph.model import Binding, Definition, Status, after, joined

if TYPE_CHECKING:
    from conflictscan.facts.code import Export, Import, ImportedName
    from conflictscan.graph.index import FileIndex
    from conflictscan.graph.tree import Tree
    from conflictscan.languages.resolver import Found, Textual

_MAX_DEPTH = 40
_WHOLE, _DEFAULT = "=", "default"
_EXPORT = "export "  # no name has a space in it
_CALLABLE = (SymbolKind.FUNCTION, SymbolKind.CLASS, SymbolKind.METHOD)


class Names:
    """Lookup of module-level names in one tree."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._known: dict[tuple[str, str], Binding] = {}
        self._open: set[tuple[str, str]] = set()

    # -- modules -------------------------------------------------------------------------------

    def module(self, importer: str, name: str, level: int = 0) -> Binding:
        """The module that a dotted name means in a file."""
        return _of_module(importer, self._tree.modules(importer).find(importer, name, level))

    def imported(
        self, path: str, imported: Import, name: ImportedName | None, *, whole: bool = False
    ) -> Binding:
        """What one name of an import statement brings; `whole`: the module `a.b` of `import a.b`, not `a`."""
        if self._tree.semantics(path).explicit_exports:
            return self._from_module(path, imported, name)
        if name is None:
            dotted = imported.module
            if not whole and not imported.alias and not imported.star:
                dotted = dotted.partition(".")[0]
            return self.module(path, dotted, imported.level)
        target = self.module(path, imported.module, imported.level)
        if target.status is not Status.BOUND or target.module is None:
            return target
        return after(target, self._member(target.module, name.name))

    def _member(self, module: str, dotted: str) -> Binding:
        """A name of a module, or what it leads to through classes: `import static p.Outer.Inner.method`."""
        first, *rest = dotted.split(".")
        found = self.attribute(module, first)
        for name in rest:
            cls = found.definition
            if found.status is not Status.BOUND or cls is None or cls.symbol.kind is not SymbolKind.CLASS:
                return (
                    found if found.status is not Status.BOUND else Binding(Status.UNKNOWN, trail=found.trail)
                )
            found = after(found, self._tree.classes.member(cls, name, instance=False))
        return found

    def _from_module(self, path: str, imported: Import, name: ImportedName | None) -> Binding:
        """The same where files say what they export: the value of a module may be something else than its names."""
        target = self.module(path, imported.module, imported.level)
        if target.status is not Status.BOUND or target.module is None:
            return target
        if name is not None:
            return after(target, self.attribute(target.module, name.name))
        index = self._tree.index(target.module)
        if index is not None and _WHOLE in index.exported and imported.alias and len(index.exported) == 1:
            return after(target, self._exported(target.module, _WHOLE))
        return target

    # -- names ---------------------------------------------------------------------------------

    def attribute(self, module: str, name: str) -> Binding:
        """An attribute of a module, or a submodule of a package."""
        if self._tree.semantics(module).explicit_exports:
            return self._exported(module, name)
        own = self.lookup(module, name)
        if own.status is Status.BOUND or own.status is Status.EXTERNAL:
            return own
        child = self._tree.modules(module).child(module, name)
        if child.path:
            return _of_module(module, child)
        if own.status is Status.MISSING and name in self._tree.semantics(module).module_members:
            return Binding(Status.EXTERNAL, external="builtins", trail=own.trail)
        if (
            own.status is Status.MISSING
            and self._tree.modules(module).is_package(module)
            and not child.missing
        ):
            return Binding(Status.UNKNOWN, trail=own.trail)
        trail = joined(own.trail, child.consulted)
        return msgspec.structs.replace(own, trail=trail)

    def _exported(self, module: str, name: str) -> Binding:
        """What a module exports under a name: its own definitions, what it hands on, and stars."""
        key = (module, f"{_EXPORT}{name}")
        known = self._known.get(key)
        if known is not None:
            return known
        if key in self._open or len(self._open) > _MAX_DEPTH:
            return Binding(Status.UNKNOWN, trail=(module,))
        self._open.add(key)
        try:
            known = self._known[key] = self._look_for_export(module, name)
        finally:
            self._open.discard(key)
        return known

    def _look_for_export(self, module: str, name: str) -> Binding:
        index = self._tree.index(module)
        if index is None:
            return Binding(Status.UNKNOWN, trail=(module,))
        export = index.exported.get(name)
        if export is not None:
            return self._stands_for(module, export, index)
        if name in index.handed_on:
            return self._of_imports(module, index.handed_on[name])
        trail: tuple[str, ...] = (module,)
        whole = index.whole
        for star in index.star_exports if name != _DEFAULT else ():
            target = self.module(module, star.module, star.level)
            trail = joined(trail, target.trail)
            if target.status is not Status.BOUND or target.module is None:
                whole = False
                continue
            found = self._exported(target.module, name)
            trail = joined(trail, found.trail)
            if found.status in (Status.BOUND, Status.EXTERNAL):
                return msgspec.structs.replace(found, trail=trail, level=max(1, found.level))
            whole = whole and found.status is Status.MISSING
        if _WHOLE in index.exported:
            # `import x from "./m"` of a CommonJS module is its value; the members of a value are its own affair
            return (
                self._exported(module, _WHOLE) if name == _DEFAULT else Binding(Status.UNKNOWN, trail=trail)
            )
        if not whole or (name == _DEFAULT and not _is_es_module(index)):
            return Binding(Status.UNKNOWN, trail=trail)
        return Binding(Status.MISSING, missing=name, missing_in=module, trail=trail)

    def _stands_for(self, module: str, export: Export, index: FileIndex) -> Binding:
        """The definition behind an exported name."""
        if not export.local:
            return Binding(Status.UNKNOWN, trail=(module,))
        named = [s for s in index.facts.symbols if s.qualname == export.local] if "." in export.local else []
        if named:
            return Binding(Status.BOUND, Definition(module, choice(named)), trail=(module,))
        return self.lookup(module, export.local)

    def lookup(self, path: str, name: str) -> Binding:
        """A name at the top level of a file: its definitions, imports, star imports."""
        key = (path, name)
        known = self._known.get(key)
        if known is not None:
            return known
        if key in self._open or len(self._open) > _MAX_DEPTH:
            return Binding(Status.UNKNOWN, trail=(path,))
        self._open.add(key)
        try:
            known = self._known[key] = self._lookup(path, name)
        finally:
            self._open.discard(key)
        return known

    def _lookup(self, path: str, name: str) -> Binding:
        index = self._tree.index(path)
        if index is None:
            return Binding(Status.UNKNOWN, trail=(path,))
        if "." in name:
            found = self.module(path, name)
            return (
                after(found, self.attribute(found.module, name.rpartition(".")[2])) if found.module else found
            )
        symbols, imports = index.members.get(("", name)), index.imports.get(name)
        later = self._rebound(path, name, index)
        if later is not None:
            return later
        if symbols and not imports:
            return Binding(Status.BOUND, Definition(path, choice(symbols)), trail=(path,))
        if imports:
            found = self._of_imports(path, imports)
            if symbols and found.status is not Status.BOUND:
                # `try: from fast import f` / `except ImportError: def f()`: either may hold
                defined = [s for s in symbols if s.kind in _CALLABLE]
                if defined:
                    return Binding(
                        Status.BOUND, Definition(path, choice(defined)), trail=found.trail, level=2
                    )
                if found.status is Status.MISSING:
                    return Binding(
                        Status.BOUND, Definition(path, choice(symbols)), trail=found.trail, level=2
                    )
            return found
        found = self._in_package(path, name)
        return found if found is not None else self._through_stars(path, name, index)

    def _in_package(self, path: str, name: str) -> Binding | None:
        """What another file of the same package defines under the name."""
        if not self._tree.semantics(path).package_scope:
            return None
        if self._tree.semantics(path).textual_includes:
            return self._included(path, name)
        last = name.rpartition("\\")[2]
        for other in self._tree.modules(path).visible(path, name):
            index = self._tree.index(other)
            symbols = index.members.get(("", last), []) if index is not None else []
            if not self._tree.semantics(other).module_privacy:
                symbols = [symbol for symbol in symbols if "private" not in symbol.modifiers]
            if symbols:
                return Binding(Status.BOUND, Definition(other, choice(symbols)), trail=(path, other), level=1)
        return None

    def _included(self, path: str, name: str) -> Binding | None:
        """What the included files define under the name.

        Not known where two of them do, or where one says the name and defines nothing: a macro may.
        """
        found: list[Definition] = []
        doubtful = False
        modules = cast("Textual", self._tree.modules(path))
        for other in self._tree.modules(path).visible(path, name):
            index = self._tree.index(other)
            symbols = index.members.get(("", name)) if index is not None else None
            if symbols:
                found.append(Definition(other, choice(symbols)))
            elif index is None or (not found and modules.says(other, name)):
                doubtful = True
        trail = (path, *(definition.path for definition in found))
        if not found:
            unknown = doubtful or modules.makes(path, name)
            return Binding(Status.UNKNOWN, trail=trail) if unknown else None
        if any(_surface(each) != _surface(found[0]) for each in found[1:]):
            return Binding(Status.UNKNOWN, trail=trail)
        return Binding(Status.BOUND, found[0], trail=trail, level=1)

    def _rebound(self, path: str, name: str, index: FileIndex) -> Binding | None:
        """What the last of several statements makes of a name; None where there is one, or the last is conditional."""
        symbols, imports = index.members.get(("", name), []), index.imports.get(name, [])
        if len(symbols) + len(imports) + len(index.stars) < 2 or not (symbols or imports):
            return None
        last = max(
            [*symbols, *(imported for imported, _ in imports)], key=lambda bound: bound.span.start_byte
        )
        trail: tuple[str, ...] = (path,)
        for star in reversed(index.stars):
            if star.span.start_byte < last.span.start_byte:
                break
            found = self._of_star(path, star, name)
            trail = joined(trail, found.trail)
            if found.status is Status.BOUND and not _is_conditional(star):
                return msgspec.structs.replace(found, trail=trail, level=max(1, found.level))
        if _is_conditional(last):
            return None
        if isinstance(last, Symbol):
            if imports and last.kind in _CALLABLE:
                return None  # imported and defined: what the two do to each other is a matter of its own
            plain = [symbol for symbol in symbols if not _is_conditional(symbol)]
            return Binding(Status.BOUND, Definition(path, choice(plain)), trail=trail)
        found = self._of_imports(path, [pair for pair in imports if not _is_conditional(pair[0])])
        return msgspec.structs.replace(found, trail=joined(trail, found.trail))

    def _of_star(self, path: str, star: Import, name: str) -> Binding:
        """What a star import brings under a name; not bound where it brings nothing."""
        target = self.module(path, star.module, star.level)
        if target.status is not Status.BOUND or target.module is None:
            return target
        if not self._given(target.module, name):
            return Binding(Status.MISSING, missing=name, missing_in=target.module, trail=target.trail)
        return after(target, self.lookup(target.module, name))

    def _of_imports(self, path: str, imports: list[tuple[Import, ImportedName | None]]) -> Binding:
        if len(imports) > 1 and self._tree.semantics(path).overloads:
            return self._together(path, imports)
        first: Binding | None = None
        trail: tuple[str, ...] = (path,)
        for imported, name in _by_precedence(imports):
            found = self.imported(path, imported, name)
            trail = joined(trail, found.trail)
            if found.status is not Status.MISSING:
                return msgspec.structs.replace(found, trail=trail)
            first = first or found
        assert first is not None  # noqa: S101 - the list is not empty
        return msgspec.structs.replace(first, trail=trail)

    def _together(self, path: str, imports: list[tuple[Import, ImportedName | None]]) -> Binding:
        """Imports of one name from several classes bring all their methods: which is meant, arguments decide."""
        found = [self.imported(path, imported, name) for imported, name in imports]
        trail: tuple[str, ...] = (path,)
        for each in found:
            trail = joined(trail, each.trail)
        there = [each for each in found if each.status is not Status.MISSING]
        if len(there) > 1 and any(each.definition != there[0].definition for each in there[1:]):
            return Binding(Status.UNKNOWN, trail=trail)
        return msgspec.structs.replace((there or found)[0], trail=trail)

    def _of_member_star(self, path: str, imported: Import, name: str) -> Binding:
        """What `import static p.Class.*` brings under a name."""
        cls = self.imported(path, imported, imported.names[0])
        if cls.status is not Status.BOUND or cls.definition is None:
            return cls
        return after(cls, self._tree.classes.member(cls.definition, name, instance=False))

    def _through_stars(self, path: str, name: str, index: FileIndex) -> Binding:
        trail: tuple[str, ...] = (path,)
        whole = self._is_whole(path, index) and not self._hooked(path, index)
        outside = ""  # a class from outside whose members the file imports
        for imported in reversed(index.stars):
            if imported.names:
                found = self._of_member_star(path, imported, name)
                trail = joined(trail, found.trail)
                if found.status is Status.BOUND:
                    return msgspec.structs.replace(found, trail=trail, level=max(1, found.level))
                whole = whole and found.status is not Status.UNKNOWN
                outside = outside or found.external
                continue
            target = self.module(path, imported.module, imported.level)
            trail = joined(trail, target.trail)
            if target.status is not Status.BOUND or target.module is None:
                whole = whole and self._tree.semantics(path).closed_stars and target.status is Status.EXTERNAL
                continue
            if not self._given(target.module, name):
                continue
            found = self.lookup(target.module, name)
            if found.status is Status.MISSING:
                child = self._tree.modules(path).child(target.module, name)
                if child.path and self._exports(target.module, name):
                    found = _of_module(path, child)
                elif child.path:  # there once somebody imports it
                    whole = False
            trail = joined(trail, found.trail)
            if found.status is Status.UNKNOWN:
                whole = False
            elif found.status is not Status.MISSING:
                return msgspec.structs.replace(found, trail=trail, level=max(1, found.level))
        if not whole:
            return Binding(Status.UNKNOWN, trail=trail)
        if outside:
            return Binding(Status.EXTERNAL, external=outside, trail=trail)
        return Binding(Status.MISSING, missing=name, missing_in=path, trail=trail)

    def _given(self, module: str, name: str) -> bool:
        """Does `from module import *` bring the name, if the module has it?"""
        index = self._tree.index(module)
        if index is None or index.facts.exports is None:
            return not name.startswith("_")
        return name in index.facts.exports or not index.whole

    def _exports(self, module: str, name: str) -> bool:
        index = self._tree.index(module)
        return index is not None and index.facts.exports is not None and name in index.facts.exports

    def _is_whole(self, path: str, index: FileIndex) -> bool:
        """Are all names of the file known? Where words decide who may define one, a syntax error hides none."""
        if not self._tree.semantics(path).textual_includes:
            return index.whole
        facts = index.facts
        return not (facts.skipped or facts.exports_dynamic or facts.conflict_markers)

    def _hooked(self, path: str, index: FileIndex) -> bool:
        return any(("", hook) in index.members for hook in self._tree.semantics(path).hooks)


def choice(symbols: list[Symbol]) -> Symbol:
    """The definition that a name means where it has several: the last, overload stubs and setters aside."""
    plain = [s for s in symbols if not {"overload", "setter", "deleter"} & set(s.modifiers)]
    candidates = plain or symbols
    if candidates[0].branch:
        return candidates[0]  # arms of one `if` exclude each other
    return candidates[-1]


def _surface(definition: Definition) -> tuple[object, ...]:
    """What makes two declarations one."""
    symbol = definition.symbol
    return (symbol.kind, symbol.parameters, symbol.body_hash, symbol.value)


def _by_precedence(
    imports: list[tuple[Import, ImportedName | None]],
) -> list[tuple[Import, ImportedName | None]]:
    """The last one holds, unless a condition below it chooses another: then the first of those may."""
    plain = [number for number, (imported, _) in enumerate(imports) if not _is_conditional(imported)]
    if not plain:
        return imports
    last = plain[-1]
    return [*imports[last + 1 :], *reversed(imports[: last + 1])]


def _is_es_module(index: FileIndex) -> bool:
    return any("." not in each.local for each in index.facts.exported) or bool(
        index.star_exports or index.handed_on
    )


def _is_conditional(bound: Symbol | Import) -> bool:
    return bool(bound.branch or bound.guards)


def _of_module(importer: str, found: Found) -> Binding:
    trail = joined((importer,), found.consulted)
    if found.path:
        return Binding(Status.BOUND, module=found.path, level=found.level, trail=joined(trail, (found.path,)))
    if found.external:
        return Binding(Status.EXTERNAL, external=found.external, trail=trail)
    if found.missing:
        name = found.missing.partition(".")[0]
        return Binding(
            Status.MISSING, missing=name, missing_in=found.missing_in, trail=trail, level=found.level
        )
    return Binding(Status.UNKNOWN, trail=trail)
