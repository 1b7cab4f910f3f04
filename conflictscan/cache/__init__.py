"""Facts of blobs, remembered between runs."""

from conflictscan.cache.store import CacheInfo, FactCache, default_folder

__all__ = ["CacheInfo", "FactCache", "default_folder"]
