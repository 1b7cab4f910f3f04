"""Which dialect a script is written in, by what only one of them has."""

from __future__ import annotations

import re
from typing import Final

_EVIDENCE: Final = (  # the first that is found decides
    ("mysql", rb"`\w+`|\bENGINE\s*=|\bAUTO_INCREMENT\b|\b(?:TINY|MEDIUM|LONG)(?:TEXT|BLOB)\b|\bUNSIGNED\b"),
    ("sqlite", rb"\bAUTOINCREMENT\b|^\s*PRAGMA\b|\bWITHOUT\s+ROWID\b"),
    ("tsql", rb"^\s*GO\s*$|\[dbo\]|\bIDENTITY\s*\(\s*\d|\bNVARCHAR\b|\bUNIQUEIDENTIFIER\b|\bsp_rename\b"),
    ("oracle", rb"\bVARCHAR2\b|\bNUMBER\s*\(|^\s*/\s*$"),
    (
        "postgres",
        (
            rb"\b(?:SMALL|BIG)?SERIAL\b|::|\bJSONB\b|\bTIMESTAMPTZ\b|\bgen_random_uuid\b|\buuid_generate_v\d\b|\bBYTEA\b"
            rb"|\$\$|\bUUID\b|\bADD\s+VALUE\b|\b(?:CREATE|ALTER)\s+TYPE\b|\bTEXT\[\]|\bUSING\s+(?:gin|gist|btree)\b"
        ),
    ),
)
_PATTERNS: Final = tuple(
    (name, re.compile(pattern, re.IGNORECASE | re.MULTILINE)) for name, pattern in _EVIDENCE
)


def dialect_of(source: bytes) -> str:
    """The name that sqlglot has for it; empty for SQL that any database may read."""
    return next((name for name, pattern in _PATTERNS if pattern.search(source)), "")
