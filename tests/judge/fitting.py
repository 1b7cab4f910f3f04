"""Plots of calls, constructions, results and overrides that no longer fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.judge.dangling import function
from tests.judge.plots import Plot, Words, edited

if TYPE_CHECKING:
    from collections.abc import Iterator


def call_shape_mismatch(w: Words) -> Iterator[Plot]:
    name, new = w.verb(), w.noun()
    method = w.random.random() < 0.5
    head = "def {}(self, {}) -> int:" if method else "def {}({}) -> int:"
    kind = w.kind()

    def defined(parameters: str, result: str = "value + 1") -> str:
        if not method:
            return function(name, parameters, result)
        line = head.format(name, parameters)
        return f"class {kind}:\n    {line}\n        return {result}\n"

    before = defined("value: int, rest: int = 0")
    home = w.home(before)
    base = w.program(home)
    imported = w.importing(home, kind if method else name)
    call = f"{imported.spelled}().{name}" if method else imported.spelled

    for variant, breaks, after, arguments in (
        ("required-added", True, defined(f"value: int, {new}: int, rest: int = 0"), "3"),
        ("required-keyword-added", True, defined(f"value: int, rest: int = 0, *, {new}: int"), "3"),
        ("optional-added", False, defined(f"value: int, rest: int = 0, {new}: int = 2"), "3, 4"),
        ("parameter-removed", True, defined("value: int"), "3, 4"),
        ("unused-parameter-removed", False, defined("value: int"), "3"),
        ("keyword-renamed", True, defined(f"{new}: int, rest: int = 0", f"{new} + 1"), "value=3"),
        ("renamed-by-position", False, defined(f"{new}: int, rest: int = 0", f"{new} + 1"), "3"),
        ("made-keyword-only", True, defined("value: int, *, rest: int = 0"), "3, 4"),
        ("keyword-only-named", False, defined("value: int, *, rest: int = 0"), "3, rest=4"),
        ("rest-swallows", False, defined("value: int, *rest: int"), "3, 4"),
        ("made-positional-only", True, defined("value: int, /, rest: int = 0"), "value=3"),
        ("keywords-swallow", False, defined("value: int, **rest: int"), "3, rest=4"),
    ):
        effect = w.uses(base, imported, f"assert {call}({arguments}) == 4")
        yield Plot(variant, breaks, base, edited(base, home.path, before, after), effect)


def return_shape_changed(w: Words) -> Iterator[Plot]:
    name = w.verb()
    pair = function(name, "value: int", "value, 2", "tuple[int, int]")
    triple = function(name, "value: int", "value, 2, 3", "tuple[int, int, int]")
    home = w.home(pair)
    base = w.program(home)
    imported = w.importing(home, name)
    cause = edited(base, home.path, pair, triple)
    call = f"{imported.spelled}(1)"
    for variant, breaks, use in (
        ("unpacked", True, f"first, second = {call}\nassert first + second == 3"),
        ("unpacked-with-rest", False, f"first, *rest = {call}\nassert first == 1 and rest"),
        ("ignored", False, call),
        ("indexed", False, f"assert {call}[1] == 2"),
    ):
        yield Plot(f"tuple-{variant}", breaks, base, cause, w.uses(base, imported, use))
    yield from _made_optional(w)


def _made_optional(w: Words) -> Iterator[Plot]:
    name = w.verb()
    before = function(name, "word: str", "word.strip()", "str")
    after = before.replace("-> str:", "-> str | None:\n    if not word.strip():\n        return None")
    home = w.home(before)
    base = w.program(home)
    imported = w.importing(home, name)
    cause = edited(base, home.path, before, after)
    call = f"{imported.spelled}(' ')"
    yield Plot("made-optional", True, base, cause, w.uses(base, imported, f"assert {call}.upper() == ''"))
    guarded = f"found = {call}\nif found:\n    print(found.upper())"
    yield Plot("optional-guarded", False, base, cause, w.uses(base, imported, guarded))


def async_flip(w: Words) -> Iterator[Plot]:
    name = w.verb()
    plain = function(name)
    later = f"async {plain}"
    awaited = (
        "import asyncio\n\nasync def go() -> int:\n    return await {}(3)\n\nassert asyncio.run(go()) == 4"
    )
    for variant, breaks, before, after, use in (
        ("made-async", True, plain, later, "assert {}(3) == 4"),
        ("made-async-only-named", False, plain, later, "print({}, end='')"),
        ("made-sync", True, later, plain, awaited),
    ):
        home = w.home(before)
        base = w.program(home)
        imported = w.importing(home, name)
        effect = w.uses(base, imported, use.format(imported.spelled))
        yield Plot(variant, breaks, base, edited(base, home.path, before, after), effect)
    home = w.home(plain, later.replace(name, f"{name}_later"))
    base = w.program(home)
    imported = w.importing(home, name)
    cause = edited(base, home.path, f"async def {name}_later", f"def {name}_later")
    yield Plot(
        "other-function", False, base, cause, w.uses(base, imported, f"assert {imported.spelled}(3) == 4")
    )


def receiver_changed(w: Words) -> Iterator[Plot]:
    kind, name = w.kind(), w.verb()

    def defined(decorator: str, first: str) -> str:
        head = f"class {kind}:\n" + (f"    @{decorator}\n" if decorator else "")
        return f"{head}    def {name}({first}value: int) -> int:\n        return value + 1\n"

    instance, static, klass = (
        defined("", "self, "),
        defined("staticmethod", ""),
        defined("classmethod", "cls, "),
    )
    for variant, breaks, before, after, call in (
        ("static-made-instance", True, static, instance, "{}." + name + "(3)"),
        ("static-made-instance-on-one", False, static, instance, "{}()." + name + "(3)"),
        ("class-made-instance", True, klass, instance, "{}." + name + "(3)"),
        ("instance-made-static", False, instance, static, "{}()." + name + "(3)"),
        ("instance-made-static-by-class", True, instance, static, "{0}." + name + "({0}(), 3)"),
        ("static-made-class", False, static, klass, "{}." + name + "(3)"),
    ):
        home = w.home(before)
        base = w.program(home)
        imported = w.importing(home, kind)
        effect = w.uses(base, imported, f"assert {call.format(imported.spelled)} == 4")
        yield Plot(variant, breaks, base, edited(base, home.path, before, after), effect)


def construction_shape_mismatch(w: Words) -> Iterator[Plot]:
    kind, first, second, new = w.kind(), w.noun(), w.noun(), w.noun()
    dataclass = w.random.random() < 0.6
    line = "from dataclasses import dataclass" if dataclass else "from typing import NamedTuple"
    head = f"@dataclass\nclass {kind}:\n" if dataclass else f"class {kind}(NamedTuple):\n"

    def defined(*fields: str) -> str:
        return head + "".join(f"    {field}\n" for field in fields)

    one, two, three = f"{first}: int", f"{second}: int", f"{new}: int"
    before = defined(one, two)
    home = w.home(before, imports=line)
    base = w.program(home)
    imported = w.importing(home, kind)
    keywords = f"{first}=1, {second}=2"
    for variant, breaks, after, arguments in (
        ("required-field", True, defined(one, two, three), keywords),
        ("required-field-by-position", True, defined(one, two, three), "1, 2"),
        ("field-with-default", False, defined(one, two, f"{three} = 3"), keywords),
        ("field-removed", True, defined(one), keywords),
        ("field-renamed", True, defined(one, three), keywords),
        ("field-renamed-by-position", False, defined(one, three), "1, 2"),
    ):
        effect = w.uses(base, imported, f"assert {imported.spelled}({arguments}).{first} == 1")
        yield Plot(variant, breaks, base, edited(base, home.path, before, after), effect)


def member_not_implemented(w: Words) -> Iterator[Plot]:
    kind, name, new = w.kind(), w.verb(), w.verb()
    abstract = "    @abstractmethod\n    def {}(self) -> int:\n        raise NotImplementedError\n"
    before = f"class {kind}(ABC):\n{abstract.format(name)}"
    required = f"{before}\n{abstract.format(new)}"
    given = f"{before}\n    def {new}(self) -> int:\n        return 3\n"
    home = w.home(before, imports="from abc import ABC, abstractmethod")
    base = w.program(home)
    imported = w.importing(home, kind)
    own = f"class Mine({imported.spelled}):\n    def {name}(self) -> int:\n        return 1\n"
    both = f"{own}\n    def {new}(self) -> int:\n        return 2\n"
    for variant, breaks, after, use in (
        ("abstract-method", True, required, f"{own}\nassert Mine().{name}() == 1"),
        ("concrete-method", False, given, f"{own}\nassert Mine().{name}() == 1"),
        ("implemented", False, required, f"{both}\nassert Mine().{name}() == 1"),
        ("never-built", False, required, f"{own}\nprint(Mine, end='')"),
    ):
        effect = w.uses(base, imported, use)
        yield Plot(variant, breaks, base, edited(base, home.path, before, after), effect)


def match_not_exhaustive(w: Words) -> Iterator[Plot]:
    kind, first, second, new = w.kind(), w.constant(), w.constant(), w.constant()
    before = f"class {kind}(Enum):\n    {first} = 1\n    {second} = 2\n"
    after = f"{before}    {new} = 3\n"
    home = w.home(before, imports="from enum import Enum")
    base = w.program(home)
    imported = w.importing(home, kind)
    name = imported.spelled
    cause = edited(base, home.path, before, after)
    arms = f"        case {name}.{first}:\n            return 1\n        case {name}.{second}:\n            return 2\n"
    never = "        case _:\n            assert_never(one)\n"
    rest = "        case _:\n            return 9\n"
    for variant, breaks, last in (("assert-never", True, never), ("catch-all", False, rest)):
        told = (
            f"from typing import assert_never\n\ndef told(one: {name}) -> int:\n    match one:\n{arms}{last}"
        )
        use = f"{told}\nassert all(told(one) for one in {name})"
        if variant == "catch-all":
            use = use.removeprefix("from typing import assert_never\n\n")
        yield Plot(variant, breaks, base, cause, w.uses(base, imported, use))
    only = f"assert {name}.{first} is not {name}.{second}"
    yield Plot("members-named", False, base, cause, w.uses(base, imported, only))


def extension_now_forbidden(w: Words) -> Iterator[Plot]:
    kind, name = w.kind(), w.verb()
    before = f"class {kind}:\n    def {name}(self) -> int:\n        return 1\n"
    closed = f"@final\n{before}"
    method = before.replace("    def", "    @final\n    def")
    home = w.home(before, imports="from typing import final\n\nprint(final, end='')")
    base = w.program(home)
    imported = w.importing(home, kind)
    extended = f"class Mine({imported.spelled}):\n    pass\n\nassert Mine().{name}() == 1"
    override = extended.replace("    pass", f"    def {name}(self) -> int:\n        return 1")
    for variant, breaks, after, use in (
        ("final-class-extended", True, closed, extended),
        ("final-class-used", False, closed, f"assert {imported.spelled}().{name}() == 1"),
        ("final-method-overridden", True, method, override),
        ("final-method-kept", False, method, extended),
    ):
        yield Plot(variant, breaks, base, edited(base, home.path, before, after), w.uses(base, imported, use))


PLOTS = (
    call_shape_mismatch,
    return_shape_changed,
    async_flip,
    receiver_changed,
    construction_shape_mismatch,
    member_not_implemented,
    match_not_exhaustive,
    extension_now_forbidden,
)
