"""JUnit XML of test runners, also in the midst of other text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from conflictscan.verify.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.verify.readers.output import Output

_FAULTS: Final = ("failure", "error")


def read(output: Output) -> list[Problem] | None:
    """Cases with a failure or an error."""
    start, end = output.out.find("<testsuite"), output.out.rfind("</testsuite")
    document = output.out[start : output.out.find(">", end) + 1] if 0 <= start < end else ""
    if not document or "<!" in document.replace("<![CDATA[", ""):  # a document type: entities without end
        return None
    try:
        root = ET.fromstring(document)  # noqa: S314 - it has no document type
    except ET.ParseError:
        return None
    return [problem for case in root.iter("testcase") for problem in _of_case(case, output)]


def _of_case(case: ET.Element, output: Output) -> Iterator[Problem]:
    fault = next((child for child in case if child.tag in _FAULTS), None)
    if fault is None:
        return
    group, name = case.get("classname", ""), case.get("name", "")
    path = output.path(case.get("file", "")) if case.get("file") else ""
    path = path or _file_of(group, output) or _file_of(name, output)
    line = case.get("line", "")
    yield Problem(
        path=path,
        line=int(line) if line.isascii() and line.isdigit() and len(line) < 9 else 0,
        rule=fault.tag,
        test=output.message(f"{group}::{name}" if group else name),
        message=output.message(fault.get("message") or (fault.text or "")[:500]),
    )


def _file_of(group: str, output: Output) -> str:
    """`tests.test_mail.TestSend` is in tests/test_mail.py, if the tree has it."""
    parts = group.split(".")
    for end in range(len(parts), 0, -1):
        path = "/".join(parts[:end]) + ".py"
        if output.has(path):
            return output.path(path)
    return ""
