"""Facts of files: which extractor reads a path, what is not read, and the memory of what was read before."""

from conflictscan.sources.sources import CacheKey, Extractor, FactStore, Sources, extractor_for

__all__ = ["CacheKey", "Extractor", "FactStore", "Sources", "extractor_for"]
