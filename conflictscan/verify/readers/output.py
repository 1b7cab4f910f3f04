"""One run's output as the readers see it: text without colours, and paths of the run's own tree told from others."""

from __future__ import annotations

import json
import posixpath
import re
from functools import cached_property
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

if TYPE_CHECKING:
    from pathlib import Path

_ESCAPE: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_ROOT: Final = "@root@/"
"""Stands for the folder of the tree, which is another one for each of the three."""


class Output:
    """Standard output and error of a command that ran in `folder`, at or below the root of a tree."""

    def __init__(self, out: bytes, err: bytes, *, root: Path, folder: str = "") -> None:
        self._out = out
        self._err = err
        self._root = root
        self._folder = folder

    @cached_property
    def out(self) -> str:
        """Standard output."""
        return self._text(self._out)

    @cached_property
    def err(self) -> str:
        """Standard error."""
        return self._text(self._err)

    @cached_property
    def document(self) -> bytes:
        """The JSON document on standard output, from its first line that begins one; empty without."""
        text = self.out.lstrip("\ufeff")
        for found in re.finditer(r"^\s*[\[{]", text, re.MULTILINE):
            try:
                _, end = json.JSONDecoder().raw_decode(text, found.end() - 1)
            except (ValueError, RecursionError):
                return b""
            return text[found.end() - 1 : end].encode("utf-8", "replace")
        return b""

    def path(self, written: str) -> str:
        """A path as the tree has it; one outside of the tree stays as it is."""
        name = unquote(written.removeprefix("file://")) if written.startswith("file://") else written
        name = name.replace("\\", "/")
        if _ROOT in name:
            return posixpath.normpath(name.partition(_ROOT)[2])
        if name.startswith("/"):
            return name
        inside = posixpath.normpath(posixpath.join(self._folder, name))
        if not self._is_file(inside) and self._is_file(posixpath.normpath(name)):
            return posixpath.normpath(name)  # from the root, as pytest names tests
        return inside

    def message(self, written: str) -> str:
        """A message on one line, with paths relative to the tree."""
        return " ".join(written.replace(_ROOT, "").split())

    def has(self, written: str) -> bool:
        """Does the tree have this file?"""
        return self._is_file(self.path(written))

    def _is_file(self, path: str) -> bool:
        try:
            return not path.startswith(("/", "..")) and (self._root / path).is_file()
        except (OSError, ValueError):
            return False

    def _text(self, raw: bytes) -> str:
        text = _ESCAPE.sub("", raw.decode("utf-8", "replace")).replace("\r\n", "\n")
        for root in dict.fromkeys((str(self._root.resolve()), str(self._root))):
            text = text.replace(f"{root}/", _ROOT).replace(root, _ROOT[:-1])
        return text
