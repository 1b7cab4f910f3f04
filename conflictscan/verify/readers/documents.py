"""JSON of pyright, ruff, eslint and mypy."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from conflictscan.verify.problems import Problem

if TYPE_CHECKING:
    from conflictscan.verify.readers.output import Output

T = TypeVar("T")


class _Position(msgspec.Struct):
    line: int
    character: int


class _Range(msgspec.Struct):
    start: _Position


class _PyrightRow(msgspec.Struct):
    severity: str
    message: str
    file: str = ""
    range: _Range | None = None
    rule: str = ""


class _Pyright(msgspec.Struct):
    rows: list[_PyrightRow] = msgspec.field(name="generalDiagnostics")


def pyright(output: Output) -> list[Problem] | None:
    """`pyright --outputjson`, basedpyright too; its lines count from 0."""
    report = decoded(output.document, _Pyright)
    if report is None:
        return None
    return [
        Problem(
            path=output.path(row.file),
            line=row.range.start.line + 1 if row.range else 0,
            column=row.range.start.character + 1 if row.range else 0,
            rule=row.rule,
            severity=row.severity,
            message=output.message(row.message),
        )
        for row in report.rows
        if row.severity in ("error", "warning")
    ]


class _Location(msgspec.Struct):
    row: int
    column: int


class _RuffRow(msgspec.Struct):
    filename: str
    message: str
    location: _Location
    code: str | None = None  # None: a syntax error


def ruff(output: Output) -> list[Problem] | None:
    """`ruff check --output-format json`."""
    rows = decoded(output.document, list[_RuffRow])
    if rows is None:
        return None
    return [
        Problem(
            path=output.path(row.filename),
            line=row.location.row,
            column=row.location.column,
            rule=row.code or "invalid-syntax",
            message=output.message(row.message),
        )
        for row in rows
    ]


class _EslintRow(msgspec.Struct):
    message: str
    severity: int
    rule: str | None = msgspec.field(default=None, name="ruleId")
    line: int | None = None
    column: int | None = None


class _EslintFile(msgspec.Struct):
    path: str = msgspec.field(name="filePath")
    messages: list[_EslintRow]


def eslint(output: Output) -> list[Problem] | None:
    """`eslint --format json`."""
    files = decoded(output.document, list[_EslintFile])
    if files is None:
        return None
    return [
        Problem(
            path=output.path(file.path),
            line=row.line or 0,
            column=row.column or 0,
            rule=row.rule or "",
            severity="error" if row.severity >= 2 else "warning",
            message=output.message(row.message),
        )
        for file in files
        for row in file.messages
    ]


class _MypyRow(msgspec.Struct):
    file: str
    line: int
    column: int
    message: str
    severity: str
    code: str | None = None


def mypy(output: Output) -> list[Problem] | None:
    """`mypy --output json`: one document a line."""
    rows: list[_MypyRow] = []
    for line in output.out.splitlines():
        row = decoded(line.encode("utf-8", "replace"), _MypyRow) if line.startswith("{") else None
        if row is not None:
            rows.append(row)
    if not rows:
        return None
    return [
        Problem(
            path=output.path(row.file),
            line=max(row.line, 0),
            column=max(row.column, -1) + 1,
            rule=row.code or "",
            message=output.message(row.message),
        )
        for row in rows
        if row.severity == "error"
    ]


def decoded(document: bytes, kind: type[T]) -> T | None:
    """The document as this shape; None when it has another."""
    if not document:
        return None
    try:
        return msgspec.json.decode(document, type=kind)
    except (msgspec.DecodeError, RecursionError):
        return None
