"""Types of columns: which a database compares with which, and which it fills by itself."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from conflictscan.facts.schema import Family

_T = exp.DataType.Type
_FAMILIES: Final = {
    Family.NUMBER: {
        _T.TINYINT, _T.UTINYINT, _T.SMALLINT, _T.USMALLINT, _T.MEDIUMINT, _T.UMEDIUMINT, _T.INT, _T.UINT, _T.BIGINT,
        _T.UBIGINT, _T.SERIAL, _T.BIGSERIAL, _T.SMALLSERIAL, _T.DECIMAL, _T.FLOAT, _T.DOUBLE,
    },
    Family.TEXT: {
        _T.CHAR, _T.NCHAR, _T.BPCHAR, _T.VARCHAR, _T.NVARCHAR, _T.TEXT, _T.TINYTEXT, _T.MEDIUMTEXT, _T.LONGTEXT,
    },
    Family.UUID: {_T.UUID},
    Family.BOOLEAN: {_T.BOOLEAN},
    Family.TIME: {
        _T.DATE, _T.DATETIME, _T.DATETIME2, _T.SMALLDATETIME, _T.TIMESTAMP, _T.TIMESTAMPTZ, _T.TIMESTAMPLTZ,
        _T.TIMESTAMPNTZ,
    },
    Family.BINARY: {_T.BINARY, _T.VARBINARY, _T.BLOB, _T.TINYBLOB, _T.MEDIUMBLOB, _T.LONGBLOB},
}  # fmt: skip
_FAMILY: Final = {kind: family for family, kinds in _FAMILIES.items() for kind in kinds}
_SERIAL: Final = (_T.SERIAL, _T.BIGSERIAL, _T.SMALLSERIAL)


def family_of(kind: exp.DataType) -> Family:
    """The family of a declared type; unknown for what a database defines itself, and for arrays."""
    return _FAMILY.get(kind.this, Family.UNKNOWN)


def fills_itself(kind: exp.DataType) -> bool:
    """Does the type alone make the database give a value?"""
    return kind.this in _SERIAL


def length_of(kind: exp.DataType) -> int:
    """The most characters of a text; 0 where there is no bound."""
    first = kind.expressions[0] if kind.expressions else None
    bounded = family_of(kind) is Family.TEXT and isinstance(first, exp.DataTypeParam)
    return int(first.name) if bounded and first is not None and first.name.isdigit() else 0
