"""`composer.json`: packages of Packagist; PHP itself and its extensions are none."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from conflictscan.facts.code import FileFacts, Requirement
from conflictscan.formats import json

_SCOPES: Final = {"require": "main", "require-dev": "dev", "conflict": "constraint"}
_PACKAGE: Final = re.compile(r"[^/\s]+/[^/\s]+")  # a vendor and a name; platform packages have no vendor


def extract(source: bytes) -> FileFacts:
    """What any JSON file has, and the requirements."""
    facts = json.extract(source)
    rows = [
        Requirement("composer", key.name.lower(), key.value, _SCOPES[mapping.place], key.span)
        for mapping in facts.mappings
        if mapping.place in _SCOPES and not facts.syntax_errors
        for key in mapping.keys
        if _PACKAGE.fullmatch(key.name)
    ]
    return msgspec.structs.replace(facts, requirements=tuple(rows))
