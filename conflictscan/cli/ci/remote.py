"""The clone of a CI job, and the remote it came from: just enough history, and not a commit less.

A shallow clone is deepened in steps that double until the merge base of each pair is known, and known to be the
right one. No fetch here shortens what is there: a depth is given for tips alone that the clone has not got.
The branches fetched are kept in refs of our own for the time of the job.
"""

from __future__ import annotations

import base64
import os
import subprocess
from typing import TYPE_CHECKING, Final, NamedTuple, Self
from urllib.parse import urlsplit

from conflictscan.facts.errors import GitError
from conflictscan.report.display import displayed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

_OURS: Final = "refs/conflictscan/"
_SAFE: Final = (
    "-c",
    f"core.hooksPath={os.devnull}",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "maintenance.auto=false",
)
_FETCH: Final = (
    "fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-auto-maintenance", "--no-write-fetch-head",
    "--refmap=",  # or refs/remotes would move
)  # fmt: skip
_FIRST_STEP: Final = 10
_MOST_STEPS: Final = 12  # then all that is left: forty thousand commits deep nobody counts any more


class Tips(NamedTuple):
    """Two commits that are to be merged."""

    ours: str
    theirs: str


class Remote:
    """One clone and its remote."""

    def __init__(self, folder: Path, environ: Mapping[str, str], token: str = "") -> None:
        self._folder = folder
        self._environ = {**environ, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
        self._kept: dict[str, str] = {}  # what to ask the remote for -> our ref
        self._name = self._remote_name()
        self._authorise(token)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Take our refs away again."""
        stale = self._text("for-each-ref", "--format=delete %(refname)", _OURS)
        if stale:
            self._run("update-ref", "--stdin", stdin=stale)

    # -- asking --------------------------------------------------------------------------------

    def listed(self, *patterns: str) -> dict[str, str]:
        """Refs of the remote that match: name -> commit."""
        rows = [line.split("\t") for line in self._text("ls-remote", self._name, *patterns).splitlines()]
        return {row[1]: row[0] for row in rows if len(row) == 2}

    def has(self, oid: str) -> bool:
        """Whether the clone holds a commit."""
        return self._code("cat-file", "-e", f"{oid}^{{commit}}") == 0

    def merges(self, before: str, after: str) -> list[tuple[str, str, str]]:
        """Merges on the way from one commit to another, oldest first: (first parent, second parent, subject)."""
        text = self._text(
            "log", "--first-parent", "--min-parents=2", "--max-parents=2", "--reverse",
            "--format=%P%x00%s", "--end-of-options", f"{before}..{after}",
        )  # fmt: skip
        rows = (line.split("\0", 1) for line in text.split("\n") if line)
        return [(*parents.split(" "), subject) for parents, subject in rows]  # pyright: ignore[reportReturnType] - two parents, as asked for

    def holds(self, whole: str, part: str) -> bool:
        """Whether one commit is in the history of another."""
        return self._code("merge-base", "--is-ancestor", part, whole) == 0

    # -- fetching ------------------------------------------------------------------------------

    def fetch(self, *wanted: str) -> dict[str, str]:
        """The commits of refs or object ids of the remote: what was asked for -> commit."""
        named = [ref for ref in wanted if ref.startswith("refs/")]
        known = self.listed(*named) if named else {}
        absent = [ref for ref in named if ref not in known]
        if absent:
            raise GitError(
                f"the remote {self._name!r} has no {displayed(absent[0])}; was it deleted meanwhile?"
            )
        for ref in wanted:
            self._kept.setdefault(ref, f"{_OURS}{len(self._kept)}")
        try:
            self._obtain({ref: known.get(ref, ref) for ref in wanted})
        except GitError:
            for ref in wanted:
                del self._kept[ref]  # a later fetch is not to ask for it again
            raise
        return {ref: self._text("rev-parse", "--verify", self._kept[ref]).strip() for ref in wanted}

    def _obtain(self, oids: Mapping[str, str]) -> None:
        missing = [ref for ref, oid in oids.items() if not self.has(oid)]
        for ref in oids.keys() - set(missing):
            self._run("update-ref", self._kept[ref], oids[ref])
        if missing:
            self._fetch(*(("--depth=1",) if self._shallow() else ()), refs=missing)

    def deepen(self, pairs: Iterable[Tips]) -> None:
        """Fetch history until the merge bases of all pairs are what they are in the whole history."""
        open_pairs = list(pairs)
        step = _FIRST_STEP
        for _ in range(_MOST_STEPS):
            if not self._shallow():
                return
            open_pairs = [pair for pair in open_pairs if not self._settled(pair)]
            if not open_pairs:
                return
            self._fetch(f"--deepen={step}", refs=self._kept)
            step *= 2
        if self._shallow():
            self._fetch("--unshallow", refs=self._kept)

    def _settled(self, pair: Tips) -> bool:
        """Whether no merge base can come to light behind the edge of the clone.

        With one base, and nothing at the edge among what either side has beyond it, all that is hidden lies behind
        that base. Of several bases one may hold another in a way that is hidden.
        """
        bases = self._text("merge-base", "--all", *pair, may_fail=True).split()
        if len(bases) != 1:
            return False
        beyond = self._text("rev-list", *pair, "--not", *bases).split()
        return self._edge().isdisjoint(beyond)

    def _edge(self) -> frozenset[str]:
        file = self._folder / self._text("rev-parse", "--git-path", "shallow").strip()
        return frozenset(file.read_text("ascii").split()) if file.exists() else frozenset()

    def _shallow(self) -> bool:
        return self._text("rev-parse", "--is-shallow-repository").strip() == "true"

    def _fetch(self, *options: str, refs: Iterable[str]) -> None:
        specs = [f"+{ref}:{self._kept[ref]}" for ref in refs]
        self._run(*_FETCH, *options, self._name, *specs)

    # -- the remote ----------------------------------------------------------------------------

    def _remote_name(self) -> str:
        names = self._text("remote").split()
        if "origin" in names or not names:
            if not names:
                raise GitError(f"the clone in {str(self._folder)!r} has no remote to fetch history from")
            return "origin"
        return names[0]

    def _authorise(self, token: str) -> None:
        """Give git the token, unless the checkout has left it one: the server refuses two."""
        address = urlsplit(self._text("remote", "get-url", self._name).strip())
        if not token or address.scheme != "https" or address.username:
            return
        if self._code("config", "--get-regexp", r"^http\..*\.extraheader$") == 0:
            return
        secret = base64.b64encode(f"x-access-token:{token}".encode()).decode()
        number = int(self._environ.get("GIT_CONFIG_COUNT") or 0)
        self._environ |= {
            "GIT_CONFIG_COUNT": str(number + 1),
            f"GIT_CONFIG_KEY_{number}": f"http.https://{address.netloc}/.extraheader",
            f"GIT_CONFIG_VALUE_{number}": f"AUTHORIZATION: basic {secret}",
        }

    # -- git -----------------------------------------------------------------------------------

    def _text(self, *arguments: str, may_fail: bool = False) -> str:
        done = self._done(arguments)
        if done.returncode and not may_fail:
            raise self._error(arguments, done)
        return os.fsdecode(done.stdout) if not done.returncode else ""

    def _code(self, *arguments: str) -> int:
        return self._done(arguments).returncode

    def _run(self, *arguments: str, stdin: str = "") -> None:
        done = self._done(arguments, stdin)
        if done.returncode:
            raise self._error(arguments, done)

    def _done(self, arguments: Sequence[str], stdin: str = "") -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(  # noqa: S603 - no shell; refs stand where git takes no option
                ["git", *_SAFE, *arguments],  # noqa: S607 - the git of the job
                cwd=self._folder,
                env=self._environ,
                input=os.fsencode(stdin),
                capture_output=True,
                check=False,
            )
        except OSError as error:
            raise GitError(f"cannot run git in {str(self._folder)!r}: {error.strerror}") from error

    def _error(self, arguments: Sequence[str], done: subprocess.CompletedProcess[bytes]) -> GitError:
        said = " ".join(os.fsdecode(done.stderr).split())
        return GitError(f"`git {arguments[0]}` failed in {str(self._folder)!r}: {displayed(said)[:1000]}")
