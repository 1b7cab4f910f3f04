"""Facts of blobs, remembered between runs."""

from conflictscan.cache.folder import default_folder
from conflictscan.cache.store import CacheInfo, FactCache

__all__ = ["CacheInfo", "FactCache", "default_folder"]
