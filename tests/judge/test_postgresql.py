"""A real PostgreSQL judges the SQL fixtures: what is called an error must be one of the merge alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conflictscan.facts.findings import Severity
from conflictscan.rules.engines.schema_files import is_down, is_numbered
from tests.fixture_cases import Case, all_cases, build, merged_by_git, scanned

if TYPE_CHECKING:
    from collections.abc import Generator

_RULES = ("key-type-mismatch", "migration-overlap")
_OTHERS = ("mysql-", "sql-server-", "sqlite-")
_WAY_BACK = re.compile(r"^-- (?:\+goose Down|migrate:down)$.*", re.MULTILINE | re.DOTALL)
_NUMBER = re.compile(r"\d+")
_PLACE = re.compile(r"^psql:\S+ |^LINE \d+.*", re.MULTILINE)
_DATABASE_USER = "postgres"
_EMPTY = """SET client_min_messages = error;
DROP SCHEMA IF EXISTS auth CASCADE;
DROP SCHEMA public CASCADE;
CREATE SCHEMA public;"""


def _is_for_postgresql(case: Case) -> bool:
    if case.rule not in _RULES or case.name.startswith(_OTHERS):
        return False
    files = [path for side in case.trees().values() for path in side]
    if any(path.endswith(".py") for path in files):
        return False  # a table that is declared in a model is none that a script makes
    files = [path for path in files if path.endswith(".sql")]
    return bool(files) and all(map(is_numbered, files))


_CASES = [case for case in all_cases() if _is_for_postgresql(case)]
INITDB, PSQL = shutil.which("initdb"), shutil.which("psql")
pytestmark = pytest.mark.skipif(
    INITDB is None or PSQL is None, reason="no PostgreSQL server on the path: the package postgresql"
)


class Server:
    """PostgreSQL on a socket of its own, without a network."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._user = _DATABASE_USER if os.geteuid() == 0 else None  # the server refuses to run as root
        if self._user:
            shutil.chown(folder, self._user)
        self._run(["initdb", "--auth=trust", "--no-sync", "--username=judge", str(folder / "data")])
        options = f"-c listen_addresses='' -c fsync=off -k {folder}"
        log = str(folder / "log")
        self._run(["pg_ctl", "-w", "-D", str(folder / "data"), "-l", log, "-o", options, "start"])

    def stop(self) -> None:
        self._run(["pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "stop"])

    def refusal(self, scripts: list[str]) -> str:
        """The first error that an empty database answers with; empty when it takes all."""
        done = subprocess.run(
            ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(self._folder), "-U", "judge", "postgres"],
            input="\n".join((_EMPTY, *scripts)),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in (0, 3), done.stderr
        return _PLACE.sub("", done.stderr) if done.returncode else ""

    def _run(self, command: list[str]) -> None:
        subprocess.run(
            command,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=self._user,
            cwd="/",
        )


@pytest.fixture(scope="module")
def server() -> Generator[Server]:
    # a socket's path is short, and the folders of pytest are closed to another user
    folder = Path(tempfile.mkdtemp(prefix="judge-"))
    running = Server(folder)
    yield running
    running.stop()
    shutil.rmtree(folder)


def _scripts(repository: Path, revision: str) -> list[str]:
    """The migrations of a revision, without the way back, in the order of their numbers."""
    listed = _git(repository, "ls-tree", "-r", "--name-only", "-z", revision).split("\0")
    paths = [path for path in listed if path.endswith(".sql") and not is_down(path)]
    ordered = sorted(paths, key=lambda path: [int(number) for number in _NUMBER.findall(path)])
    return [_WAY_BACK.sub("", _git(repository, "show", f"{revision}:{path}")) for path in ordered]


def _git(repository: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=repository, capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.id)
def test_the_database_agrees_with_the_scan(case: Case, server: Server, tmp_path: Path) -> None:
    repository = build(tmp_path, case.trees())
    alone = {server.refusal(_scripts(repository, side)) for side in ("ours", "theirs")}
    merged = server.refusal(_scripts(repository, merged_by_git(repository)))
    errors = [f for f in scanned(repository).findings if f.severity is Severity.ERROR]
    if errors:
        assert merged not in {"", *alone}
        assert any(f.code != "AC101" or "cannot be implemented" in merged for f in errors), merged
    else:
        assert merged in {"", *alone}
