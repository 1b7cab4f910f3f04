"""Written types of TypeScript that are assignable to no other. TypeScript Handbook, Everyday Types."""

from __future__ import annotations

from typing import Final

from conflictscan.languages.written import Builtin, own

BUILTIN: Final = Builtin(
    families=own("string number boolean bigint symbol Date RegExp Buffer"),
    literals={
        "str": frozenset({"string"}),
        "int": frozenset({"number"}),
        "float": frozenset({"number"}),
        "bool": frozenset({"boolean"}),
    },
    lists=frozenset({"Array", "ReadonlyArray", "Set", "ReadonlySet"}),
    wrappers=frozenset({"Promise", "Map", "ReadonlyMap", "Observable"}),
    nothing=frozenset({"void"}),
    nothing_is_kept=True,
    dropped=frozenset({"readonly"}),
)
