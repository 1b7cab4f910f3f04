"""`build.gradle` and `build.gradle.kts`: coordinates that stand there as literals, by configuration.

A build script is a program, and is not run: what it computes, or takes from a catalogue by alias, is not seen.
"""

from __future__ import annotations

import re
from typing import Final

from conflictscan.facts.code import FileFacts, Requirement
from conflictscan.formats.lines import Lines

_PART: Final = r"[A-Za-z0-9_.\-]{1,200}"
_CONFIGURATION: Final = r"(?<![\w.])(?P<configuration>[a-z]\w{1,80})"
_PLATFORM: Final = r"(?P<platform>(?:enforcedPlatform|platform|testFixtures)\s*\(\s*)?"
_COORDINATES: Final = re.compile(
    rf"{_CONFIGURATION}[ \t]*(?:\(\s*|[ \t]){_PLATFORM}"
    rf"(?P<quote>[\"'])(?P<group>{_PART}):(?P<name>{_PART})(?::(?P<version>[^\"':\n@]{{0,200}}))?(?:[:@][^\"'\n]{{0,100}})?(?P=quote)"
)
_NAMED: Final = re.compile(
    rf"{_CONFIGURATION}[ \t]*(?:\([ \t]*)?group\s*[:=]\s*[\"'](?P<group>{_PART})[\"']\s*,"
    rf"\s*name\s*[:=]\s*[\"'](?P<name>{_PART})[\"'](?:\s*,\s*version\s*[:=]\s*[\"'](?P<version>[^\"'\n]{{0,200}})[\"'])?"
)
_SKIPPED: Final = re.compile(  # what is not closed goes on to the end of its line, or of all
    rb"\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?|//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL
)
_BUILD: Final = ("classpath", "kapt", "ksp", "annotationProcessor", "kaptTest")
_CONFIGURATIONS: Final = re.compile(
    r"(?:\w*(?:Implementation|Api|CompileOnly|RuntimeOnly|AnnotationProcessor)|implementation|api|compile|runtime"
    r"|compileOnly|compileOnlyApi|runtimeOnly|testCompile|testRuntime|provided|classpath|kapt\w*|ksp\w*"
    r"|annotationProcessor|developmentOnly|coreLibraryDesugaring)"
)


def extract(source: bytes) -> FileFacts:
    """The dependencies of one build script."""
    lines = Lines(source)
    text = _SKIPPED.sub(_blank, source).decode("latin-1")  # a character a byte: offsets are the file's
    found: list[Requirement] = []
    for pattern in (_COORDINATES, _NAMED):
        for match in pattern.finditer(text):
            if _CONFIGURATIONS.fullmatch(match["configuration"]):
                name = f"{match['group']}:{match['name']}"
                span = lines.between(match.start(), match.end())
                found.append(Requirement("maven", name, match["version"] or "", _scope(match), span))
    return FileFacts(language="gradle", requirements=tuple(sorted(found, key=lambda row: row.span)))


def _blank(match: re.Match[bytes]) -> bytes:
    """Comments as blanks of their length; strings as they are."""
    text = match[0]
    return re.sub(rb"[^\n]", b" ", text) if text.startswith(b"/") else text


def _scope(match: re.Match[str]) -> str:
    configuration = match["configuration"]
    if match.groupdict().get("platform") and "latform" in match["platform"]:
        return "constraint"
    if configuration.startswith(_BUILD):
        return "build"
    if "test" in configuration.lower():
        return "test"
    return "provided" if "ompileOnly" in configuration or configuration == "provided" else "main"
