"""Written types of C# that convert into no other by themselves. C# Language Specification, 8.3 and 10.2."""

from __future__ import annotations

from typing import Final

from conflictscan.languages.written import Builtin, own, pairs, same_for_all

BUILTIN: Final = Builtin(
    families=own("sbyte byte short ushort int uint long ulong float double decimal bool char")
    | own("Guid DateTime DateTimeOffset TimeSpan Uri")
    | same_for_all("string String", "string"),
    literals={
        "str": frozenset({"string"}),
        "int": frozenset(
            ["sbyte", "byte", "short", "ushort", "int", "uint", "long", "ulong", "float", "double", "decimal"]
        ),
        "float": frozenset({"float", "double", "decimal"}),
        "bool": frozenset({"bool"}),
    },
    widens=pairs(
        "sbyte>short,int,long,float,double,decimal byte>short,ushort,int,uint,long,ulong,float,double,decimal"
        " short>int,long,float,double,decimal ushort>int,uint,long,ulong,float,double,decimal"
        " int>long,float,double,decimal uint>long,ulong,float,double,decimal long>float,double,decimal"
        " ulong>float,double,decimal float>double char>ushort,int,uint,long,ulong,float,double,decimal"
        " DateTime>DateTimeOffset"
    ),
    lists=frozenset({"List", "HashSet", "Queue", "Stack"}),
    wrappers=frozenset({"Task", "ValueTask", "Dictionary", "Lazy"}),
    dropped=frozenset({"ref", "out", "in", "this", "scoped", "readonly"}),
    nothing=frozenset({"void"}),
    converts=b"implicit operator",
)
