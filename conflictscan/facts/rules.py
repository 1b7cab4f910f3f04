"""What a rule says of itself."""

from __future__ import annotations

import msgspec

from conflictscan.facts.findings import Severity

CODE = (
    "python", "javascript", "typescript", "go", "rust", "csharp", "java", "kotlin", "c", "cpp", "ruby", "php",
)  # fmt: skip
DATA = ("json", "yaml", "toml", "ini", "env")


def without(*names: str) -> tuple[str, ...]:
    """All languages of code but these."""
    return tuple(name for name in CODE if name not in names)


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """Metadata of one rule. `severity` is the most it may claim; confidence can only lower it."""

    code: str
    name: str
    summary: str
    severity: Severity
    confidence: float  # start value of rules.md section 8, before binder and penalties
    languages: tuple[str, ...] = CODE
    elsewhere: str = ""  # why it has nothing to say in the other languages of CODE, if there are any
    since: str = "0.1.0"
    preview: bool = False
    compilers_see_it: bool = True  # what would fail at run time, the compiler of a compiled language refuses
    specific: int = 0  # where two rules report one use of one symbol, the higher one stays
