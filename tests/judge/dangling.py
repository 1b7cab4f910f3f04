"""Plots of uses whose definition goes away, moves, hides or becomes something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.judge.plots import Home, Import, Plot, Tree, Words, edited

if TYPE_CHECKING:
    from collections.abc import Iterator


def function(name: str, parameters: str = "value: int", result: str = "value + 1", kind: str = "int") -> str:
    return f"def {name}({parameters}) -> {kind}:\n    return {result}\n"


def _thing(w: Words, name: str) -> tuple[str, str]:
    """A definition of that name, and a statement which uses it (`{}` is where the name goes)."""
    method = w.verb()
    return w.random.choice(
        (
            (function(name), "assert {}(3) == 4"),
            (
                f"class {name}:\n    def {method}(self) -> int:\n        return 7\n",
                f"assert {{}}().{method}() == 7",
            ),
            (f"{name} = 12\n", "assert {} + 1 == 13"),
            (
                f"def {name}(*values: int) -> list[int]:\n    return list(values)\n",
                "assert len({}(1, 2)) == 2",
            ),
        )
    )


def used_elsewhere(w: Words, home: Home, name: str, statement: str) -> tuple[Tree, str]:
    """A program with the module and an old use of the name, and the path of that use."""
    old = w.home(w.site(statement.format(name)), imports=f"from {home.module} import {name}")
    return w.program(home, old), old.path


def removed_symbol_used(w: Words) -> Iterator[Plot]:
    name = w.verb()
    definition, statement = _thing(w, name)
    home = w.home(definition)
    base = w.program(home)
    gone = edited(base, home.path, definition, f"{w.filler()}\n")
    imported = w.importing(home, name)
    use = statement.format(imported.spelled)
    yield Plot("removed", True, base, gone, w.uses(base, imported, use))
    other = w.home(definition)
    elsewhere = w.importing(other, name)
    new = w.uses({**base, other.path: other.source}, elsewhere, statement.format(elsewhere.spelled))
    yield Plot("namesake-used", False, base, gone, new)
    local = f"{name} = len\n{name}('abc')"
    yield Plot("local-of-that-name", False, base, gone, w.uses(base, Import("import os", "os"), local))


def removed_method_used(w: Words) -> Iterator[Plot]:
    kind, kept, name = w.kind(), w.verb(), w.verb()
    methods = (
        f"    def {kept}(self) -> int:\n        return 1\n\n    def {name}(self) -> int:\n        return 2\n"
    )
    home = w.home(f"class {kind}:\n{methods}")
    base = w.program(home)
    last = f"\n    def {name}(self) -> int:\n        return 2\n"
    gone = edited(base, home.path, last, "")
    imported = w.importing(home, kind)
    built = f"thing = {imported.spelled}()\n"
    yield Plot("method", True, base, gone, w.uses(base, imported, f"{built}assert thing.{name}() == 2"))
    yield Plot(
        "other-method", False, base, gone, w.uses(base, imported, f"{built}assert thing.{kept}() == 1")
    )
    own = f"class Mine({imported.spelled}):\n    def {name}(self) -> int:\n        return 3\n"
    yield Plot("own-method", False, base, gone, w.uses(base, imported, f"{own}\nassert Mine().{name}() == 3"))


def renamed_symbol_used(w: Words) -> Iterator[Plot]:
    name, new = w.verb(), w.verb()
    definition, statement = _thing(w, name)
    home = w.home(definition)
    base, user = used_elsewhere(w, home, name, statement)
    renamed = edited(edited(base, home.path, name, new), user, name, new)
    imported = w.importing(home, name)
    effect = w.uses(base, imported, statement.format(imported.spelled))
    yield Plot("renamed", True, base, renamed, effect)
    alias = {**renamed, home.path: f"{renamed[home.path]}\n\n{name} = {new}\n"}
    yield Plot("alias-left", False, base, alias, effect)
    lazily = f"def __getattr__(wanted: str) -> Any:\n    if wanted == {name!r}:\n        return {new}\n"
    head, _, rest = renamed[home.path].partition("\n\n\n")
    source = f"{head}\n\nfrom typing import Any\n\n\n{rest}\n\n{lazily}    raise AttributeError(wanted)\n"
    yield Plot("module-getattr-left", False, base, {**renamed, home.path: source}, effect)


def moved_symbol_imported(w: Words) -> Iterator[Plot]:
    name = w.verb()
    definition, statement = _thing(w, name)
    home, target = w.home(definition), w.home()
    base, user = used_elsewhere(w, home, name, statement)
    base = {**base, target.path: target.source}
    moved = edited(
        edited(base, home.path, definition, w.filler()),
        target.path,
        target.source,
        f"{target.source}\n\n{definition}",
    )
    moved = edited(moved, user, f"from {home.module} import", f"from {target.module} import")
    imported = w.importing(home, name)
    effect = w.uses(base, imported, statement.format(imported.spelled))
    yield Plot("moved", True, base, moved, effect)
    left = f"from {target.module} import {name} as {name}\n"
    yield Plot(
        "re-exported", False, base, {**moved, home.path: left + moved[home.path].partition("\n")[2]}, effect
    )
    file = w.place()
    whole = {path: text for path, text in base.items() if path != home.path} | {file: home.source}
    whole = edited(whole, user, f"from {home.module} import", f"from {Home(file, '').module} import")
    yield Plot("file-renamed", True, base, whole, effect)
    bridge = f"from {Home(file, '').module} import {name} as {name}\n"
    yield Plot("file-renamed-bridge-left", False, base, {**whole, home.path: bridge}, effect)


def dropped_import_needed(w: Words) -> Iterator[Plot]:
    line, statement, early = w.random.choice(
        (
            ("import json", "assert json.dumps(1) == '1'", "json.loads('1')"),
            ("from pathlib import PurePath", "assert PurePath('a').name == 'a'", "PurePath('b')"),
            ("import collections as many", "assert many.Counter('aab')['a'] == 2", "many.OrderedDict()"),
        )
    )
    old = w.site(early)
    home = w.home(old, imports=f"import os\n{line}\n\nHERE = os.sep")
    base = w.program(home)
    dropped = edited(edited(base, home.path, f"{line}\n", ""), home.path, early, "len('abc')")
    code = f"\n\n{w.site(statement)}"
    added = {**base, home.path: base[home.path] + code}
    yield Plot("import-dropped", True, base, dropped, added)
    inside = {**base, home.path: f"{base[home.path]}\n\n{w.site(f'{line}{chr(10)}{statement}')}"}
    yield Plot("imported-inside", False, base, dropped, inside)
    yield Plot("other-module", False, base, dropped, w.uses(base, Import(line, ""), statement))


def hidden_by_all(w: Words) -> Iterator[Plot]:
    name, kept = w.verb(), w.verb()
    home = w.home(function(name), function(kept), imports=f"__all__ = [{kept!r}, {name!r}]")
    base = w.program(home)
    hidden = edited(base, home.path, f"__all__ = [{kept!r}, {name!r}]", f"__all__ = [{kept!r}]")
    star = f"from {home.module} import *"
    yield Plot("star", True, base, hidden, w.uses(base, Import(star, ""), f"assert {name}(3) == 4"))
    named = Import(f"from {home.module} import {name}", "")
    yield Plot("named", False, base, hidden, w.uses(base, named, f"assert {name}(3) == 4"))
    yield Plot("star-other", False, base, hidden, w.uses(base, Import(star, ""), f"assert {kept}(3) == 4"))


def kind_changed_symbol_used(w: Words) -> Iterator[Plot]:
    kind, name = w.kind(), w.noun()
    method = f"    def {name}(self) -> int:\n        return 5\n"
    plain = f"class {kind}:\n{method}"
    decorated = f"class {kind}:\n    @property\n{method}"
    for variant, before, after, use, twin in (
        ("method-made-property", plain, decorated, f"thing.{name}() == 5", f"getattr(thing, {name!r}, None)"),
        ("property-made-method", decorated, plain, f"thing.{name} + 1 == 6", f"hasattr(thing, {name!r})"),
    ):
        home = w.home(before)
        base = w.program(home)
        cause = edited(base, home.path, before, after)
        imported = w.importing(home, kind)
        built = f"thing = {imported.spelled}()\n"
        yield Plot(variant, True, base, cause, w.uses(base, imported, f"{built}assert {use}"))
        yield Plot(
            f"{variant}-either-way", False, base, cause, w.uses(base, imported, f"{built}assert {twin}")
        )
    yield from _function_and_constant(w)


def _function_and_constant(w: Words) -> Iterator[Plot]:
    name = w.verb()
    before, after = f"def {name}() -> int:\n    return 5\n", f"{name} = 5\n"
    home = w.home(before)
    base = w.program(home)
    cause = edited(base, home.path, before, after)
    imported = w.importing(home, name)
    yield Plot(
        "function-made-constant",
        True,
        base,
        cause,
        w.uses(base, imported, f"assert {imported.spelled}() == 5"),
    )
    yield Plot("only-named", False, base, cause, w.uses(base, imported, f"print({imported.spelled}, end='')"))
    made = f"class {name}:\n    def __init__(self) -> None:\n        self.amount = 5\n"
    cause = edited(base, home.path, before, made)
    yield Plot("function-made-class", False, base, cause, w.uses(base, imported, f"{imported.spelled}()"))


PLOTS = (
    removed_symbol_used,
    removed_method_used,
    renamed_symbol_used,
    moved_symbol_imported,
    dropped_import_needed,
    hidden_by_all,
    kind_changed_symbol_used,
)
