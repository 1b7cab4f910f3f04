"""Which extractor reads a path, and what it says of a source."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

from conflictscan import formats, languages
from conflictscan.facts.code import FileFacts

if TYPE_CHECKING:
    from typing import TypeAlias

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


def extractor_for(path: str) -> Extractor | None:
    """What reads the file, judged by its path; None when nothing does."""
    return languages.for_path(path) or formats.for_path(path)


def extracted(path: str, source: bytes) -> FileFacts:
    """The facts of a source; those of one that no extractor can read say so."""
    extractor = extractor_for(path)
    if extractor is None:
        return FileFacts(language="", skipped="of no known kind")
    return facts_by(extractor, source)


def facts_by(extractor: Extractor, source: bytes) -> FileFacts:
    """What one extractor says of a source; facts with `skipped` where it fails."""
    try:
        return extractor.extract(source)
    except Exception as error:  # noqa: BLE001 - law 8: no content stops a scan; the file is named as not read
        _LOG.debug("%s cannot read a file", extractor.name, exc_info=True)
        return FileFacts(language=extractor.name, skipped=f"cannot be read ({type(error).__name__})")
