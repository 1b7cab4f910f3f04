"""Whatever stands in files: the scan ends, says what it did not read, and loses nothing beside it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec
import pytest

from conflictscan.facts.code import FileFacts
from conflictscan.sources import extractor_for
from tests.fuzz.repositories import Tree, conflictscan, scanned, three_trees

if TYPE_CHECKING:
    from pathlib import Path

USERS = b"def get_user(number):\n    return number\n"
RENAMED = b"def fetch_user(number):\n    return number\n"
CALLER = b"from app.users import get_user\n\n\ndef show(number):\n    return get_user(number)\n"
DEEP = 50_000
WIDE = 5_000
SECONDS = 20  # for one file, on a machine that is busy


def with_conflict(base: Tree, ours: Tree, theirs: Tree) -> tuple[Tree, Tree, Tree]:
    """The same trees with a conflict that every scan must find: ours renames what theirs calls anew."""
    package = {b"app/__init__.py": b""}
    return (
        {**package, b"app/users.py": USERS, **base},
        {**package, b"app/users.py": RENAMED, **ours},
        {**package, b"app/users.py": USERS, b"app/caller.py": CALLER, **theirs},
    )


def deep(opening: bytes, closing: bytes, core: bytes = b"1") -> bytes:
    return opening * DEEP + core + closing * DEEP


def indented(levels: int) -> bytes:
    return b"".join(b" " * n + b"if x:\n" for n in range(levels)) + b" " * levels + b"pass\n"


CONTENTS: dict[str, tuple[bytes, bytes]] = {
    "empty": (b"x.py", b""),
    "one newline": (b"x.py", b"\n"),
    "zero bytes": (b"x.py", b"x = 1\0\n"),
    "zero bytes later on": (b"x.py", b"x = 1\n" * 2000 + b"\0"),
    "all bytes": (b"x.py", bytes(range(256)) * 4),
    "all bytes without zero": (b"x.py", bytes(range(1, 256)) * 4),
    "invalid UTF-8": (b"x.py", b"name = '\xff\xfe\xc3\x28'\ndef \xe9t\xe9(): pass\n"),
    "a latin-1 cookie": (b"x.py", b"# -*- coding: latin-1 -*-\ndef \xe9t\xe9(): return '\xe9'\n"),
    "a cookie of no codec": (b"x.py", b"# -*- coding: nonsense -*-\nx = 1\n"),
    "UTF-16": (b"x.py", "def f(): pass\n".encode("utf-16")),
    "surrogates in UTF-8": (b"x.py", b"x = '\xed\xa0\x80'\n"),
    "mark of UTF-8": (b"x.py", b"\xef\xbb\xbfdef f(a): pass\n"),
    "mark of UTF-8 twice": (b"x.py", b"\xef\xbb\xbf\xef\xbb\xbfdef f(a): pass\n"),
    "CRLF": (b"x.py", b"def f(a):\r\n    return '''x\r\ny'''\r\n"),
    "CR alone": (b"x.py", b"def f(a):\r    return a\rx = 1\r"),
    "form feeds": (b"x.py", b"\x0cdef f(a):\n\x0c    return a\n\x0b\x1c\x85"),
    "conflict markers": (b"x.py", b"<<<<<<< ours\ndef f(): pass\n=======\ndef g(): pass\n>>>>>>> theirs\n"),
    "markers in JSON": (b"x.json", b'{\n<<<<<<< a\n"x": 1\n=======\n"x": 2\n>>>>>>> b\n}\n'),
    "markers in YAML": (b"x.yaml", b"<<<<<<< a\nx: 1\n=======\nx: 2\n>>>>>>> b\n"),
    "markers in TOML": (b"x.toml", b"<<<<<<< a\nx = 1\n=======\nx = 2\n>>>>>>> b\n"),
    "markers in INI": (b"x.ini", b"<<<<<<< a\nx = 1\n=======\nx = 2\n>>>>>>> b\n"),
    "deep parentheses": (b"x.py", b"x = " + deep(b"(\n", b"\n)")),
    "deep lists": (b"x.py", b"x = " + deep(b"[\n", b"\n]")),
    "deep mappings": (b"x.py", b"x = " + deep(b"{1:\n", b"\n}")),
    "deep calls": (b"x.py", b"x = " + deep(b"f(\n", b"\n)")),
    "long chains": (b"x.py", b"x = (f" + b".a\n" * WIDE + b")\n"),
    "long call chains": (b"x.py", b"x = (f" + b".a()\n" * WIDE + b")\n"),
    "long sums": (b"x.py", b"x = (1" + b"\n+ 1" * WIDE + b")\n"),
    "long negations": (b"x.py", b"x = (" + b"not\n" * WIDE + b"1)\n"),
    "long elif chains": (b"x.py", b"if x == 0: pass\n" + b"elif x == 1: pass\n" * WIDE),
    "deep blocks": (b"x.py", indented(1200)),
    "deep definitions": (
        b"x.py",
        b"".join(b" " * n + b"def f():\n" for n in range(1200)) + b" " * 1200 + b"pass\n",
    ),
    "deep classes": (
        b"x.py",
        b"".join(b" " * n + b"class C:\n" for n in range(1200)) + b" " * 1200 + b"pass\n",
    ),
    "deep lambdas": (b"x.py", b"x = (" + b"lambda:\n" * WIDE + b"1)\n"),
    "deep f-strings": (b"x.py", b"x = " + b"f'{" * WIDE + b"1" + b"}'" * WIDE),
    "unclosed parentheses": (b"x.py", b"f(\n" * WIDE),
    "unclosed strings": (b"x.py", b'"""\n' + b"'" * WIDE),
    "many decorators": (b"x.py", b"@a\n" * WIDE + b"def f(): pass\n"),
    "many parameters": (b"x.py", b"def f(" + b"".join(b"a%d,\n" % n for n in range(WIDE)) + b"): pass\n"),
    "many equal names": (b"x.py", b"def f(): pass\n" * WIDE),
    "many names on a line": (b"x.py", b"\n".join(b"a%d = b%d = 1" % (n, n) for n in range(WIDE))),
    "minified Python": (b"x.py", b"x=1;" * WIDE),
    "minified JSON": (b"x.json", b"[" + b'{"a":1},' * WIDE + b"1]"),
    "deep JSON": (b"x.json", deep(b"[\n", b"\n]")),
    "deep JSON objects": (b"x.json", deep(b'{"a":\n', b"\n}")),
    "unclosed JSON": (b"x.json", b'{"a":\n' * WIDE),
    "JSON of no value": (b"x.json", b"\xff\xfe\n{,}"),
    "deep YAML": (b"x.yaml", deep(b"[\n", b"\n]")),
    "deep YAML mappings": (b"x.yaml", deep(b"{a:\n ", b"\n}")),
    "deep YAML lists": (b"x.yaml", b"- " * 9000 + b"1\n"),
    "YAML with a million laughs": (
        b"x.yaml",
        b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (n + 1, n + 1, n, n) for n in range(97, 121)),
    ),
    "YAML that runs code": (b"x.yaml", b"x: !!python/object/apply:os.system ['touch /tmp/never']\n"),
    "YAML of odd characters": (b"x.yaml", b"\x07: \x85\n\xff: 1\n? {a: 1}\n: 2\n*a : 1\n"),
    "deep TOML": (b"x.toml", b"x = " + deep(b"[\n", b"\n]")),
    "deep TOML tables": (b"pyproject.toml", b"x = " + deep(b"{a=", b"}", b"1")),
    "long TOML keys": (b"x.toml", b"a." * 900 + b"a = 1\n[" + b"a." * 900 + b"a]\n"),
    "broken TOML": (b"x.toml", b"[\n[[\n= 1\nx =\n[a\n\xff = 1\n[tool.conflictscan\n"),
    "odd INI": (b"x.ini", b"]\n[\n=\n:\n = 1\n[a\n[[a]]\n\x0c\n  x\n\xff=\xfe\n"),
    "odd .env": (b".env", b"=\nexport\nexport =\nA\nA=\nA='\nA=\"\n\xff=1\nA=1 # x\n\0=2\n"),
    "odd requirements": (b"requirements.txt", b"-\n-r\n#egg=\nx#egg=y\n;;\n[]\na[\n\xff\n@\na @ \n(\n\\\n"),
    "a broken package.json": (b"package.json", b'{"dependencies": [1, {"a": null}], "devDependencies": 3}'),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_odd_content_gives_facts_and_never_raises(name: str) -> None:
    path, content = CONTENTS[name]
    extractor = extractor_for(path.decode())
    assert extractor is not None
    started = time.process_time()
    facts = extractor.extract(content)
    assert facts.language == extractor.name
    assert time.process_time() - started < SECONDS
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(facts), type=FileFacts) == facts


def test_a_scan_reads_odd_content_or_names_it_as_not_read(tmp_path: Path) -> None:
    new = {b"%d/" % number + path: content for number, (path, content) in enumerate(CONTENTS.values())}
    old = {path: b"# before\n" + content for path, content in new.items()}
    trees = with_conflict(dict(list(old.items())[::2]), new, dict(list(old.items())[::2]))
    report = scanned(three_trees(tmp_path, *trees), "ours", "theirs").report
    errors = [finding["code"] for finding in report["findings"] if finding["severity"] == "error"]
    assert errors == ["RW102"]
    unread = {row["path"]: row["reason"] for row in report["coverage"]["unchecked"]}
    assert sum(report["coverage"]["checked"].values()) + len(unread) == len(new) + 2
    assert not [reason for reason in unread.values() if reason.startswith("cannot be read")]


def test_a_file_of_fifty_megabytes_is_left_out(tmp_path: Path) -> None:
    large = b"x = 1\n" * 8_400_000
    trees = with_conflict({b"big.py": large}, {b"big.py": b"a\n" + large}, {b"big.py": large + b"b\n"})
    told = conflictscan(three_trees(tmp_path, *trees), "scan", "ours", "theirs", "--format", "json")
    assert told.status == 1
    assert [finding["code"] for finding in told.report["findings"]] == ["RW102"]
    assert {"path": "big.py", "reason": "larger than 1 MB"} in told.report["coverage"]["unchecked"]
    assert told.seconds < 3 * SECONDS  # git itself merges the three versions
