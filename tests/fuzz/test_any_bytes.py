"""No bytes stop an extractor, and no damage to the sides of a merge stops a scan or tilts it to one side."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conflictscan import formats, languages
from conflictscan.facts.code import FileFacts, Span
from tests.fixture_cases import Row, Trees, all_cases, build, rows, scanned

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conflictscan.sources import Extractor

LONGER = int(os.environ.get("CONFLICTSCAN_FUZZ", "1"))
"""How many times as long to look; from 2 on, somewhere else each time."""

READERS: dict[str, str] = {
    "python": "x.py",
    "json": "package.json",
    "yaml": "x.yaml",
    "toml": "pyproject.toml",
    "ini": "setup.cfg",
    "env": ".env",
    "requirements": "requirements.txt",
}
PIECES = {
    "python": b"def class if : ( ) [ ] { } , . = ' \" ''' f'{ \\ \n \n\n # @ * ** / -> := lambda async await yield "
    b"import from match case try except* else elif with as for in global del return raise 1 x _ type \t \x0c \xff",
    "json": b'{ } [ ] , : " \\ \\u "a" "b" 1 -1e9 true null // /* */ \n \xff \xef\xbb\xbf NaN',
    "yaml": b"a: - ? | > & * ! [ ] { } , # ' \" --- ... %YAML \n \n\x20 \n\x20\x20 \t << : ~ \xff \xe2\x80\xa8 1 x",
    "toml": b"[ ] [[ ]] = . , { } ' \" ''' \"\"\" # a b 1 true \n \n\n 1979-05-27 project dependencies poetry \xff",
    "ini": b"[ ] = : # ; a b \n \n\x20 \n\t options install_requires requests>=1 \xff % %(x)s",
    "env": b"A B = ' \" # export \n \\ $ ${A} \xff x",
    "requirements": b"requests flask [x] == >= ~= ; # @ https:// git+ #egg= -r -e --hash \\\n \n ( ) , 1.0 \xff",
}  # fmt: skip


def reader(name: str) -> Extractor:
    found = languages.for_path(READERS[name]) or formats.for_path(READERS[name])
    assert found is not None
    assert found.name == name
    return found


def bounded(examples: int) -> settings:
    """As many examples, the same ones each time, unless somebody looks for longer."""
    return settings(
        max_examples=examples * LONGER,
        derandomize=LONGER == 1,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


def soup(name: str) -> st.SearchStrategy[bytes]:
    """Words of the language in no order, or any bytes."""
    words = [word.replace(b"\\n", b"\n") for word in PIECES[name].split(b" ")]
    joined = st.lists(st.sampled_from([*words, b" ", b"\n"]), max_size=60).map(b"".join)
    spaced = st.lists(st.sampled_from(words), max_size=40).map(b" ".join)
    return st.one_of(joined, spaced, st.binary(max_size=200))


def spans(value: object) -> Iterator[Span]:
    """All spans anywhere in facts."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple):
        for item in value:  # pyright: ignore[reportUnknownVariableType] - a tuple of facts
            yield from spans(item)  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from spans(getattr(value, field))


def check(extractor: Extractor, source: bytes) -> None:
    facts = extractor.extract(source)
    assert facts.language == extractor.name
    assert facts == extractor.extract(source)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(facts), type=FileFacts) == facts
    lines = source.count(b"\n") + 1
    for span in spans(facts):
        assert 0 <= span.start_byte <= span.end_byte
        assert 0 <= span.start_line <= span.end_line < lines
        assert span.start_column >= 0
        assert span.end_column >= 0


@pytest.mark.parametrize("name", READERS)
def test_any_bytes_give_facts(name: str) -> None:
    @bounded(150)
    @given(soup(name))
    def looked_for(source: bytes) -> None:
        check(reader(name), source)

    looked_for()


# -- damaged sources ---------------------------------------------------------------------------


@st.composite
def damaged(draw: st.DrawFn, source: bytes) -> bytes:
    """The source with some spans deleted, doubled, swapped for a stray piece, or moved."""
    out = bytearray(source)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(out)))
        end = min(len(out), start + draw(st.sampled_from([0, 1, 2, 5, 20, 100])))
        piece = bytes(out[start:end])
        match draw(st.sampled_from(["delete", "double", "insert", "move", "cut"])):
            case "delete":
                del out[start:end]
            case "double":
                out[end:end] = piece
            case "insert":
                out[start:start] = draw(st.sampled_from(PIECES["python"].split(b" ")))
            case "move":
                del out[start:end]
                at = draw(st.integers(0, len(out)))
                out[at:at] = piece
            case _:
                del out[end:]
    return bytes(out)


CASES = all_cases()
SOURCES = sorted(
    {
        content
        for case in CASES
        for files in case.trees().values()
        for path, content in files.items()
        if path.endswith(".py") and content
    }
)


@bounded(300)
@given(st.sampled_from(SOURCES).flatmap(damaged))
def test_a_damaged_source_gives_facts(source: bytes) -> None:
    check(reader("python"), source)


# -- damaged merges ----------------------------------------------------------------------------


@st.composite
def damaged_merge(draw: st.DrawFn) -> Trees:
    trees = draw(st.sampled_from(CASES)).trees()
    sides = draw(st.sampled_from([("ours",), ("theirs",), ("ours", "theirs")]))
    for side in sides:
        files = dict(trees[side])
        if files:
            path = draw(st.sampled_from(sorted(files)))
            files[path] = draw(damaged(files[path]))
        trees = {**trees, side: files}
    return trees


def mirrored(row: Row) -> Row:
    sides = {"ours": "theirs", "theirs": "ours", "base": "base"}

    def turned(at: str) -> str:
        side, _, path = at.partition("/")
        return f"{sides[side]}/{path}"

    cause, effect = row.cause, row.effect
    return row._replace(
        cause=msgspec.structs.replace(cause, at=turned(cause.at)),
        effect=msgspec.structs.replace(effect, at=turned(effect.at)),
    )


@bounded(30)
@given(trees=damaged_merge())
def test_a_damaged_merge_is_scanned_and_the_same_from_both_sides(trees: Trees, tmp_path: Path) -> None:
    report = scanned(build(tmp_path, trees))
    assert {each.kind for each in report.diagnostics} <= {"unread-statement"}
    found = rows(report, trees)
    swapped = trees | {"ours": trees["theirs"], "theirs": trees["ours"]}
    other = rows(scanned(build(tmp_path, swapped)), swapped)
    assert sorted(mirrored(row) for row in other) == found
