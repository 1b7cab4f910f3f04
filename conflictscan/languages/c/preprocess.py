"""The source as its compiler sees it, as far as the grammar needs it: of equal length, line for line.

A grammar of C knows no macros, so whatever a macro puts beside the syntax reads as an error and takes the declaration
with it. Taken out are attributes by the look of them, what only C++ sees of a C header, branches that are never built,
and, of conditional branches that open a bracket which another one closes, all but the first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOISE: Final = re.compile(rb'//[^\n]*|/\*.*?\*/|"((?:\\.|[^"\\\n])*)"|' rb"'(?:\\.|[^'\\\n])*'", re.DOTALL)
_DIRECTIVE: Final = re.compile(rb"^[ \t]*#[ \t]*(ifdef|ifndef|if|elif|else|endif)\b([^\n]*)", re.MULTILINE)
_ANY_DIRECTIVE: Final = re.compile(rb"^[ \t]*#(?:[^\n\\]|\\.)*", re.MULTILINE | re.DOTALL)
_CAPITALS: Final = rb"\b[A-Z_](?=[A-Z0-9_]*[A-Z])[A-Z0-9_]*+\b"
_NESTED: Final = rb"\((?>[^()\n]++|\((?>[^()\n]++|\([^()\n]*+\))*+\))*+\)"
_WORD: Final = rb"(?:const|volatile|unsigned|signed|long|short|static|inline|extern|struct|enum|union|class)"
_PLACED: Final = (
    # `PUBLIC int f(`, `static UNUSED int f(`
    re.compile(
        rb"^[ \t]*(?:(?:static|inline|extern)[ \t]+)*(" + _CAPITALS + rb"(?:\([^()\n]*\))?)[ \t]+"
        rb"(?=(?:" + _WORD + rb"[ \t]+)*[A-Za-z_][\w:<>]*(?:[ \t]+|[ \t]*\*+[ \t]*)[\w:~]+[ \t]*\()",
        re.MULTILINE,
    ),
    # `static void NORETURN f(`
    re.compile(
        rb"^(?:(?:static|inline|extern|const|unsigned|struct)[ \t]+)*"
        rb"(?!static|inline|extern|const\b|unsigned|struct|return|else|case)[a-z_]\w*[ \t*]+"
        rb"(" + _CAPITALS + rb")[ \t]+(?=\w+[ \t]*\()",
        re.MULTILINE,
    ),
    # `f(CALLBACK_PTR handler h)`
    re.compile(rb"[(,][ \t]*(" + _CAPITALS + rb")[ \t]+(?=[a-z]\w*[ \t*]+\w+[ \t]*[,)])"),
    # `struct API name {`, `class EXPORT Name :`
    re.compile(
        rb"\b(?:struct|class|union)[ \t]+("
        + _CAPITALS
        + rb"(?:\([^()\n]*\))?)[ \t]+(?=\w+[ \t\n]*(?:final\b|[:{]))"
    ),
    # `int f(void *data UNUSED, int n)`
    re.compile(rb"[\w>][ \t*&]+\w+(?:\[\w*\])?[ \t]+(" + _CAPITALS + rb")[ \t]*(?=[,)])"),
    # `int f(const char *s, ...) FORMAT(1, 2);`
    re.compile(
        rb"\)[ \t\n]*+((?<=[ \t\n])(?:\b[A-Z_][A-Z0-9_]{3,}+\b(?:[ \t]*"
        + _NESTED
        + rb")?+[ \t\n]*+)++)(?=[;{])"
    ),
    # `int count GUARDED_BY(lock);`
    re.compile(rb"\w[ \t]+(\w*(?:GUARDED_BY|ACQUIRED_AFTER|ACQUIRED_BEFORE)[ \t]*" + _NESTED + rb")"),
    # `public slots:`, `signals:`
    re.compile(rb"\b(?:public|protected|private)[ \t]+(Q_SLOTS|slots)[ \t]*:"),
    re.compile(rb"^[ \t]*((?:Q_SIGNALS|signals)[ \t]*:)", re.MULTILINE),
    # lines of their own: `Q_OBJECT`
    re.compile(
        rb"[;{}:][ \t]*\n(\s*(?:" + _CAPITALS + rb"(?:" + _NESTED + rb")?[ \t]*\n\s*)+)(?=[^\s,=}({;|&?.+\-])"
    ),
    # `"%" PRIu64 "\n"`
    re.compile(rb"\"[ \t]*(PRI\w+|[A-Z][A-Z0-9_]{3,})[ \t]*(?=[\",)]|\n)"),
    re.compile(rb"[(,][ \t\n]*(PRI\w+)[ \t]*(?=\")"),
    # `container_of(p, struct item, member)`
    re.compile(rb",[ \t\n]*((?:const[ \t]+)?struct[ \t]+)(?=\w+[ \t]*,[ \t\n]*\w+[ \t]*\))"),
)
_LOOP: Final = re.compile(
    rb"^[ \t]+(\w*(?:for_?each|FOR_?EACH)\w*)[ \t]*"
    rb"(?=\((?>[^()]++|\((?>[^()]++|\([^()]*+\))*+\))*+\)[ \t]*(?:\{|\n[ \t]+[\w*(]))",
    re.MULTILINE,
)


class _Branch(NamedTuple):
    """One arm of a condition: its directive and what follows it."""

    start: int
    body: int
    end: int
    condition: bytes


def prepared(source: bytes) -> bytes:
    """The source with blanks for what is no syntax of C."""
    bare = _NOISE.sub(_without_text, source)
    code = _ANY_DIRECTIVE.sub(_blanked, bare) if b"#" in bare else bare
    holes: list[tuple[int, int]] = []
    if b"#" in bare:
        holes.extend(_conditions(bare, code))
    for pattern in _PLACED:
        holes.extend(match.span(1) for match in pattern.finditer(code) if _is_attribute(match[1]))
    source = _without(source, holes)
    for match in _LOOP.finditer(code):
        start, end = match.span(1)
        if end - start >= len(_WHILE):
            source = source[:start] + _WHILE.ljust(end - start) + source[end:]
    return source


_WHILE: Final = b"while"


def _without_text(match: re.Match[bytes]) -> bytes:
    text = match[1]
    return _blank(match[0]) if text is None else b'"' + _blank(text) + b'"'


def _is_attribute(text: bytes) -> bool:
    return len(text.strip()) > 2


def _blanked(match: re.Match[bytes]) -> bytes:
    return _blank(match[0])


def _blank(text: bytes) -> bytes:
    """Spaces for all but the ends of lines."""
    if b"\n" not in text and b"\r" not in text:
        return b" " * len(text)
    return re.sub(rb"[^\r\n]", b" ", text)


def _without(source: bytes, holes: Iterable[tuple[int, int]]) -> bytes:
    pieces: list[bytes] = []
    place = 0
    for start, end in sorted(holes):
        if end > place:
            first = max(start, place)
            pieces += (source[place:first], _blank(source[first:end]))
            place = end
    return b"".join((*pieces, source[place:])) if pieces else source


# -- conditions --------------------------------------------------------------------------------


def _conditions(bare: bytes, code: bytes) -> Iterable[tuple[int, int]]:
    """Regions that conditions put aside."""
    stack: list[list[_Branch]] = []
    for match in _DIRECTIVE.finditer(bare):
        word, start, end = match[1], match.start(), match.end()
        if word in (b"if", b"ifdef", b"ifndef"):
            stack.append([_Branch(start, end, end, word + b" " + match[2].strip())])
            continue
        if not stack:
            continue
        arms = stack[-1]
        arms[-1] = arms[-1]._replace(end=start)
        if word != b"endif":
            arms.append(_Branch(start, end, end, word + b" " + match[2].strip()))
            continue
        stack.pop()
        yield from _put_aside(code, arms, end)


def _put_aside(code: bytes, arms: list[_Branch], end: int) -> Iterable[tuple[int, int]]:
    first, others = arms[0], arms[1:]
    if _is_other_language(first.condition) and not others:
        if _is_open(code[first.body : first.end]):
            yield first.start, end
        return
    if first.condition.split()[:2] == [b"if", b"0"]:
        yield first.start, others[0].body if others else end
        if others:
            yield others[-1].end if len(others) == 1 else others[1].start, end
        return
    within = code[: first.start].rstrip()[-1:] not in _BETWEEN
    if within or any(_is_open(code[arm.body : arm.end]) for arm in arms):
        yield first.start, first.body
        yield others[0].start if others else first.end, end


_BETWEEN: Final = (b"", b";", b"{", b"}", b":")
"""What stands before a condition that is around whole statements."""


def _is_other_language(condition: bytes) -> bool:
    return b"__cplusplus" in condition and not condition.startswith(b"ifndef")


def _is_open(text: bytes) -> bool:
    """Does a branch leave a bracket open, or close one that it did not open?"""
    return text.count(b"{") != text.count(b"}") or text.count(b"(") != text.count(b")")
