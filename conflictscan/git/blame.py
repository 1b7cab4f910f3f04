"""Which commit of a side introduced a line.

Blame runs over the commits between the merge base and the side only, one process a file, on demand. A side
of more than `COMMIT_LIMIT` commits is not blamed at all: the answer is then None for each of its lines, the
same on every machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conflictscan.git.program import Git

COMMIT_LIMIT = 2000


class Blame:
    """Lines of one side, by file."""

    def __init__(self, git: Git, *, tip: str, excluded: tuple[str, ...], synthetic: frozenset[str]) -> None:
        self._git = git
        self._range = (tip, "--not", *excluded)
        self._synthetic = synthetic  # stand-ins for states that are not committed
        self._files: dict[str, dict[int, tuple[str, str]]] = {}
        self._short: bool | None = None

    def introduced(self, path: str, line: int) -> tuple[str, str] | None:
        """(commit id, author name); None when the line is older than the side, or not committed."""
        lines = self._files.get(path)
        if lines is None:
            lines = self._files[path] = self._read(path) if self._is_short() else {}
        return lines.get(line)

    def _is_short(self) -> bool:
        if self._short is None:
            done = self._git.run("rev-list", "--count", f"--max-count={COMMIT_LIMIT + 1}", *self._range)
            self._short = done.code == 0 and int(done.out) <= COMMIT_LIMIT
        return self._short

    def _read(self, path: str) -> dict[int, tuple[str, str]]:
        done = self._git.run("blame", "--incremental", *self._range, "--", path)
        if done.code != 0:  # a missing blob of a partial clone, say: attribution is a courtesy
            return {}
        return self._parse(done.out)

    def _parse(self, out: bytes) -> dict[int, tuple[str, str]]:
        lines: dict[int, tuple[str, str]] = {}
        authors: dict[str, str] = {}
        boundary: set[str] = set()
        commit, first, count = "", 0, 0
        for row in out.split(b"\n"):
            key, _, value = row.partition(b" ")
            if len(key) >= 40 and value.count(b" ") == 2:
                commit = key.decode("ascii")
                _, start, length = value.split(b" ")
                first, count = int(start), int(length)
            elif key == b"author":
                authors[commit] = value.decode("utf-8", "replace")
            elif key == b"boundary":
                boundary.add(commit)
            elif key == b"filename" and commit not in boundary | self._synthetic:
                lines.update(dict.fromkeys(range(first, first + count), (commit, authors.get(commit, ""))))
        return lines
