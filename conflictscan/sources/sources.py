"""Facts of a path in a snapshot: from memory, from the cache, or extracted now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from conflictscan.facts.code import FileFacts
from conflictscan.facts.errors import MissingObjects
from conflictscan.facts.schema import SchemaFacts
from conflictscan.sources.extraction import extracted, extractor_for
from conflictscan.sources.schemas import schema_reader
from conflictscan.sources.unreadable import reason_by_content, reason_by_size
from conflictscan.sources.workers import LEAST_BYTES, Job, in_workers, processors

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conflictscan.git import Snapshot
    from conflictscan.sources.extraction import CacheKey


class FactStore(Protocol):
    """A memory of facts beyond this run."""

    def get(self, key: CacheKey) -> bytes | None:
        """What was stored, or None."""
        ...

    def put(self, key: CacheKey, value: bytes) -> None:
        """Store it, now or later."""
        ...


class Sources:
    """Facts by blob, shared by all snapshots of a scan.

    What is announced by `ahead` is read by as many processes as pay, or by as many as `workers` says.
    """

    def __init__(self, cache: FactStore | None = None, *, workers: int | None = None) -> None:
        self._cache = cache
        self._workers = workers
        self._known: dict[CacheKey, FileFacts] = {}
        self._schemas: dict[CacheKey, SchemaFacts] = {}
        self._fetched: dict[CacheKey, bytes] = {}  # from the cache, not asked for yet
        self._worked: dict[CacheKey, bytes] = {}  # by workers, not asked for yet
        self._decoder = msgspec.msgpack.Decoder(FileFacts)
        self._encoder = msgspec.msgpack.Encoder()
        self.parsed = 0
        self.cached = 0

    def facts(self, snapshot: Snapshot, path: str) -> FileFacts | None:
        """Facts of one file; None when it is absent, no regular file, or of no known kind."""
        key = _key(snapshot, path)
        if key is None:
            return None
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._decoded(key) or self._read(snapshot, path, key)
        return known

    def schema(self, snapshot: Snapshot, path: str) -> SchemaFacts | None:
        """What one file states about tables; None where it is not read, or says nothing about them."""
        blob = snapshot.blob(path)
        source, reason = _content(snapshot, path) if blob is not None else (b"", "absent")
        reader = None if reason else schema_reader(path, source)
        if blob is None or reader is None:
            return None
        key = (blob, reader.name, reader.version)
        known = self._schemas.get(key)
        if known is None:
            known = self._schemas[key] = self._stored_schema(key) or reader.extract(source)
            if self._cache is not None:
                self._cache.put(key, self._encoder.encode(known))
        return known

    def _stored_schema(self, key: CacheKey) -> SchemaFacts | None:
        stored = self._cache.get(key) if self._cache is not None else None
        if stored is None:
            return None
        try:
            return msgspec.msgpack.decode(stored, type=SchemaFacts)
        except (msgspec.MsgspecError, UnicodeError):
            return None

    def ahead(self, wanted: Iterable[tuple[Snapshot, str]]) -> None:
        """Read files that will be asked for, in several processes where that is sooner."""
        most, least = (self._workers, 1) if self._workers else (processors(), LEAST_BYTES)
        if most < 2:
            return
        jobs: dict[CacheKey, Job] = {}
        for snapshot, path in wanted:
            key = _key(snapshot, path)
            if key is not None and key not in jobs and not self._at_hand(key):
                try:
                    source, reason = _content(snapshot, path)
                except MissingObjects:
                    continue  # said where the file is asked for
                if not reason:
                    jobs[key] = Job(path, source)
        keys = {job: key for key, job in jobs.items()}

        def own(job: Job) -> None:
            self._known[keys[job]] = self._keep(keys[job], extracted(job.path, job.source))

        for job, facts in in_workers(list(keys), most=most, least=least, meanwhile=own):
            self.parsed += 1
            self._worked[keys[job]] = facts
            if self._cache is not None:
                self._cache.put(keys[job], facts)

    def unread(self, snapshot: Snapshot, path: str) -> str:
        """Why a file is not read, as far as that is known without extracting its facts; empty if it is."""
        key = _key(snapshot, path)
        if key is None:
            return ""
        known = self._known.get(key)
        return known.skipped if known is not None else _content(snapshot, path)[1]

    def _at_hand(self, key: CacheKey) -> bool:
        if key in self._known or key in self._worked:
            return True
        return self._from_cache(key) is not None

    def _from_cache(self, key: CacheKey) -> bytes | None:
        stored = self._fetched.get(key)
        if stored is None and self._cache is not None:
            stored = self._cache.get(key)
            if stored is not None:
                self._fetched[key] = stored
        return stored

    def _decoded(self, key: CacheKey) -> FileFacts | None:
        """Facts that a worker or an earlier scan has read."""
        worked = self._worked.pop(key, None)
        if worked is not None:
            return self._decoder.decode(worked)
        stored = self._from_cache(key)
        if stored is None:
            return None
        del self._fetched[key]
        try:
            facts = self._decoder.decode(stored)
        except (msgspec.MsgspecError, UnicodeError):
            return None
        self.cached += 1
        return facts

    def _read(self, snapshot: Snapshot, path: str, key: CacheKey) -> FileFacts:
        source, reason = _content(snapshot, path)
        if reason:
            return FileFacts(language=key[1], skipped=reason)
        return self._keep(key, extracted(path, source))

    def _keep(self, key: CacheKey, facts: FileFacts) -> FileFacts:
        """Facts that were extracted just now."""
        self.parsed += 1
        if self._cache is not None and not facts.skipped:
            self._cache.put(key, self._encoder.encode(facts))
        return facts


def _key(snapshot: Snapshot, path: str) -> CacheKey | None:
    extractor = extractor_for(path)
    blob = snapshot.blob(path) if extractor is not None else None
    return None if extractor is None or blob is None else (blob, extractor.name, extractor.version)


def _content(snapshot: Snapshot, path: str) -> tuple[bytes, str]:
    """The source, and why it is not to be read; empty if it is."""
    reason = reason_by_size(snapshot.size(path) or 0)
    if reason:
        return b"", reason
    source = snapshot.read(path) or b""
    return source, reason_by_content(source)
