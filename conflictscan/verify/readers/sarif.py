"""SARIF 2.1.0, as most analysers print it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.verify.problems import Problem
from conflictscan.verify.readers.documents import decoded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.verify.readers.output import Output


class _Artifact(msgspec.Struct):
    uri: str = ""
    index: int = -1


class _Region(msgspec.Struct, rename="camel"):
    start_line: int = 0
    start_column: int = 1


class _Physical(msgspec.Struct, rename="camel"):
    artifact_location: _Artifact = msgspec.field(default_factory=_Artifact)
    region: _Region = msgspec.field(default_factory=_Region)


class _Location(msgspec.Struct, rename="camel"):
    physical_location: _Physical = msgspec.field(default_factory=_Physical)


class _Message(msgspec.Struct):
    text: str = ""


class _Rule(msgspec.Struct, rename="camel"):
    id: str = ""
    default_configuration: dict[str, object] = {}


class _Driver(msgspec.Struct):
    rules: list[_Rule] = []


class _Tool(msgspec.Struct):
    driver: _Driver = msgspec.field(default_factory=_Driver)


class _Result(msgspec.Struct, rename="camel"):
    message: _Message = msgspec.field(default_factory=_Message)
    rule_id: str = ""
    rule_index: int = -1
    level: str = ""
    kind: str = "fail"
    baseline_state: str = ""
    locations: list[_Location] = []
    suppressions: list[object] | None = None


class _File(msgspec.Struct):
    location: _Artifact = msgspec.field(default_factory=_Artifact)


class _Run(msgspec.Struct):
    tool: _Tool = msgspec.field(default_factory=_Tool)
    results: list[_Result] | None = None
    artifacts: list[_File] = []


class _Log(msgspec.Struct):
    version: str
    runs: list[_Run]


def read(output: Output) -> list[Problem] | None:
    """Results that are neither passed, suppressed, absent, nor a note."""
    log = decoded(output.document, _Log)
    if log is None:
        return None
    return [problem for run in log.runs for problem in _of_run(run, output)]


def _of_run(run: _Run, output: Output) -> Iterator[Problem]:
    for result in run.results or ():
        rule = _rule(run, result)
        level = result.level or str(rule.default_configuration.get("level", "warning"))
        if result.kind != "fail" or result.suppressions or result.baseline_state == "absent":
            continue
        if level not in ("error", "warning"):
            continue
        place = result.locations[0].physical_location if result.locations else _Physical()
        yield Problem(
            path=output.path(_uri(run, place.artifact_location)),
            line=place.region.start_line,
            column=place.region.start_column,
            rule=result.rule_id or rule.id,
            severity=level,
            message=output.message(result.message.text),
        )


def _rule(run: _Run, result: _Result) -> _Rule:
    rules = run.tool.driver.rules
    if 0 <= result.rule_index < len(rules):
        return rules[result.rule_index]
    return next((rule for rule in rules if rule.id == result.rule_id), _Rule())


def _uri(run: _Run, artifact: _Artifact) -> str:
    if not artifact.uri and 0 <= artifact.index < len(run.artifacts):
        return run.artifacts[artifact.index].location.uri
    return artifact.uri
