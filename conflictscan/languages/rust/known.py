"""What Rust provides unasked: the prelude, and the object model as data."""

from __future__ import annotations

from typing import Final

from conflictscan.languages.resolver import ImportSyntax, Semantics
from conflictscan.languages.rust.builtin import BUILTIN

_MACROS: Final = """
    assert assert_eq assert_ne dbg debug_assert debug_assert_eq debug_assert_ne eprint eprintln format panic
    print println todo unimplemented unreachable write writeln bail ensure anyhow debug error info trace warn
"""
EXPRESSION_MACROS: Final = tuple(_MACROS.split())
"""Macros whose arguments are expressions: what they hold is read as the arguments of a call."""

_PRELUDE: Final = """
    AsMut AsRef Box Clone Copy Default DoubleEndedIterator Drop Eq Err ExactSizeIterator Extend Fn FnMut FnOnce
    From FromIterator Into IntoIterator Iterator None Ok Option Ord PartialEq PartialOrd Result Send Sized Some
    String Sync ToOwned ToString TryFrom TryInto Unpin Vec alloc core std proc_macro test drop bool char f32 f64
    i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize
"""
PRELUDE: Final = frozenset(_PRELUDE.split()) | {f"{name}_" for name in EXPRESSION_MACROS}

_ALWAYS: Final = """
    as_mut as_ref borrow borrow_mut clone clone_from clone_into cmp default deref deref_mut drop eq fmt from from_iter
    from_str ge gt hash into into_iter le lt max min ne next partial_cmp to_owned to_string try_from try_into type_id
"""
"""Members that derives, blanket implementations and the compiler make for any type."""


def outside_members(dotted: str) -> frozenset[str]:
    """Of a trait from outside: none that a definition of this repository would be taken for."""
    del dotted
    return frozenset()


SEMANTICS: Final = Semantics(
    object_members=frozenset(_ALWAYS.split()),
    class_members=frozenset(),
    module_members=frozenset(),
    injected=frozenset(),
    constructors=(),
    allocators=frozenset(),
    call="",
    index="",
    enter=(),
    read="",
    hooks=frozenset(),
    transparent_classes=frozenset(),
    transparent=frozenset(),
    contexts=frozenset(),
    uncallable=frozenset(),
    neutral_bases=frozenset(),
    own_files=(".rs",),
    imports=ImportSyntax(
        module=r"(?:pub(?:\([^)]*\))?\s+)?(?:use\s+)?(?:::)?([\w:]+)::(?:\w+|\{|\*)",
        alias=r"\s+as\s+\w+",
        braces=True,
        separator="::",
    ),
    plain_decorators=True,
    unbound_methods=True,
    static_through_instance=False,
    compiled=True,
    type_names=True,
    module_privacy=True,
    open_classes=True,
    closed_stars=True,
    module_of_known=__name__,
    builtin=BUILTIN,
)
