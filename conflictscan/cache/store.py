"""A SQLite file in the user's cache folder: blob id, extractor and its version -> packed facts.

The cache only saves time. Whatever is wrong with it (no folder, no permission, a file that is no database, a
disk that is full) makes it forget or do nothing; a scan never fails by it. Several processes may share it.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import sqlite3
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.cache.folder import Unusable, check_file, default_folder, prepare
from conflictscan.facts import code

if TYPE_CHECKING:
    from typing import TypeAlias

    Key: TypeAlias = "tuple[str, str, str]"

_LOG = logging.getLogger(__name__)

MAX_BYTES: Final = 256 * 1024 * 1024
_FILE: Final = "facts.sqlite"
_BESIDE: Final = ("-wal", "-shm", "-journal")  # files of SQLite's own
_LAYOUT: Final = 2  # of the table; a file of another layout is made anew
_BUSY_SECONDS: Final = 2.0
_DAY: Final = 86_400
_KEEP_SHARE: Final = 0.75  # of the bound, after eviction
_STALE_DAYS: Final = (
    7  # that facts of another version, made for another installation perhaps, are kept unused
)
_TABLE: Final = """
CREATE TABLE facts (
  key BLOB PRIMARY KEY, day INTEGER NOT NULL, extractor TEXT NOT NULL, version TEXT NOT NULL, value BLOB NOT NULL
)
"""


class CacheInfo(msgspec.Struct, frozen=True):
    """What the cache holds: entries, their bytes, and the file; None where there is no place for one."""

    path: Path | None
    entries: int
    size: int


class _Fresh(msgspec.Struct, frozen=True):
    extractor: str
    version: str
    value: bytes


class FactCache:
    """Open with `open`, close when done: what was put is written then."""

    def __init__(self, folder: Path | None, *, max_bytes: int = MAX_BYTES) -> None:
        self.path = folder / _FILE if folder is not None else None
        self.problem = "" if folder is not None else "no home folder is known; facts are not remembered"
        self._max_bytes = max_bytes
        self._fresh: dict[bytes, _Fresh] = {}
        self._used: set[bytes] = set()
        self._day = int(time.time()) // _DAY
        self._database = self._opened(self.path) if self.path is not None else None

    @classmethod
    def open(cls, folder: Path | None = None, *, max_bytes: int = MAX_BYTES) -> FactCache:
        """The user's cache, or the one in a folder; `problem` says why it will remember nothing."""
        return cls(folder or default_folder(), max_bytes=max_bytes)

    def get(self, key: Key) -> bytes | None:
        """What was stored under the key, or None."""
        name = _digest(key)
        if self._database is None:
            return None
        try:
            row = self._database.execute("SELECT value, day FROM facts WHERE key = ?", (name,)).fetchone()
            if row is None:
                return None
            value = zlib.decompress(row[0])
        except sqlite3.Error as error:
            self._fail(error)
            return None
        except (zlib.error, TypeError):  # one bad entry: it is read anew and put in its place
            return None
        if row[1] != self._day:
            self._used.add(name)
        return value

    def put(self, key: Key, value: bytes) -> None:
        """Remember it; written at `close`."""
        if self._database is not None:
            version = f"{key[2]}/{code.SCHEMA_VERSION}"
            self._fresh[_digest(key)] = _Fresh(key[1], version, zlib.compress(value, 1))

    def close(self) -> None:
        """Write what is new, forget what is old beyond the bound."""
        database = self._database
        if database is None:
            return
        try:
            if self._fresh or self._used:
                self._write(database)
        except sqlite3.Error as error:
            self._fail(error)
        finally:
            self._fresh.clear()
            self._used.clear()
            self._database = None
            with contextlib.suppress(sqlite3.Error):
                database.close()

    def info(self) -> CacheInfo:
        """What the cache holds now."""
        entries, size = 0, 0
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                entries = int(self._database.execute("SELECT count(*) FROM facts").fetchone()[0])
                size = _used_bytes(self._database)
        return CacheInfo(self.path, entries, size)

    def clear(self) -> CacheInfo:
        """Forget everything; tells what was held."""
        held = self.info()
        self._fresh.clear()
        if self._database is not None:
            try:
                with self._database:
                    self._database.execute("DELETE FROM facts")
                self._database.execute("VACUUM")
            except sqlite3.Error as error:
                self._fail(error)
        return held

    # -- the file ------------------------------------------------------------------------------

    def _opened(self, path: Path) -> sqlite3.Connection | None:
        try:
            prepare(path.parent)
            for suffix in ("", *_BESIDE):
                check_file(Path(f"{path}{suffix}"))
            return _connected(path)
        except sqlite3.DatabaseError as error:
            return self._rebuilt(path, error)
        except (OSError, Unusable) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            self.problem = (
                f"cannot use the cache folder {str(path.parent)!r}: {reason}; facts are not remembered"
            )
            return None

    def _rebuilt(self, path: Path, error: sqlite3.DatabaseError) -> sqlite3.Connection | None:
        """A file that is no database is replaced; anything else (locked, read-only, full) is let be."""
        if not isinstance(error, sqlite3.OperationalError):
            try:
                _remove(path)
                return _connected(path)
            except (OSError, sqlite3.Error) as again:
                error = sqlite3.DatabaseError(str(again))
        self.problem = f"cannot use the cache {str(path)!r}: {error}; facts are not remembered"
        return None

    def _fail(self, error: sqlite3.Error) -> None:
        """Stop using the file; one that is damaged goes, so that the next run starts anew."""
        _LOG.debug("cache given up: %s", error)
        database, self._database = self._database, None
        if database is not None:
            with contextlib.suppress(sqlite3.Error):
                database.close()
        damaged = isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError)
        if damaged and self.path is not None:
            with contextlib.suppress(OSError):
                _remove(self.path)

    def _write(self, database: sqlite3.Connection) -> None:
        with database:
            database.executemany(
                "INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?, ?)",
                [(key, self._day, row.extractor, row.version, row.value) for key, row in self._fresh.items()],
            )
            database.executemany(
                "UPDATE facts SET day = ? WHERE key = ?", [(self._day, key) for key in self._used]
            )
            current = {(row.extractor, row.version) for row in self._fresh.values()}
            database.executemany(
                "DELETE FROM facts WHERE extractor = ? AND version <> ? AND day < ?",
                [(extractor, version, self._day - _STALE_DAYS) for extractor, version in sorted(current)],
            )
        if _used_bytes(database) > self._max_bytes:
            self._evict(database)
        database.execute("PRAGMA incremental_vacuum").fetchall()

    def _evict(self, database: sqlite3.Connection) -> None:
        """Forget what was unused for longest, until there is some room below the bound."""
        excess = _used_bytes(database) - int(self._max_bytes * _KEEP_SHARE)
        doomed: list[tuple[bytes]] = []
        for key, length in database.execute("SELECT key, length(value) FROM facts ORDER BY day, key"):
            if excess <= 0:
                break
            doomed.append((key,))
            excess -= length
        with database:
            database.executemany("DELETE FROM facts WHERE key = ?", doomed)


def _connected(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level="IMMEDIATE")
    try:
        database.execute("PRAGMA synchronous = OFF")  # losing the last entries costs a little time, no more
        if _layout(database) != _LAYOUT:
            _make(database)
        database.execute("SELECT key, day, extractor, version, value FROM facts LIMIT 1").fetchone()
    except sqlite3.Error:
        database.close()
        raise
    return database


def _make(database: sqlite3.Connection) -> None:
    """An empty table in place of whatever is there; of several processes at once, the first makes it."""
    database.execute("PRAGMA auto_vacuum = INCREMENTAL")
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("BEGIN IMMEDIATE")
    with database:
        if _layout(database) != _LAYOUT:
            database.execute("DROP TABLE IF EXISTS facts")
            database.execute(_TABLE)
            database.execute(f"PRAGMA user_version = {_LAYOUT}")


def _layout(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def _used_bytes(database: sqlite3.Connection) -> int:
    """Bytes of the file without its free pages."""
    count, free, size = (
        int(database.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    return (count - free) * size


def _remove(path: Path) -> None:
    for suffix in ("", *_BESIDE):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _digest(key: Key) -> bytes:
    text = "\0".join((*key, code.SCHEMA_VERSION))
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=20).digest()
