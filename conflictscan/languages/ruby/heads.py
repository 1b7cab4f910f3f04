"""What a Ruby file defines and opens, told line by line without parsing: cheap enough for a whole repository."""

from __future__ import annotations

import re
from typing import Final

from conflictscan.languages.ruby.known import CALLBACKS, CLASS_READERS, READERS, SENDS, VISIBILITY

_LINE: Final = re.compile(
    rb"^([ \t]*)(?:"
    rb"(?:class|module)[ \t]+(?P<class>(?:::)?[A-Z][\w:]*)(?P<base>[ \t]*<)?"
    rb"|(?:[a-z_]+[ \t]+)?def[ \t]+(?:[\w]+\.)?(?P<def>[\w\x80-\xff]+[?!]?|[^\s\w(]+)"
    rb"|(?P<const>[A-Z]\w*)[ \t]*(?:\|\|)?=(?![=~])(?P<made>[ \t]*(?:Class|Struct|Module|Data)\b)?"
    rb"|(?P<mixin>include|extend|prepend)\b"
    rb"|(?P<macro>[a-z_]\w*)[ \t(]+(?=:)(?P<names>(?:[^\n]*,[ \t]*\n)*[^\n]*)"
    rb"|alias[ \t]+(?P<alias>[^\s:]+)"
    rb")",
    re.MULTILINE,
)
_SYMBOL: Final = re.compile(rb"(?<![\w:])(?::\"?)([A-Za-z_]\w*[?!]?)")
_SHAPING: Final = re.compile(
    rb"method_missing|const_missing|class_eval|instance_eval|define_method|def self\.included|included do"
)
_STEP: Final = 2
_USING: Final = (
    CALLBACKS | VISIBILITY | SENDS | frozenset({"private_class_method", "private_constant", "helper_method"})
)
_DEFINING: Final = (
    READERS
    | CLASS_READERS
    | frozenset(
        {
            "alias_method",
            "delegate",
            "def_delegator",
            "def_delegators",
            "define_method",
            "scope",
            "attribute",
            "let",
        }
    )
)


class Head:
    """Names that a file defines, and the classes it opens, each with whether it says what they are made of."""

    __slots__ = ("macros", "names", "opened", "shaping")

    def __init__(self, source: bytes) -> None:
        reading = _Reading(_SHAPING.search(source) is not None)
        for match in _LINE.finditer(source):
            reading.read(match)
        self.names = frozenset(reading.names)
        self.macros = frozenset(reading.macros)
        self.opened = tuple(reading.opened)
        self.shaping = frozenset(reading.shaping)


class _Reading:
    """What the lines of a file said so far; indentation tells what a line is within."""

    def __init__(self, dynamic: bool) -> None:  # noqa: FBT001 - the one thing known beforehand
        self.names: set[str] = set()
        self.macros: set[str] = set()
        self.opened: dict[str, None] = {}
        self.shaping: set[str] = set()
        self._dynamic = dynamic
        self._around: list[tuple[int, str]] = []

    def read(self, match: re.Match[bytes]) -> None:
        """One line."""
        indent = len(match[1].expandtabs(8))
        if match["def"]:
            self.names.add(match["def"].decode("utf-8", "replace"))
            return
        if match["alias"]:
            self.names.add(match["alias"].decode("utf-8", "replace"))
            return
        while self._around and self._around[-1][0] >= indent:
            self._around.pop()
        if match["class"]:
            self._class(match, indent)
        elif match["const"]:
            self._constant(match["const"].decode(), made=bool(match["made"]))
        elif self._around:
            self.shaping.add(self._around[-1][1])
        if match["macro"]:
            self._macro(match, indent)

    def _class(self, match: re.Match[bytes], indent: int) -> None:
        written = match["class"].decode("utf-8", "replace")
        name = written.strip(":").replace("::", ".")
        inner = bool(self._around) and not written.startswith("::")
        qualname = f"{self._around[-1][1]}.{name}" if inner else name
        self._around.append((indent, qualname))
        self.opened[qualname] = None
        self.names.add(qualname.rpartition(".")[2])
        if match["base"] or self._dynamic:
            self.shaping.add(qualname)

    def _constant(self, name: str, *, made: bool) -> None:
        self.names.add(name)
        if made:
            qualname = f"{self._around[-1][1]}.{name}" if self._around else name
            self.opened[qualname] = None
            self.shaping.add(qualname)

    def _macro(self, match: re.Match[bytes], indent: int) -> None:
        word = match["macro"].decode("utf-8", "replace")
        at_class = bool(self._around) and indent == self._around[-1][0] + _STEP
        if word not in _USING and (at_class or word in _DEFINING):
            self.macros.update(name.decode("utf-8", "replace") for name in _SYMBOL.findall(match["names"]))
