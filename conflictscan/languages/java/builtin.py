"""Written types of Java that convert into no other by themselves. Java Language Specification, 5.1 and 5.3."""

from __future__ import annotations

from typing import Final

from conflictscan.languages.written import Builtin, own, pairs, same_for_all

_WIDER: Final = (
    "byte>short,int,long,float,double short>int,long,float,double char>int,long,float,double"
    " int>long,float,double long>float,double float>double"
)

BUILTIN: Final = Builtin(
    families=own("byte short char int long float double boolean String")
    | own(
        "UUID Instant Duration LocalDate LocalDateTime ZonedDateTime Date Path File URI URL BigDecimal BigInteger"
    )
    | same_for_all("Byte", "byte")
    | same_for_all("Short", "short")
    | same_for_all("Character", "char")
    | same_for_all("Integer", "int")
    | same_for_all("Long", "long")
    | same_for_all("Float", "float")
    | same_for_all("Double", "double")
    | same_for_all("Boolean", "boolean"),
    literals={
        "str": frozenset({"String", "char"}),
        "int": frozenset(["byte", "short", "char", "int", "long", "float", "double"]),
        "float": frozenset({"float", "double"}),
        "bool": frozenset({"boolean"}),
    },
    widens=pairs(_WIDER),
    lists=frozenset({"List", "Set"}),
    wrappers=frozenset({"Map", "Optional", "CompletableFuture"}),
    dropped=frozenset({"final"}),
    nothing=frozenset({"void"}),
)
