"""Reading objects by id.

Two readers with the same answers. `git cat-file` costs a few milliseconds to start and some 30 µs an
object, and reads everything that git reads (sha256, replaced objects). libgit2 costs 60 to 100 ms to
import and a few µs an object. So a scan starts with the program and changes over when it turns out to
read much; without the program, libgit2 does all.
"""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Protocol, TypeVar

from conflictscan.facts.errors import GitError
from conflictscan.git.failures import failed, missing
from conflictscan.git.model import TreeItem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    import pygit2

    from conflictscan.git.program import Git

_Answer = TypeVar("_Answer")
_CHANGE_OVER = 1500  # reads after which libgit2 has paid for its import
_HELD = 32_000_000  # bytes of contents kept, as several rules look at one file
_LARGE = 1_000_000  # what is longer is not kept
_AHEAD = 16_000_000  # bytes of contents read before they are asked for
_BREATH = 200  # questions at once; a pipe takes ten times as many


_USAGE = 129  # git does not know an option


class OldGit(GitError):
    """The git program cannot do what is asked of it."""


class Reader(Protocol):
    """Objects by full id; None for one that is not there."""

    def read(self, oid: str) -> bytes | None:
        """The content."""
        ...

    def size(self, oid: str) -> int | None:
        """The length of the content."""
        ...

    def ahead(self, oids: Sequence[str], limit: int) -> Iterator[tuple[str, int, bytes | None]]:
        """Id, length and content of several objects, for readers that answer many questions sooner than one by one.

        Without content for those longer than `limit`; those that are not there are left out.
        """
        ...

    def close(self) -> None:
        """End what runs."""
        ...


class ProgramReader:
    """Objects through one `git cat-file --batch-command`."""

    def __init__(self, git: Git, complaint: Callable[[str], GitError]) -> None:
        self._git = git
        self._complaint = complaint
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, oid: str) -> bytes | None:
        """The content."""
        process, size = self._ask(b"contents", oid)
        return None if size is None else self._content(process, oid, size)

    def size(self, oid: str) -> int | None:
        """The length of the content."""
        return self._ask(b"info", oid)[1]

    def ahead(self, oids: Sequence[str], limit: int) -> Iterator[tuple[str, int, bytes | None]]:
        """Ask for many in one breath: each question by itself costs two changes of process."""
        for start in range(0, len(oids), _BREATH):
            some = oids[start : start + _BREATH]
            sizes = dict(zip(some, [size for _, size in self._answers(b"info", some)], strict=True))
            short = [oid for oid, size in sizes.items() if size is not None and size <= limit]
            contents: dict[str, bytes] = {}
            for oid, (process, size) in zip(short, self._answers(b"contents", short), strict=True):
                if size is not None:
                    contents[oid] = self._content(process, oid, size)
            for oid, size in sizes.items():
                if size is not None:
                    yield oid, size, contents.get(oid)

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                try:
                    stream.close()
                except OSError:  # what was not flushed goes nowhere
                    continue
        process.wait()

    def _content(self, process: subprocess.Popen[bytes], oid: str, size: int) -> bytes:
        content = process.stdout.read(size + 1) if process.stdout else b""
        if len(content) != size + 1:
            raise self._died(oid)
        return content[:-1]

    def _ask(self, verb: bytes, oid: str) -> tuple[subprocess.Popen[bytes], int | None]:
        return next(self._answers(verb, (oid,)))

    def _answers(
        self, verb: bytes, oids: Sequence[str]
    ) -> Iterator[tuple[subprocess.Popen[bytes], int | None]]:
        """The length of each object, None for a missing one; its content is to be read before the next answer.

        All are asked for at once, so there must be few enough for the questions to fit into the pipe.
        """
        process = self._process
        if process is None:
            process = self._process = subprocess.Popen(  # noqa: S603  (fixed program, no shell)
                self._git.command("cat-file", "--batch-command"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=self._git.cwd,
                env=self._git.environment,
            )
        if process.stdin is None or process.stdout is None:
            raise self._died(oids[0])
        for place, oid in enumerate(oids):
            try:
                if not place:
                    process.stdin.write(b"".join(b"%s %s\n" % (verb, each.encode()) for each in oids))
                    process.stdin.flush()
                header = process.stdout.readline()
            except OSError:
                header = b""
            if not header:
                raise self._died(oid)
            yield process, None if header.endswith(b" missing\n") else int(header.rsplit(b" ", 1)[1])

    def _died(self, oid: str) -> GitError:
        process = self._process
        err = b""
        if process is not None and process.stderr is not None:
            if process.stdin is not None:
                try:
                    process.stdin.close()
                except OSError:
                    err = b""
            err = process.stderr.read()
        code = process.wait() if process is not None else 0
        self.close()
        if code == _USAGE:
            return OldGit(
                "this git is older than 2.36 and cannot read objects in batches; install a newer one"
            )
        return self._complaint(err.decode("utf-8", "replace") or f"unable to read {oid}")


class LibraryReader:
    """Objects through libgit2."""

    def __init__(self, objects: Path, complaint: Callable[[str], GitError]) -> None:
        import pygit2  # noqa: PLC0415  (60 ms: only when it is used)

        self._library = pygit2
        self._complaint = complaint
        self._odb: pygit2.Odb = pygit2.Odb(str(objects))

    def read(self, oid: str) -> bytes | None:
        """The content."""
        try:
            return self._odb.read(oid)[1]
        except KeyError:
            return None
        except (self._library.GitError, ValueError) as error:
            raise self._complaint(f"corrupt object {oid}: {error}") from error

    def size(self, oid: str) -> int | None:
        """The length of the content, from its header."""
        try:
            return self._odb.read_header(oid)[1]
        except KeyError:
            return None
        except (self._library.GitError, ValueError) as error:
            raise self._complaint(f"corrupt object {oid}: {error}") from error

    def ahead(self, oids: Sequence[str], limit: int) -> Iterator[tuple[str, int, bytes | None]]:  # noqa: ARG002
        """Nothing: one by one is as fast."""
        return iter(())

    def close(self) -> None:
        """Nothing to end."""


class Objects:
    """The object database of one quarantine: the repository's objects and the scan's own."""

    def __init__(
        self, *, git: Git | None, library: Path | None, repository: Path, partial: bool, hash_size: int
    ) -> None:
        self._library = library
        self._repository = repository
        self._partial = partial
        self._entry = re.compile(rb"([0-7]+) ([^\0]+)\0(.{%d})" % hash_size, re.DOTALL)
        self._reads = 0
        self._recent: dict[str, bytes] = {}  # the one asked for last stands last
        self._held = 0
        self._sizes: dict[str, int] = {}
        if git is not None:
            self._reader: Reader = ProgramReader(git, self._complaint)
        elif library is not None:
            self._reader = LibraryReader(library, self._complaint)
        else:
            raise GitError("this repository needs the `git` program; install git 2.38 or later")

    def read(self, oid: str) -> bytes:
        """The content of an object."""
        content = self._recent.pop(oid, None)
        if content is None:
            content = self._ask(lambda reader: reader.read(oid))
            if content is None:
                raise missing(oid, self._repository, partial=self._partial)
            if len(content) > _LARGE:
                return content
            self._hold(len(content))
        self._recent[oid] = content
        return content

    def ahead(self, oids: Iterable[str]) -> None:
        """Read objects that will be asked for; those missing, large or beyond what is kept wait until they are."""
        wanted = [oid for oid in dict.fromkeys(oids) if oid not in self._recent]
        try:
            for oid, size, content in self._reader.ahead(wanted, _LARGE):
                self._sizes[oid] = size
                if content is not None:
                    self._hold(size)
                    self._recent[oid] = content
                if self._held > _AHEAD:
                    return
        except OldGit:
            self._change_over()
        except GitError:
            return  # a corrupt object, say: an error to whoever needs it, and nobody may

    def _hold(self, size: int) -> None:
        self._held += size
        while self._held > _HELD:
            self._held -= len(self._recent.pop(next(iter(self._recent))))

    def size(self, oid: str) -> int:
        """The length of an object without loading it."""
        recent = self._recent.get(oid)
        size = len(recent) if recent is not None else self._sizes.get(oid)
        if size is None:
            size = self._ask(lambda reader: reader.size(oid))
        if size is None:
            raise missing(oid, self._repository, partial=self._partial)
        return size

    def tree(self, oid: str) -> dict[str, TreeItem]:
        """The entries of a tree object, in its order."""
        return {
            name.decode("utf-8", "surrogateescape"): TreeItem(int(mode, 8), raw.hex())
            for mode, name, raw in self._entry.findall(self.read(oid))
        }

    def commit_tree(self, oid: str) -> str:
        """The tree of a commit object."""
        return self.read(oid).partition(b"\n")[0].removeprefix(b"tree ").decode("ascii")

    def close(self) -> None:
        """End the reader."""
        self._reader.close()

    def _ask(self, question: Callable[[Reader], _Answer]) -> _Answer:
        self._reads += 1
        if self._reads == _CHANGE_OVER:
            self._change_over()
        try:
            return question(self._reader)
        except OldGit:
            if not self._change_over():
                raise
            return question(self._reader)

    def _change_over(self) -> bool:
        """Go on with libgit2; False where it cannot read this repository."""
        if self._library is None:
            return False
        self._reader.close()
        self._reader = LibraryReader(self._library, self._complaint)
        return True

    def _complaint(self, err: str) -> GitError:
        return failed("read an object", self._repository, err, partial=self._partial)
