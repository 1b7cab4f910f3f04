"""Text from a repository, made safe to print: no control characters, no lone surrogates."""

from __future__ import annotations

import re

_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_TAB_WIDTH = 4


def displayed(text: str) -> str:
    r"""One line, with every unsafe character as an escape: `a\nb`, `caf\xe9`."""
    return _UNSAFE.sub(_escape, text)


def displayed_code(line: str) -> str:
    """A source line: tabs widened, the rest as in `displayed`."""
    return displayed(line.rstrip("\r\n").expandtabs(_TAB_WIDTH))


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte that was no UTF-8 (surrogateescape)
        return f"\\x{code - 0xDC00:02x}"
    return found[0].encode("unicode_escape", "backslashreplace").decode("ascii")
