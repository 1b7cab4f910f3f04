"""Specifiers: what files are called where they are imported, and how another file would be called alike."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIXES: Final = (
    ".ts", ".tsx", ".d.ts", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json", ".vue", ".svelte",
)  # fmt: skip
WRITTEN_FOR: Final = {
    ".js": (".ts", ".tsx", ".d.ts"),
    ".jsx": (".tsx",),
    ".mjs": (".mts", ".d.mts"),
    ".cjs": (".cts", ".d.cts"),
}
"""A module may be asked for under the name that it will have once it is compiled."""

_ENDINGS: Final = (".d.ts", ".d.mts", ".d.cts", *SUFFIXES)
_ALWAYS_WRITTEN: Final = (".json", ".vue", ".svelte")
_INDEX: Final = "/index"


def suffix(path: str) -> str:
    """The suffix of a module's file or specifier; empty for none that belongs to a module."""
    return next((each for each in _ENDINGS if path.endswith(each)), "")


def stem(path: str) -> str:
    """The path without it."""
    return path[: len(path) - len(suffix(path))]


def relative(importer: str, target: str, written: str, old: str) -> str:
    """The file `target` from the folder of `importer`, with or without suffix as `written` has it for `old`."""
    path = posixpath.relpath(_asked_for(target, written, old), posixpath.dirname(importer) or ".")
    return path if path.startswith(".") else f"./{path}"


def mapped(target: str, written: str, old: str) -> Iterator[str]:
    """`target` below the prefix that `written` has before the part which it shares with the path of `old`."""
    given = (written[: len(written) - len(suffix(written))]).split("/")
    for path in dict.fromkeys((stem(old), stem(old).removesuffix(_INDEX))):
        parts, count = path.split("/"), 0
        while count < min(len(given), len(parts)) and given[-1 - count] == parts[-1 - count]:
            count += 1
        for shared in range(count, 0, -1):
            home = "".join(f"{part}/" for part in parts[: len(parts) - shared])
            head = "".join(f"{part}/" for part in given[: len(given) - shared])
            asked = _asked_for(target, written, old)
            if asked.startswith(home):
                yield head + asked[len(home) :]


def _asked_for(target: str, written: str, old: str) -> str:
    given, own = suffix(written), suffix(target)
    if own in _ALWAYS_WRITTEN or (given and given == suffix(old)):
        return target
    if given:
        compiled = next((name for name, sources in WRITTEN_FOR.items() if own in sources), own)
        return stem(target) + compiled
    plain = stem(target)
    return plain if written.endswith(_INDEX) else plain.removesuffix(_INDEX)
