"""Files that no rule should read: too large, binary, kept elsewhere, or written by a program for programs."""

from __future__ import annotations

from typing import Final

MAX_BYTES: Final = 1_000_000
_HEAD: Final = 8000  # as many bytes as git looks at to tell binary from text
_LFS: Final = b"version https://git-lfs.github.com/spec/"
_MINIFIED_LINE: Final = 20_000
_MINIFIED_MEAN: Final = 2_000


def reason_by_size(size: int) -> str:
    """Why a file of that many bytes is not read; empty if it is."""
    if size > MAX_BYTES:
        return f"larger than {MAX_BYTES // 1_000_000} MB"
    return ""


def reason_by_content(source: bytes) -> str:
    """Why the content is not read; empty if it is."""
    if source.startswith(_LFS):
        return "a Git LFS pointer"
    if b"\0" in source[:_HEAD]:
        return "binary"
    if len(source) > _MINIFIED_LINE and _is_minified(source):
        return "minified"
    return ""


def _is_minified(source: bytes) -> bool:
    lines = source.split(b"\n")
    return len(source) / len(lines) > _MINIFIED_MEAN
