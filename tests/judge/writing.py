"""Plots of two sides that write to one place, and of parallel edits that do no harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.judge.dangling import function
from tests.judge.plots import Import, Plot, Words, edited, with_packages

if TYPE_CHECKING:
    from collections.abc import Iterator


def duplicate_definition(w: Words) -> Iterator[Plot]:
    name, other = w.verb(), w.verb()
    first, second = w.filler(), w.filler()
    home = w.home(first, w.filler(), w.filler(), second)
    base = w.program(home)
    one = function(name, "value: int")
    two = function(name, "value: int, more: int = 2", "value + more")
    above = edited(base, home.path, first, f"{one}\n\n{first}")
    below = edited(base, home.path, second, f"{second}\n\n{two}")
    yield Plot("function-twice", True, base, above, below)
    yield Plot("other-name", False, base, above, edited(below, home.path, name, other))
    new = w.home(two)
    yield Plot("other-module", False, base, above, {**base, new.path: new.source})
    yield from _methods(w)


def _methods(w: Words) -> Iterator[Plot]:
    kind, name = w.kind(), w.verb()
    methods = [f"    def {w.verb()}(self) -> int:\n        return {n}\n" for n in range(4)]
    home = w.home(f"class {kind}:\n" + "\n".join(methods))
    base = w.program(home)
    one = f"    def {name}(self) -> int:\n        return 7\n"
    two = f"    def {name}(self) -> str:\n        return 'seven'\n"
    above = edited(base, home.path, methods[0], f"{methods[0]}\n{one}")
    below = edited(base, home.path, methods[3], f"{methods[3]}\n{two}")
    yield Plot("method-twice", True, base, above, below)
    sub = w.home(f"class {w.kind()}({kind}):\n{one}", imports=f"from {home.module} import {kind}")
    yield Plot("method-and-override", False, base, above, with_packages({**base, sub.path: sub.source}))


def concurrent_shape_change(w: Words) -> Iterator[Plot]:
    name, one, two = w.verb(), w.noun(), w.noun()
    lines = "\n".join(f"    {w.noun()}: int = {n}," for n in range(4))
    before = f"def {name}(\n    *,\n{lines}\n) -> int:\n    return 4\n"
    home = w.home(before)
    base = w.program(home)
    imported = Import(f"from {home.module} import {name}", name)
    last = lines.splitlines()[-1]
    for variant, breaks, default in (("both-required", True, ""), ("both-optional", False, " = 3")):
        above = edited(base, home.path, "    *,\n", f"    *,\n    {one}: int{default},\n")
        below = edited(base, home.path, f"{last}\n", f"{last}\n    {two}: int{default},\n")
        left = _called(w, above, imported, f"assert {name}({one}=1) == 4")
        right = _called(w, below, imported, f"assert {name}({two}=1) == 4")
        yield Plot(variant, breaks, base, left, right)


def _called(w: Words, tree: dict[str, str], imported: Import, use: str) -> dict[str, str]:
    return {**tree, w.place(w.package): f'"""New here."""\n\n{imported.line}\n\n\n{w.site(use)}'}


def merge_breaks_syntax(w: Words) -> Iterator[Plot]:
    name, new, other = w.verb(), w.noun(), w.noun()
    lines = [f"    {w.noun()}: int = {n},\n" for n in range(5)]
    before = f"def {name}(\n{''.join(lines)}) -> int:\n    return 4\n"
    home = w.home(before)
    base = w.program(home)
    above = edited(base, home.path, lines[0], f"{lines[0]}    {new}: int = 1,\n")
    below = edited(base, home.path, lines[4], f"{lines[4]}    {new}: int = 1,\n")
    yield Plot("parameter-twice", True, base, above, below)
    yield Plot("other-parameter", False, base, above, edited(below, home.path, new, other))
    yield from _keyword_twice(w)


def _keyword_twice(w: Words) -> Iterator[Plot]:
    new, other = w.noun(), w.noun()
    lines = [f"    {w.noun()}={n},\n" for n in range(5)]
    home = w.home(f"TABLE = dict(\n{''.join(lines)})\n")
    base = w.program(home)
    above = edited(base, home.path, lines[0], f"{lines[0]}    {new}=1,\n")
    below = edited(base, home.path, lines[4], f"{lines[4]}    {new}=1,\n")
    yield Plot("keyword-twice", True, base, above, below)
    yield Plot("other-keyword", False, base, above, edited(below, home.path, new, other))


def crossed_rename(w: Words) -> Iterator[Plot]:
    name, new = w.verb(), w.verb()
    definition = function(name)
    home = w.home(definition, w.filler())
    base = w.program(home)
    cause = edited(base, home.path, name, new)
    added = {**base, home.path: f"{base[home.path]}\n\n{function(new, 'word: str', 'word', 'str')}"}
    yield Plot("renamed-to-an-added-name", True, base, cause, added)
    elsewhere = w.home(function(new, "word: str", "word", "str"))
    yield Plot("added-elsewhere", False, base, cause, {**base, elsewhere.path: elsewhere.source})


def unrelated(w: Words) -> Iterator[Plot]:
    """No story: what there is of edits is put in around every story."""
    for number in range(6):
        base = w.program(w.home(w.filler(), w.filler()), w.home(w.filler()))
        yield Plot(f"edits-{number}", False, base, base, base)


def same_edit(w: Words) -> Iterator[Plot]:
    """Both sides do the same, and more."""
    name, new = w.verb(), w.verb()
    home = w.home(function(name), w.filler())
    user = w.home(w.site(f"assert {name}(3) == 4"), imports=f"from {home.module} import {name}")
    base = w.program(home, user)
    renamed = edited(edited(base, home.path, name, new), user.path, name, new)
    imported = w.importing(home, new)
    yield Plot(
        "both-rename", False, base, renamed, w.uses(renamed, imported, f"assert {imported.spelled}(3) == 4")
    )
    hinted = edited(base, home.path, "value: int", "value: int | float")
    hinted = edited(hinted, home.path, "-> int:\n    return value", "-> int | float:\n    return value")
    old = w.importing(home, name)
    yield Plot("hint-widened", False, base, hinted, w.uses(base, old, f"assert {old.spelled}(3) == 4"))
    told = edited(base, home.path, "    return value + 1", "    # The next one.\n    return 1 + value")
    yield Plot("body-rewritten", False, base, told, w.uses(base, old, f"assert {old.spelled}(3) == 4"))


PLOTS = (
    duplicate_definition,
    concurrent_shape_change,
    merge_breaks_syntax,
    crossed_rename,
    unrelated,
    same_edit,
)
