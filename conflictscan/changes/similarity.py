"""How alike two definitions are, from their facts alone: the scores of rename and move detection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflictscan.facts.code import SymbolKind

if TYPE_CHECKING:
    from conflictscan.facts.code import Symbol

ACCEPT = 0.6
"""Lowest score at which two definitions are held to be one; git's own threshold for files is 0.5."""

_SMALL = 12  # tokens: below it equal bodies say little (`return self.x`)
_KINDS = {
    SymbolKind.FUNCTION: "callable",
    SymbolKind.METHOD: "callable",
    SymbolKind.CLASS: "class",
    SymbolKind.TYPE_ALIAS: "class",
    SymbolKind.FIELD: "value",
    SymbolKind.VARIABLE: "value",
    SymbolKind.VARIANT: "value",
}


def jaccard(left: tuple[int, ...], right: tuple[int, ...]) -> float:
    """Estimated Jaccard similarity of two shingle sets from their bottom-k sketches (Broder 1997)."""
    if not left or not right:
        return 0.0
    size = max(len(left), len(right))
    union = sorted({*left, *right})[:size]
    both = {*left} & {*right}
    return sum(value in both for value in union) / len(union)


def body_similarity(old: Symbol, new: Symbol) -> float:
    """0..1: 1.0 for equal normalised bodies, else the share of common shingles."""
    if old.body_hash and old.body_hash == new.body_hash:
        return 1.0
    return jaccard(old.sketch, new.sketch)


def rename_score(old: Symbol, new: Symbol) -> float:
    """How surely `new` is `old` under another name in the same container; see rules.md 4.1."""
    if _KINDS[old.kind] != _KINDS[new.kind]:
        return 0.0
    if _KINDS[old.kind] == "value":
        return _value_score(old, new)
    alike = body_similarity(old, new)
    same_signature = bool(old.signature_hash) and old.signature_hash == new.signature_hash
    if alike == 1.0:
        small = old.body_size < _SMALL
        return (0.7 if same_signature and _words(old.name) & _words(new.name) else 0.5) if small else 1.0
    if same_signature and alike >= ACCEPT:
        return 0.8
    if alike >= 0.75 or (alike >= 0.5 and _words(old.name) & _words(new.name)):
        return 0.7
    return 0.0


def _value_score(old: Symbol, new: Symbol) -> float:
    shared = bool(_words(old.name) & _words(new.name))
    same_type = old.annotation == new.annotation
    same_value = old.value == new.value and (old.value is not None or old.type == new.type)
    if same_type and same_value and (shared or old.annotation):
        return 0.7 if shared else 0.6
    return 0.0


def move_score(old: Symbol, new: Symbol) -> float:
    """How surely `new`, of the same name in another file, is `old`; 0..1."""
    if old.name != new.name or _KINDS[old.kind] != _KINDS[new.kind]:
        return 0.0
    if _KINDS[old.kind] == "value":
        return 0.8 if old.value == new.value else 0.6
    alike = body_similarity(old, new)
    return max(0.65, alike) if alike >= 0.3 or old.body_size < _SMALL else 0.6


def _words(name: str) -> set[str]:
    """`getHTTPUser_byId` -> {get, http, user, by, id}."""
    out: list[str] = []
    word = ""
    for index, char in enumerate(name):
        following = name[index + 1 : index + 2]
        starts = char.isupper() and (not word or word[-1].islower() or following.islower())
        if (starts or not char.isalnum()) and word:
            out.append(word.lower())
            word = ""
        if char.isalnum():
            word += char
    if word:
        out.append(word.lower())
    return set(out)
