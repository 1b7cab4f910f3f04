"""Written types of Go, where nothing converts by itself. Go Specification, Assignability."""

from __future__ import annotations

from typing import Final

from conflictscan.languages.written import Builtin, own, same_for_all

_INTEGERS: Final = "int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 uintptr"

BUILTIN: Final = Builtin(
    families=own(_INTEGERS)
    | own(
        "string bool float32 float64 complex64 complex128 error time.Duration time.Time context.Context uuid.UUID"
    )
    | same_for_all("byte", "uint8")
    | same_for_all("rune", "int32"),
    literals={
        "str": frozenset({"string"}),
        "int": frozenset(f"{_INTEGERS} float32 float64 complex64 complex128 time.Duration".split()),
        "float": frozenset({"float32", "float64", "complex64", "complex128"}),
        "bool": frozenset({"bool"}),
    },
    interfaces=frozenset({"error", "context.Context"}),
    before=(("[]", "list"), ("*", "pointer")),
    opens="[",
)
