"""Facts of a path in a snapshot: from memory, from the cache, or extracted now."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

import msgspec

from conflictscan import formats, languages
from conflictscan.facts.code import FileFacts
from conflictscan.sources.unreadable import reason_by_content, reason_by_size

if TYPE_CHECKING:
    from typing import TypeAlias

    from conflictscan.git import Snapshot

_LOG = logging.getLogger(__name__)

CacheKey: TypeAlias = "tuple[str, str, str]"
"""Blob id, extractor name, extractor version."""


class Extractor(Protocol):
    """What reads one kind of file: a language or a format."""

    @property
    def name(self) -> str:
        """Its name in coverage and cache: `python`."""
        ...

    @property
    def version(self) -> str:
        """Changes whenever its facts could."""
        ...

    def extract(self, source: bytes) -> FileFacts:
        """All facts of one source."""
        ...


class FactStore(Protocol):
    """A memory of facts beyond this run."""

    def get(self, key: CacheKey) -> bytes | None:
        """What was stored, or None."""
        ...

    def put(self, key: CacheKey, value: bytes) -> None:
        """Store it, now or later."""
        ...


def extractor_for(path: str) -> Extractor | None:
    """What reads the file, judged by its path; None when nothing does."""
    return languages.for_path(path) or formats.for_path(path)


class Sources:
    """Facts by blob, shared by all snapshots of a scan."""

    def __init__(self, cache: FactStore | None = None) -> None:
        self._cache = cache
        self._known: dict[CacheKey, FileFacts] = {}
        self._decoder = msgspec.msgpack.Decoder(FileFacts)
        self._encoder = msgspec.msgpack.Encoder()
        self.parsed = 0
        self.cached = 0

    def facts(self, snapshot: Snapshot, path: str) -> FileFacts | None:
        """Facts of one file; None when it is absent, no regular file, or of no known kind."""
        extractor = extractor_for(path)
        blob = snapshot.blob(path) if extractor is not None else None
        if extractor is None or blob is None:
            return None
        key = (blob, extractor.name, extractor.version)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._from_cache(key) or self._read(snapshot, path, extractor, key)
        return known

    def unread(self, snapshot: Snapshot, path: str) -> str:
        """Why a file is not read, as far as that is known without extracting its facts; empty if it is."""
        extractor = extractor_for(path)
        blob = snapshot.blob(path)
        if extractor is None or blob is None:
            return ""
        known = self._known.get((blob, extractor.name, extractor.version))
        if known is not None:
            return known.skipped
        return reason_by_size(snapshot.size(path) or 0) or reason_by_content(snapshot.read(path) or b"")

    def _from_cache(self, key: CacheKey) -> FileFacts | None:
        stored = self._cache.get(key) if self._cache is not None else None
        if stored is None:
            return None
        try:
            facts = self._decoder.decode(stored)
        except (msgspec.MsgspecError, UnicodeError):
            return None
        self.cached += 1
        return facts

    def _read(self, snapshot: Snapshot, path: str, extractor: Extractor, key: CacheKey) -> FileFacts:
        reason = reason_by_size(snapshot.size(path) or 0)
        if reason:
            return FileFacts(language=extractor.name, skipped=reason)
        source = snapshot.read(path) or b""
        reason = reason_by_content(source)
        if reason:
            return FileFacts(language=extractor.name, skipped=reason)
        facts = extracted(extractor, source)
        self.parsed += 1
        if self._cache is not None and not facts.skipped:
            self._cache.put(key, self._encoder.encode(facts))
        return facts


def extracted(extractor: Extractor, source: bytes) -> FileFacts:
    """All facts of one source; facts with `skipped` where the extractor fails."""
    try:
        return extractor.extract(source)
    except Exception as error:  # noqa: BLE001 - law 8: no content stops a scan; the file is named as not read
        _LOG.debug("%s cannot read a file", extractor.name, exc_info=True)
        return FileFacts(language=extractor.name, skipped=f"cannot be read ({type(error).__name__})")
