"""Where includes lead, and which files a name of a translation unit may come from: told by bytes, before parsing."""

from __future__ import annotations

import functools
import posixpath
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from conflictscan.languages.c.known import STANDARD
from conflictscan.languages.resolver import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.languages.resolver import Folders

__all__ = ["Modules"]

_INCLUDE: Final = re.compile(
    rb"^[ \t]*#[ \t]*(?:include|import)[ \t]*(?:\"([^\"\n]+)\"|<([^>\n]+)>)", re.MULTILINE
)
_SEPARATORS: Final = bytes(c if chr(c).isalnum() or c == 0x5F or c > 0x7F else 0x20 for c in range(256))
_NOISE: Final = re.compile(rb'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|' rb"'(?:\\.|[^'\\\n])*'", re.DOTALL)
_MACRO: Final = re.compile(rb"^[ \t]*#[ \t]*define[ \t]+(\w+)\(", re.MULTILINE)
_PIECES: Final = re.compile(rb"_|(?<=[a-z0-9])(?=[A-Z])")
_MACRO_CALL: Final = re.compile(rb"^(\w+)[ \t]*\(([^;{}()]*(?:\([^;{}()]*\)[^;{}()]*)*)\)", re.MULTILINE)
_SUFFIXES: Final = (".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".hxx")
_COMPILED: Final = (".c", ".cc", ".cpp", ".cxx", ".c++")
_PLATFORM: Final = re.compile(
    r"(?:^|[_.-])(?:posix|unix|linux|win(?:32|64|dows|nt|rt)?|mac(?:os)?|osx|darwin|cocoa|bsd|freebsd|openbsd|netbsd|"
    r"solaris|sunos|aix|hpux|android|ios|wasm|emscripten|x11|wayland|cygwin|mingw|generic|stub|dummy|null|none|noop|"
    r"x86(?:_64)?|x64|i386|amd64|arm(?:64|v\d)?|aarch64|neon|sse\d?|avx\d*|mips|ppc(?:64)?|powerpc|riscv|s390|sparc|"
    r"epoll|kqueue|select|poll|evport|iocp|openssl|gnutls|mbedtls|schannel)(?:$|[_.-])"
)
_APART: Final = re.compile(
    r"(?:^|[/_.-])(?:tests?|unittests?|testing|examples?|samples?|demos?|bench(?:marks?)?|fuzz\w*|contrib|tools?|utils?|"
    r"plugins?|modules?|scripts?|drivers?)(?:$|[/_.-])"
)
_PROGRAM: Final = re.compile(
    rb"^[ \t]*(?:int|void|auto|extern[^\n]*)?[ \t]*\b(?:main|wmain|WinMain|LLVMFuzzerTestOneInput)[ \t]*\(",
    re.MULTILINE,
)
_MAX_FILES: Final = 60_000
_MAX_CLOSURE: Final = 2_000
_MAX_BYTES: Final = 1 << 20


class _Head:
    """What a file includes, and its words."""

    __slots__ = ("calls", "includes", "pasting", "words")

    def __init__(self, source: bytes) -> None:
        self.calls = tuple(
            (match[1], frozenset(match[2].translate(_SEPARATORS).split()))
            for match in _MACRO_CALL.finditer(source)
        )
        self.pasting = frozenset(_MACRO.findall(source)) if b"##" in source else frozenset[bytes]()
        self.includes = tuple(
            ((quoted or angled).decode("utf-8", "replace").strip(), bool(angled))
            for quoted, angled in _INCLUDE.findall(source)
        )
        self.words = frozenset(source.translate(_SEPARATORS).split()) if len(source) <= _MAX_BYTES else None

    def holds(self, word: bytes) -> bool:
        """May the file say the word?"""
        return self.words is None or word in self.words


@functools.lru_cache(maxsize=20_000)
def _remembered(blob: str) -> list[_Head]:
    """A place for the head of a blob: four snapshots share most of their files."""
    del blob
    return []


class Modules:
    """Includes of one snapshot; every answer is remembered."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._by_name: dict[str, list[str]] | None = None
        self._found: dict[tuple[str, str, int], Found] = {}
        self._heads: dict[str, _Head] = {}
        self._closures: dict[str, tuple[str, ...]] = {}
        self._visible: dict[tuple[str, str], tuple[str, ...]] = {}
        self._makers: dict[str, tuple[frozenset[bytes], frozenset[bytes]]] = {}

    def find(self, importer: str, module: str, level: int = 0) -> Found:
        """The file that an include names: beside the includer, or the one whose path ends so."""
        key = (posixpath.dirname(importer), module, level)
        known = self._found.get(key)
        if known is None:
            known = self._found[key] = self._find(importer, module, angled=bool(level))
        return known

    def child(self, package: str, name: str) -> Found:
        """Nothing: a file has no files within."""
        del package, name
        return Found()

    def name(self, path: str) -> str:
        """The path without its suffix: a header and its source are one."""
        return posixpath.splitext(path)[0]

    def stub(self, path: str) -> str | None:
        """Declarations are found by includes."""
        del path

    def is_package(self, path: str) -> bool:
        """No file has files within."""
        del path
        return False

    def visible(self, path: str, name: str) -> tuple[str, ...]:
        """The files that the file includes, however far away, and that hold the name as a word."""
        key = (path, name)
        known = self._visible.get(key)
        if known is None:
            word = name.encode("utf-8", "surrogateescape")
            found = (other for other in self.closure(path) if self._head(other).holds(word))
            known = self._visible[key] = tuple(found)
        return known

    def says(self, path: str, name: str) -> bool:
        """Does the file hold the name outside of comments and strings?"""
        return _word(name).search(_NOISE.sub(b" ", self._folders.read(path) or b"")) is not None

    def linked(self, path: str, other: str) -> bool:
        """Sources of one folder, neither a program or a test of its own nor the variant of one platform."""
        folder = posixpath.dirname(path)
        if folder != posixpath.dirname(other) or _APART.search(f"{folder}/".lower()):
            return False
        names = [posixpath.basename(each) for each in (path, other)]
        if not all(name.endswith(_COMPILED) for name in names):
            return False
        if any(
            _PLATFORM.search(posixpath.splitext(name)[0].lower()) or _APART.search(name.lower())
            for name in names
        ):
            return False
        return not any(_PROGRAM.search(self._folders.read(each) or b"") for each in (path, other))

    def saying(self, name: str) -> Iterator[str]:
        """The files of the repository that hold the name as a word."""
        word = name.encode("utf-8", "surrogateescape")
        for paths in self._names().values():
            for path in paths:
                if (
                    path.endswith(_SUFFIXES)
                    and word in (self._folders.read(path) or b"")
                    and self.says(path, name)
                ):
                    yield path

    def makes(self, path: str, name: str) -> bool:
        """May a macro that is called outside of all functions define the name, there or in what is included?"""
        whole, parts = self._made(path)
        word = name.encode("utf-8", "surrogateescape")
        return word in whole or not parts.isdisjoint(_within(word))

    def _made(self, path: str) -> tuple[frozenset[bytes], frozenset[bytes]]:
        """Words that macros are given outside of functions; those that a macro may join with others."""
        known = self._makers.get(path)
        if known is None:
            heads = [self._head(each) for each in (path, *self.closure(path))]
            pasting = frozenset[bytes]().union(*(head.pasting for head in heads))
            calls = [call for head in heads for call in head.calls]
            whole = frozenset[bytes]().union(*(words for _, words in calls))
            parts = frozenset[bytes]().union(*(words for macro, words in calls if macro in pasting))
            known = self._makers[path] = (whole, parts)
        return known

    def route(self, path: str, target: str) -> tuple[str, ...]:
        """The files by which one comes to include another, both of them included; empty where it does not."""
        before: dict[str, str] = {path: ""}
        pending = [path]
        for here in pending:  # grows while it is walked
            for module, angled in self._head(here).includes:
                for found in self._targets(here, module, angled=angled):
                    if found not in before:
                        before[found] = here
                        pending.append(found)
            if target in before:
                break
        route: list[str] = []
        here = target if target in before else ""
        while here:
            route.append(here)
            here = before[here]
        return tuple(reversed(route))

    def closure(self, path: str) -> tuple[str, ...]:
        """The files that a file includes, and those that they include, nearest first."""
        known = self._closures.get(path)
        if known is None:
            found: dict[str, None] = {path: None}
            pending = [path]
            for here in pending:  # grows while it is walked
                if len(found) > _MAX_CLOSURE:
                    break
                for module, angled in self._head(here).includes:
                    for target in self._targets(here, module, angled=angled):
                        if target not in found:
                            found[target] = None
                            pending.append(target)
            known = self._closures[path] = tuple(found)[1:]
        return known

    # -- lookup --------------------------------------------------------------------------------

    def _find(self, importer: str, module: str, *, angled: bool) -> Found:
        targets = self._targets(importer, module, angled=angled)
        if len(targets) == 1:
            return Found(path=targets[0])
        if targets:
            return Found()
        stem = posixpath.basename(module)
        generated = any(f"{stem}{suffix}" in self._names() for suffix in (".in", ".cmake", ".am"))
        if generated or module in STANDARD or "." not in stem:
            return Found(external=module)
        return Found(missing=posixpath.splitext(stem)[0], missing_in=importer)

    def _targets(self, importer: str, module: str, *, angled: bool) -> tuple[str, ...]:
        if not angled:
            beside = posixpath.normpath(posixpath.join(posixpath.dirname(importer), module))
            if self._folders.kind(beside) == "file":
                return (beside,)
        elif module in STANDARD:
            return ()
        plain = posixpath.normpath(module).lstrip("./")
        ends = f"/{plain}"
        candidates = [
            path
            for path in self._names().get(posixpath.basename(plain), ())
            if path == plain or path.endswith(ends)
        ]
        if len(candidates) < 2:
            return tuple(candidates)
        near = [(len(posixpath.commonpath((importer, path))), path) for path in candidates]
        best = max(length for length, _ in near)
        return tuple(path for length, path in near if length == best)

    def _names(self) -> dict[str, list[str]]:
        if self._by_name is None:
            found: defaultdict[str, list[str]] = defaultdict(list)
            pending, count = [""], 0
            while pending and count < _MAX_FILES:
                folder = pending.pop()
                for entry in self._folders.list(folder):
                    path = f"{folder}/{entry.name}" if folder else entry.name
                    if entry.kind == "folder":
                        pending.append(path)
                    elif entry.kind == "file":
                        count += 1
                        found[entry.name].append(path)
            self._by_name = dict(found)
        return self._by_name

    def _head(self, path: str) -> _Head:
        known = self._heads.get(path)
        if known is None:
            place = _remembered(self._folders.blob(path) or "")
            if not place:
                place.append(_Head(self._folders.read(path) or b""))
            known = self._heads[path] = place[0]
        return known


def _word(name: str) -> re.Pattern[bytes]:
    """The name by itself."""
    escaped = re.escape(name.encode("utf-8", "surrogateescape"))
    return re.compile(rb"(?<![\w\x80-\xff])%s(?![\w\x80-\xff])" % escaped)


def _within(word: bytes) -> frozenset[bytes]:
    """What a name may have been joined from."""
    ends = [0, *(place for match in _PIECES.finditer(word) for place in match.span()), len(word)]
    return frozenset(word[start:end] for start in ends for end in ends if start < end)
