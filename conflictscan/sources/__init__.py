"""Facts of files: which extractor reads a path, what is not read, and the memory of what was read before."""

from conflictscan.sources.extraction import CacheKey, Extractor, extractor_for
from conflictscan.sources.sources import FactStore, Sources

__all__ = ["CacheKey", "Extractor", "FactStore", "Sources", "extractor_for"]
