"""The cache saves time, and does nothing else: no damage, no neighbour and no missing right makes it an error."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from conflictscan.cache import FactCache, default_folder
from conflictscan.facts import code

if TYPE_CHECKING:
    from pathlib import Path

KEY = ("0" * 40, "python", "1")
WRITER = """
import sys
from contextlib import closing
from pathlib import Path
from conflictscan.cache import FactCache
name, folder = sys.argv[1:]
for turn in range(5):
    with closing(FactCache.open(Path(folder))) as cache:
        assert not cache.problem, cache.problem
        for number in range(40):
            cache.put((f"{number}", "python", "1"), b"shared %d" % number)
            cache.put((f"{name} {turn} {number}", "python", "1"), f"{name} {number}".encode())
"""


def put(folder: Path, *rows: tuple[tuple[str, str, str], bytes], max_bytes: int = 10**8) -> None:
    with closing(FactCache.open(folder, max_bytes=max_bytes)) as cache:
        assert cache.problem == ""
        for key, value in rows:
            cache.put(key, value)


def got(folder: Path, key: tuple[str, str, str] = KEY) -> bytes | None:
    with closing(FactCache.open(folder)) as cache:
        return cache.get(key)


def held(folder: Path) -> int:
    with closing(FactCache.open(folder)) as cache:
        return cache.info().entries


def test_what_was_put_is_there_in_the_next_run(tmp_path: Path) -> None:
    put(tmp_path, (KEY, b"facts"))
    assert got(tmp_path) == b"facts"
    assert got(tmp_path, ("1" * 40, "python", "1")) is None
    assert got(tmp_path, (KEY[0], "json", "1")) is None
    assert got(tmp_path, (KEY[0], "python", "2")) is None


def test_facts_of_another_shape_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, (KEY, b"facts"))
    monkeypatch.setattr(code, "SCHEMA_VERSION", "another")
    assert got(tmp_path) is None


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, name, str(tmp_path)], stderr=subprocess.PIPE)
        for name in "abcd"
    ]
    for process in running:
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0, err.decode()
    assert got(tmp_path, ("7", "python", "1")) == b"shared 7"
    assert held(tmp_path) == 40 + 4 * 5 * 40


@pytest.mark.parametrize(
    "damage", [b"no database", b"", b"SQLite format 3\0" + b"\xff" * 5000, "middle", "tail", "another table"]
)
def test_a_damaged_file_heals(tmp_path: Path, damage: bytes | str) -> None:
    put(tmp_path, *(((f"{n}", "python", "1"), os.urandom(2000)) for n in range(100)), (KEY, b"facts"))
    path = tmp_path / "facts.sqlite"
    content = bytearray(path.read_bytes())
    if isinstance(damage, bytes):
        path.write_bytes(damage)
    elif damage == "another table":
        path.unlink()
        with closing(sqlite3.connect(path)) as other:
            other.execute("CREATE TABLE facts (x)")
    else:
        at = 5000 if damage == "middle" else len(content) - 5000
        content[at:] = b"\xff" * (len(content) - at)
        path.write_bytes(content)
    for _ in range(2):  # the first run may be the one that notices
        with closing(FactCache.open(tmp_path)) as cache:
            assert cache.problem == ""
            for n in range(100):
                cache.get((f"{n}", "python", "1"))
            cache.put(KEY, b"facts")
    assert got(tmp_path) == b"facts"


def test_one_damaged_entry_is_read_anew(tmp_path: Path) -> None:
    put(tmp_path, (KEY, b"facts"), (("other", "python", "1"), b"more"))
    with closing(sqlite3.connect(tmp_path / "facts.sqlite")) as database, database:
        database.execute("UPDATE facts SET value = x'00'")
    assert got(tmp_path) is None
    put(tmp_path, (KEY, b"again"))
    assert got(tmp_path) == b"again"


def test_the_size_is_bounded_and_the_oldest_goes_first(tmp_path: Path) -> None:
    bound = 300_000
    path = tmp_path / "facts.sqlite"
    for turn in range(12):
        rows = [((f"{turn} {n}", "python", "1"), os.urandom(5000)) for n in range(10)]
        put(tmp_path, *rows, max_bytes=bound)
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("UPDATE facts SET day = day - 1")
    assert path.stat().st_size < bound + 60_000
    assert got(tmp_path, ("11 3", "python", "1")) is not None
    assert got(tmp_path, ("0 3", "python", "1")) is None


def test_facts_of_other_versions_go_when_nobody_used_them_for_a_week(tmp_path: Path) -> None:
    put(
        tmp_path, (("a", "python", "old"), b"1"), (("b", "json", "old"), b"2"), (("c", "python", "new"), b"3")
    )
    put(tmp_path, (("d", "python", "new"), b"4"))
    assert held(tmp_path) == 4
    with closing(sqlite3.connect(tmp_path / "facts.sqlite")) as database, database:
        database.execute("UPDATE facts SET day = day - 8")
    put(tmp_path, (("e", "python", "new"), b"5"))
    assert [got(tmp_path, key) for key in (("a", "python", "old"), ("b", "json", "old"))] == [None, b"2"]
    assert got(tmp_path, ("c", "python", "new")) == b"3"


def test_what_is_used_stays_young(tmp_path: Path) -> None:
    put(tmp_path, (KEY, b"1"))
    with closing(sqlite3.connect(tmp_path / "facts.sqlite")) as database, database:
        database.execute("UPDATE facts SET day = day - 8")
    assert got(tmp_path) == b"1"
    put(tmp_path, (("x", "python", "2"), b"2"))
    assert got(tmp_path) == b"1"


def test_clearing_gives_the_room_back(tmp_path: Path) -> None:
    put(tmp_path, *(((f"{n}", "python", "1"), os.urandom(5000)) for n in range(50)))
    with closing(FactCache.open(tmp_path)) as cache:
        assert cache.clear().entries == 50
        assert cache.info().entries == 0
    assert (tmp_path / "facts.sqlite").stat().st_size < 50_000


# -- the folder --------------------------------------------------------------------------------


def does_nothing(folder: Path, *words: str) -> None:
    with closing(FactCache.open(folder)) as cache:
        for word in words:
            assert word in cache.problem
        cache.put(KEY, b"facts")
        assert cache.get(KEY) is None
        assert cache.info().entries == cache.clear().entries == 0


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    does_nothing(tmp_path / "file", "cannot use the cache folder")
    does_nothing(tmp_path / "file" / "below", "cannot use the cache folder")


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    does_nothing(tmp_path, "cannot use the cache")
    tmp_path.chmod(0o700)


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    does_nothing(tmp_path, "belongs to another user")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_a_folder_that_everybody_may_write_to_is_left_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    does_nothing(tmp_path, "everybody may write")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
@pytest.mark.parametrize("name", ["facts.sqlite", "facts.sqlite-wal", "facts.sqlite-journal"])
def test_no_link_is_followed(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o700)
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (folder / name).symlink_to(victim)
    does_nothing(folder, "no regular file")
    assert victim.read_text() == "precious"


def test_the_folder_is_for_the_user_alone_and_for_no_repository(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "cache"
    put(folder, (KEY, b"facts"))
    if os.name == "posix":
        assert folder.stat().st_mode & 0o077 == 0
    assert (folder / ".gitignore").read_text() == "*\n"
    assert (folder / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the XDG folders")
def test_where_the_cache_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFLICTSCAN_CACHE_DIR", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    assert default_folder() is None
    for value in ("", "relative"):
        monkeypatch.setenv("HOME", value)
        assert default_folder() is None
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_folder() == tmp_path / ".cache" / "conflictscan"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert default_folder() == tmp_path / ".cache" / "conflictscan"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert default_folder() == tmp_path / "xdg" / "conflictscan"
    monkeypatch.setenv("CONFLICTSCAN_CACHE_DIR", "relative")
    assert default_folder() == tmp_path / "xdg" / "conflictscan"
    monkeypatch.setenv("CONFLICTSCAN_CACHE_DIR", str(tmp_path / "chosen"))
    assert default_folder() == tmp_path / "chosen"


def test_without_a_home_nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFLICTSCAN_CACHE_DIR", "XDG_CACHE_HOME", "HOME", "LOCALAPPDATA", "USERPROFILE"):
        monkeypatch.delenv(name, raising=False)
    with closing(FactCache.open()) as cache:
        assert "no home folder" in cache.problem
        cache.put(KEY, b"facts")
        assert cache.get(KEY) is None
        assert cache.info().path is None
