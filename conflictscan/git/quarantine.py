"""A throw-away git directory that borrows the repository's objects.

New objects (merged trees, virtual merge bases, the tree of the index) land here and vanish on close; the
repository is only read. The directory is written by hand: it has no configuration, so no hook, filter,
merge driver, text conversion, alias or remote of the scanned repository can run or be contacted, and the
result does not depend on the machine's settings. What shapes history is carried over: the shallow
boundary, grafts, replacements.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

from conflictscan.facts.errors import GitError
from conflictscan.git.program import Git, isolated_environment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conflictscan.git.layout import Layout

_DEPTH = 5  # as deep as git follows alternates


class Quarantine:
    """The temporary directory and git inside it."""

    def __init__(self, layout: Layout, real: Git | None, environ: Mapping[str, str]) -> None:
        try:
            self._root = Path(tempfile.mkdtemp(prefix="conflictscan-"))
        except OSError as error:
            raise GitError(
                f"cannot make a temporary folder ({error.strerror}); name a writable one in TMPDIR"
            ) from error
        self._remove = weakref.finalize(self, shutil.rmtree, self._root, ignore_errors=True)
        self.git_dir = self._root / "git"
        self.work_tree = self._root / "tree"  # holds nothing but `.gitattributes` files
        self.objects = self.git_dir / "objects"
        self.replaced = False
        self.horizon = ""  # a digest of what shapes history beside the commits; empty where nothing does
        self._write(layout)
        self._carry_over(layout, real)
        environment = isolated_environment(environ, self._root)
        environment |= {"GIT_DIR": str(self.git_dir), "GIT_WORK_TREE": str(self.work_tree)}
        self.git = Git(self.work_tree, environment)

    def close(self) -> None:
        """Remove it; calling twice is fine."""
        self._remove()

    def lay_out(self, files: Mapping[str, bytes]) -> None:
        """Make these the only files of the work tree."""
        shutil.rmtree(self.work_tree)
        self.work_tree.mkdir()
        for name, content in files.items():
            place = self.work_tree / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)

    def patched_tree(self, tree: str, patch: bytes) -> str:
        """The tree that `git apply` makes of a tree; GitError where the patch does not apply."""
        return self._written(tree, ("apply", "--cached", "--whitespace=nowarn", "-"), patch)

    def changed_tree(self, tree: str, entries: bytes) -> str:
        """A tree with other entries: lines of `git update-index -z --index-info`."""
        return self._written(tree, ("update-index", "-z", "--index-info"), entries)

    def _written(self, tree: str, change: tuple[str, ...], given: bytes) -> str:
        """The tree that one command on an index makes of a tree."""
        extra = {"GIT_INDEX_FILE": str(self.git_dir / "patched-index")}
        out = ""
        for arguments, stdin in ((("read-tree", tree), b""), (change, given), (("write-tree",), b"")):
            done = self.git.run(*arguments, stdin=stdin, extra=extra)
            if done.code != 0:
                told = next((line for line in done.err.splitlines() if line.strip()), "no message")
                raise GitError(f"cannot patch the merged tree: {told}; see `git apply --check`")
            out = done.out.decode("ascii", "replace").strip()
        return out

    def _write(self, layout: Layout) -> None:
        (self.objects / "info").mkdir(parents=True)
        (self.git_dir / "refs").mkdir()
        self.work_tree.mkdir()
        (self.git_dir / "HEAD").write_text("ref: refs/heads/none\n")
        extension = ""
        if layout.object_format != "sha1":
            extension = f"[extensions]\n\tobjectformat = {layout.object_format}\n"
        (self.git_dir / "config").write_text(
            f"[core]\n\trepositoryformatversion = 1\n\tbare = false\n\tworktree = ../tree\n{extension}"
        )
        places = dict.fromkeys(
            place for start in (layout.objects, *layout.extra_objects) for place in _with_alternates(start)
        )
        (self.objects / "info" / "alternates").write_bytes(
            b"".join(_quoted(os.fsencode(place)) + b"\n" for place in places)
        )

    def _carry_over(self, layout: Layout, real: Git | None) -> None:
        carried: dict[str, bytes] = {}
        for name in ("shallow", "info/grafts"):
            with contextlib.suppress(FileNotFoundError):
                carried[name] = (layout.common_dir / name).read_bytes()
        if real is not None and _may_have_replacements(layout.common_dir):
            listed = real.run("for-each-ref", "--format=%(objectname) %(refname)", "refs/replace").out
            if listed:
                self.replaced = True
                carried["packed-refs"] = listed
        for name, content in carried.items():
            (self.git_dir / name).parent.mkdir(exist_ok=True)
            (self.git_dir / name).write_bytes(content)
        if carried:
            self.horizon = hashlib.blake2b(repr(sorted(carried.items())).encode()).hexdigest()


def _with_alternates(objects: Path, depth: int = 0) -> list[Path]:
    found = [objects]
    with contextlib.suppress(OSError):
        for line in (objects / "info" / "alternates").read_bytes().split(b"\n"):
            if line and not line.startswith(b"#") and depth < _DEPTH:
                place = Path(os.path.normpath(objects / os.fsdecode(_unquoted(line))))
                found += _with_alternates(place, depth + 1)
    return found


def _quoted(path: bytes) -> bytes:
    if b"\n" not in path and not path.startswith((b'"', b"#")):
        return path
    return b'"' + path.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n") + b'"'


def _unquoted(line: bytes) -> bytes:
    if not (line.startswith(b'"') and line.endswith(b'"')):
        return line
    return line[1:-1].decode("unicode_escape").encode("latin-1")


def _may_have_replacements(common_dir: Path) -> bool:
    if (common_dir / "refs" / "replace").is_dir() or (common_dir / "reftable").is_dir():
        return True
    try:
        return b" refs/replace/" in (common_dir / "packed-refs").read_bytes()
    except OSError:
        return False
