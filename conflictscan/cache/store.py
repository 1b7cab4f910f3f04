"""A SQLite file in the user's cache folder: blob id, extractor and its version -> packed facts.

The cache only saves time. Whatever is wrong with it (no folder, no permission, a file that is no database, a
disk that is full) makes it forget or do nothing; a scan never fails by it. Several processes may share it.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import sqlite3
import sys
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from conflictscan.facts import code

if TYPE_CHECKING:
    from typing import TypeAlias

    Key: TypeAlias = "tuple[str, str, str]"

_LOG = logging.getLogger(__name__)

FOLDER_VARIABLE: Final = "CONFLICTSCAN_CACHE_DIR"
MAX_BYTES: Final = 256 * 1024 * 1024
_FILE: Final = "facts.sqlite"
_BUSY_SECONDS: Final = 2.0
_DAY: Final = 86_400
_KEEP_SHARE: Final = 0.75  # of the bound, after eviction
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS facts (
  key BLOB PRIMARY KEY, value BLOB NOT NULL, size INTEGER NOT NULL, day INTEGER NOT NULL
) WITHOUT ROWID
"""


class CacheInfo(msgspec.Struct, frozen=True):
    """What the cache holds: entries, their bytes, and the file."""

    path: Path
    entries: int
    size: int


def default_folder() -> Path:
    """`CONFLICTSCAN_CACHE_DIR`, or the cache folder that the platform has for users."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        return (
            Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
            / "conflictscan"
            / "Cache"
        )
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "conflictscan"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "conflictscan"


class FactCache:
    """Open with `open`, close when done: what was put is written then."""

    def __init__(self, folder: Path, *, max_bytes: int = MAX_BYTES) -> None:
        self.path = folder / _FILE
        self.problem = ""
        self._max_bytes = max_bytes
        self._fresh: dict[bytes, bytes] = {}
        self._used: set[bytes] = set()
        self._day = int(time.time()) // _DAY
        self._database = self._opened(folder)

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
            if row[1] != self._day:
                self._used.add(name)
            return zlib.decompress(row[0])
        except (sqlite3.Error, zlib.error, TypeError) as error:
            self._fail(error)
            return None

    def put(self, key: Key, value: bytes) -> None:
        """Remember it; written at `close`."""
        if self._database is not None:
            self._fresh[_digest(key)] = zlib.compress(value, 1)

    def close(self) -> None:
        """Write what is new, forget what is old beyond the bound."""
        database = self._database
        if database is None:
            return
        try:
            if self._fresh or self._used:
                with database:
                    database.executemany(
                        "INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?)",
                        [(key, value, len(value), self._day) for key, value in self._fresh.items()],
                    )
                    database.executemany(
                        "UPDATE facts SET day = ? WHERE key = ?", [(self._day, key) for key in self._used]
                    )
                self._evict(database)
        except sqlite3.Error as error:
            self._fail(error)
        finally:
            self._fresh.clear()
            self._database = None
            with contextlib.suppress(sqlite3.Error):
                database.close()

    def info(self) -> CacheInfo:
        """What the cache holds now."""
        entries, size = 0, 0
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                row = self._database.execute("SELECT count(*), coalesce(sum(size), 0) FROM facts").fetchone()
                entries, size = int(row[0]), int(row[1])
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

    def _opened(self, folder: Path) -> sqlite3.Connection | None:
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            return _connected(self.path)
        except sqlite3.DatabaseError as error:
            return self._rebuilt(error)
        except OSError as error:
            self.problem = (
                f"cannot use the cache folder {str(folder)!r}: {error.strerror}; facts are not remembered"
            )
            return None

    def _rebuilt(self, error: sqlite3.DatabaseError) -> sqlite3.Connection | None:
        """A file that is no database is replaced; anything else (locked, read-only, full) is let be."""
        if not isinstance(error, sqlite3.OperationalError):
            try:
                self._remove()
                return _connected(self.path)
            except (OSError, sqlite3.Error) as again:
                error = sqlite3.DatabaseError(str(again))
        self.problem = f"cannot use the cache {str(self.path)!r}: {error}; facts are not remembered"
        return None

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)

    def _fail(self, error: Exception) -> None:
        """Stop using the file; one that is damaged goes, so that the next run starts anew."""
        _LOG.debug("cache given up: %s", error)
        database, self._database = self._database, None
        if database is not None:
            with contextlib.suppress(sqlite3.Error):
                database.close()
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            with contextlib.suppress(OSError):
                self._remove()

    def _evict(self, database: sqlite3.Connection) -> None:
        size = int(database.execute("SELECT coalesce(sum(size), 0) FROM facts").fetchone()[0])
        if size <= self._max_bytes:
            return
        excess = size - int(self._max_bytes * _KEEP_SHARE)
        doomed: list[tuple[bytes]] = []
        for key, length in database.execute("SELECT key, size FROM facts ORDER BY day, key"):
            if excess <= 0:
                break
            doomed.append((key,))
            excess -= length
        with database:
            database.executemany("DELETE FROM facts WHERE key = ?", doomed)


def _connected(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level="IMMEDIATE")
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = OFF")  # losing the last entries costs a little time, no more
        database.execute(_TABLE)
        database.execute("SELECT key, value, size, day FROM facts LIMIT 1").fetchone()
    except sqlite3.Error:
        database.close()
        raise
    return database


def _digest(key: Key) -> bytes:
    text = "\0".join((*key, code.SCHEMA_VERSION))
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=20).digest()
