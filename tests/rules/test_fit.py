"""The fit of a call is judged by Python itself, on generated signatures and calls."""

from __future__ import annotations

import inspect
import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflictscan.changes.texts import signature_text
from conflictscan.facts.code import Arguments, Parameter, ParameterKind
from conflictscan.rules.engines.fit import misfit

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = ("a", "b", "c", "d")
PYTHON_KINDS = {
    ParameterKind.POSITIONAL_ONLY: inspect.Parameter.POSITIONAL_ONLY,
    ParameterKind.POSITIONAL_OR_NAMED: inspect.Parameter.POSITIONAL_OR_KEYWORD,
    ParameterKind.REST_POSITIONAL: inspect.Parameter.VAR_POSITIONAL,
    ParameterKind.NAMED_ONLY: inspect.Parameter.KEYWORD_ONLY,
    ParameterKind.REST_NAMED: inspect.Parameter.VAR_KEYWORD,
}
ORDER = list(PYTHON_KINDS)
PLAIN = (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_NAMED, ParameterKind.NAMED_ONLY)


@st.composite
def signatures(draw: st.DrawFn) -> tuple[Parameter, ...]:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True))
    kinds = sorted((draw(st.sampled_from(PLAIN)) for _ in names), key=ORDER.index)
    out: list[Parameter] = []
    optional = False
    for name, kind in zip(names, kinds, strict=True):
        named_only = kind is ParameterKind.NAMED_ONLY
        default = draw(st.booleans()) or (optional and not named_only)
        optional = default if not named_only else optional
        out.append(Parameter(name, kind, required=not default, default="0" if default else ""))
    if draw(st.booleans()):
        out.append(Parameter("args", ParameterKind.REST_POSITIONAL, required=False))
    if draw(st.booleans()):
        out.append(Parameter("kwargs", ParameterKind.REST_NAMED, required=False))
    return tuple(sorted(out, key=lambda p: ORDER.index(p.kind)))


def calls(*, splats: bool) -> st.SearchStrategy[Arguments]:
    flag = st.booleans() if splats else st.just(value=False)
    return st.builds(
        Arguments,
        positional=st.integers(0, 5),
        names=st.lists(st.sampled_from((*NAMES, "e")), unique=True).map(tuple),
        splat_positional=flag,
        splat_named=flag,
    )


def python_fits(function: Callable[..., None], positional: int, names: set[str]) -> bool:
    try:
        function(*range(positional), **dict.fromkeys(names))
    except TypeError:
        return False
    return True


def function_of(parameters: tuple[Parameter, ...]) -> Callable[..., None]:
    """A real function: `Signature.bind` refuses `f(a=1)` on `f(a=0, /, **rest)`, which Python allows."""
    return eval(f"lambda {str(as_python(parameters))[1:-1]}: None")  # noqa: S307 - generated above


def as_python(parameters: tuple[Parameter, ...]) -> inspect.Signature:
    return inspect.Signature(
        [
            inspect.Parameter(
                p.name,
                PYTHON_KINDS[p.kind],
                default=inspect.Parameter.empty
                if p.required or p.kind in (ParameterKind.REST_NAMED, ParameterKind.REST_POSITIONAL)
                else 0,
            )
            for p in parameters
        ]
    )


def some_splat_fits(function: Callable[..., None], arguments: Arguments) -> bool:
    counts = range(6) if arguments.splat_positional else (0,)
    free = [name for name in (*NAMES, "e") if name not in arguments.names]
    extras = (
        [set(s) for size in range(len(free) + 1) for s in itertools.combinations(free, size)]
        if arguments.splat_named
        else [set[str]()]
    )
    return any(
        python_fits(function, arguments.positional + count, {*arguments.names, *extra})
        for count in counts
        for extra in extras
    )


@given(signatures(), calls(splats=False))
@settings(max_examples=400, deadline=None)
def test_an_explicit_call_fits_exactly_when_python_binds_it(
    parameters: tuple[Parameter, ...], arguments: Arguments
) -> None:
    bound = python_fits(function_of(parameters), arguments.positional, set(arguments.names))
    assert (misfit(arguments, parameters) is None) == bound


@given(signatures(), calls(splats=True))
@settings(max_examples=200, deadline=None)
def test_a_splat_misfits_exactly_when_no_content_of_it_would_bind(
    parameters: tuple[Parameter, ...], arguments: Arguments
) -> None:
    assert (misfit(arguments, parameters) is None) == some_splat_fits(function_of(parameters), arguments)


@given(signatures())
@settings(deadline=None)
def test_the_signature_text_is_the_one_python_prints(parameters: tuple[Parameter, ...]) -> None:
    assert signature_text(parameters) == str(as_python(parameters))


@given(signatures(), calls(splats=True))
@settings(deadline=None)
def test_the_names_of_a_misfit_appear_in_its_reason(
    parameters: tuple[Parameter, ...], arguments: Arguments
) -> None:
    found = misfit(arguments, parameters)
    assert found is None or all(f"`{name}`" in found.reason for name in found.names)


def parameter(name: str, kind: ParameterKind = ParameterKind.POSITIONAL_OR_NAMED) -> Parameter:
    return Parameter(name, kind, required=True)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (Arguments(positional=1), "lacks `tz`"),
        (Arguments(), "lacks `to` and `tz`"),
        (Arguments(positional=2, names=("x",)), "passes unknown `x`"),
        (Arguments(positional=3), "gives 3 positional arguments, takes 2"),
        (Arguments(positional=2, names=("to",)), "gives `to` twice"),
    ],
)
def test_the_reason_names_what_is_wrong(arguments: Arguments, reason: str) -> None:
    found = misfit(arguments, (parameter("to"), parameter("tz")))
    assert found is not None
    assert found.reason == reason


def test_a_positional_only_parameter_given_by_name_is_said_so() -> None:
    found = misfit(Arguments(names=("key",)), (parameter("key", ParameterKind.POSITIONAL_ONLY),))
    assert found is not None
    assert found.reason == "passes `key` by name, which only position fills"
