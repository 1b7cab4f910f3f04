"""What a file states about database tables: which reader reads it, told by its name and a word in it."""

from __future__ import annotations

import functools
import importlib
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from conflictscan.facts.schema import SchemaFacts

_PACKAGE: Final = Path(__file__).parent.parent


class SchemaReader(msgspec.Struct, frozen=True):
    """One kind of file; `modules` make its facts, the first of them has `extract`. Loaded when it reads."""

    name: str
    suffix: str
    word: re.Pattern[bytes]  # without it, a file has nothing to read
    modules: tuple[str, ...]

    @property
    def version(self) -> str:
        """Changes whenever its facts could."""
        return _stamp(self.modules)

    def extract(self, source: bytes) -> SchemaFacts:
        """All that one source states."""
        module = importlib.import_module(f"conflictscan.{self.modules[0]}")
        facts: SchemaFacts = module.extract(source)
        return facts


READERS: Final = (
    SchemaReader(
        name="schema-sql",
        suffix=".sql",
        word=re.compile(rb"\b(?:CREATE|ALTER|DROP|RENAME|sp_rename)\b", re.IGNORECASE),
        modules=("formats.sql",),
    ),
    SchemaReader(
        name="schema-alembic",
        suffix=".py",
        word=re.compile(rb"^down_revision\b", re.MULTILINE),
        modules=("languages.python.tables", "languages.python.tree"),
    ),
    SchemaReader(
        name="schema-models",
        suffix=".py",
        word=re.compile(rb"\b__tablename__\b|\btable\s*=\s*True\b|\bTable\("),
        modules=("languages.python.tables", "languages.python.tree"),
    ),
)


def schema_reader(path: str, source: bytes) -> SchemaReader | None:
    """What reads the file; None where it states nothing about tables."""
    for reader in READERS:
        if path.endswith(reader.suffix) and reader.word.search(source):
            return reader
    return None


@functools.cache
def _stamp(modules: tuple[str, ...]) -> str:
    digest = 0
    for module in ("facts.schema", *modules):
        at = _PACKAGE.joinpath(*module.split("."))
        for file in sorted(at.rglob("*.py")) or [at.with_suffix(".py")]:
            digest = zlib.crc32(file.read_bytes(), digest)
    return f"{digest:08x}"
