"""Types as written, where the spelling alone tells that a value of one never goes where another is declared.

Names of classes say nothing here (one may derive from the other); names that the language or its standard library
brings do, and so does the form around them: a list, a wrapper, a pointer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import msgspec

_SPACES: Final = re.compile(r"\s+")
_NAME: Final = re.compile(r"[\w.:]+")
_MAX_DEPTH: Final = 6


class Builtin(msgspec.Struct, frozen=True, kw_only=True):
    """How one language writes types that convert into no other by themselves.

    `families` gives each name the type it stands for; a value of the first of a pair in `widens` goes where the
    second is declared. `literals` says what a literal of a kind (str, int, float, bool) may become.
    """

    families: Mapping[str, str]
    literals: Mapping[str, frozenset[str]]
    widens: frozenset[tuple[str, str]] = frozenset()
    interfaces: frozenset[str] = frozenset()  # of the families: types of the repository may fulfil them
    lists: frozenset[str] = frozenset()  # generic types that hold many
    wrappers: frozenset[str] = frozenset()  # generic types that hold one, sometimes or later
    dropped: frozenset[str] = frozenset()  # words before a type that do not change it
    before: tuple[
        tuple[str, str], ...
    ] = ()  # what stands before the whole: `[]`, `*`, `&`, and the form it makes
    opens: str = "<"  # what stands before the arguments of a generic type
    nothing: frozenset[str] = frozenset()  # results of functions that give no value
    nothing_is_kept: bool = False  # the absence of a value may be put into a variable
    converts: bytes = b""  # a class whose file has this may turn into anything


class Form(msgspec.Struct, frozen=True):
    """A type: a family by name, or what holds another (`list`, `pointer`, `reference`, a wrapper's name)."""

    kind: str  # scalar, list, wrapper, pointer, reference, literal, named
    name: str
    inner: Form | None = None


def form(text: str, builtin: Builtin) -> Form | None:
    """What a written type is; None for what the spelling does not tell."""
    return _form(_SPACES.sub(" ", text).strip(), builtin, 0)


def _form(text: str, builtin: Builtin, depth: int) -> Form | None:
    if depth > _MAX_DEPTH or not text:
        return None
    head, _, rest = text.partition(" ")
    if rest and (head in builtin.dropped or head.startswith("'")):
        return _form(rest, builtin, depth + 1)
    if text in builtin.families:
        return Form("scalar", builtin.families[text])
    for prefix, kind in builtin.before:
        if text.startswith(prefix):
            inner = _form(text.removeprefix(prefix).strip(), builtin, depth + 1)
            return None if inner is None else Form(kind, "", inner)
    if text.endswith("?"):
        return _form(text.removesuffix("?"), builtin, depth + 1)
    if text.endswith("[]"):
        inner = _form(text.removesuffix("[]"), builtin, depth + 1)
        return None if inner is None else Form("list", "[]", inner)
    if builtin.opens in text and text.endswith(_CLOSES[builtin.opens]):
        name, _, arguments = text[:-1].partition(builtin.opens)
        return _generic(name.rpartition(".")[2].rpartition("::")[2], arguments, builtin, depth)
    return Form("named", text) if _NAME.fullmatch(text) else None


_CLOSES: Final = {"<": ">", "[": "]"}


def _generic(name: str, arguments: str, builtin: Builtin, depth: int) -> Form | None:
    if name in builtin.lists:
        inner = _form(arguments.strip(), builtin, depth + 1)
        return None if inner is None else Form("list", name, inner)
    return Form("wrapper", name) if name in builtin.wrappers else None


def fits(value: Form, declared: Form, builtin: Builtin) -> bool | None:
    """Does a value of the one go where the other is declared? None where the spelling does not tell."""
    if value == declared:
        return True
    if value.kind == "literal":
        return _literal_fits(value.name, declared, builtin)
    if "named" in (value.kind, declared.kind):
        return _named_fits(value, declared)
    if declared.name in builtin.interfaces and declared.kind == "scalar":
        return False if value.kind == "scalar" and value.name not in builtin.interfaces else None
    if value.kind == declared.kind == "scalar":
        return value.name == declared.name or (value.name, declared.name) in builtin.widens
    if value.kind != declared.kind:
        return False
    if value.inner is not None and declared.inner is not None and value.name == declared.name:
        scalars = value.inner.kind == declared.inner.kind == "scalar"
        return False if scalars or fits(value.inner, declared.inner, builtin) is False else None
    return None


def _literal_fits(kind: str, declared: Form, builtin: Builtin) -> bool | None:
    taken = builtin.literals.get(kind)
    if taken is None or declared.kind == "named":
        return None
    return declared.name in taken if declared.kind == "scalar" else False


def _named_fits(value: Form, declared: Form) -> bool | None:
    """Names may stand for anything; but a pointer to a name is not that name."""
    inner, other = (value.inner, declared) if value.inner is not None else (declared.inner, value)
    pointed = {value.kind, declared.kind} == {"named", "pointer"}
    return False if pointed and inner == other else None


def same_for_all(names: str, family: str) -> dict[str, str]:
    """Several spellings of one type."""
    return dict.fromkeys(names.split(), family)


def own(names: str) -> dict[str, str]:
    """Types of one spelling each."""
    return {name: name for name in names.split()}


def pairs(rows: str) -> frozenset[tuple[str, str]]:
    """`a>b,c` rows as pairs."""
    return frozenset(
        (source, target)
        for row in rows.split()
        for source, _, targets in (row.partition(">"),)
        for target in targets.split(",")
    )
