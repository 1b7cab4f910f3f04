"""Markdown for a comment on a pull request, and for the summary of a CI job.

It begins with a hidden marker, by which whoever posts it finds the comment of last time and writes it anew.
What comes from a branch is in a code span or a code block, or is plain words: a forge reads mentions,
references, links, emoji and HTML in neither, and no line starts with it.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from conflictscan.facts.findings import Coverage, Severity, Unchecked
from conflictscan.report.context import Part
from conflictscan.report.display import displayed
from conflictscan.report.frames import frame
from conflictscan.report.places import rank
from conflictscan.report.summary import CONSEQUENCES, SHORT_ID, counted, coverage, found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from conflictscan.facts.findings import Finding, Location, Report, Revision
    from conflictscan.report.context import Context

MARKER: Final = "<!-- conflictscan report -->"
LONGEST_COMMENT: Final = 60_000  # GitHub takes 65 536 characters
_ICONS: Final = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.NOTE: "ℹ️"}  # noqa: RUF001 - the sign
_MOST_NAMED: Final = 20
_MOST_RELATED: Final = 5
_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W\d_]+)*")  # noqa: RUF001 - an apostrophe
_TOUCHING: Final = re.compile(r"""(["'(]*)(.*?)([)"'.,;:!?]*)""", re.DOTALL)  # punctuation around a word


def render(report: Report, context: Context) -> str:
    """The comment on one scan."""
    return markdown_report((Part(report, context),), LONGEST_COMMENT)


def markdown_report(parts: Sequence[Part], longest: int) -> str:
    """All scans, the worst findings first, in at most so many bytes; what does not fit is counted."""
    head = "\n".join((MARKER, "", *_iter_head(parts), ""))
    tail = "\n".join(("", *_iter_foot(parts), ""))
    rows = [(part, finding) for part in parts for finding in part.report.findings]
    rows.sort(key=lambda row: rank(row[1]))
    room = longest - len(head.encode()) - len(tail.encode()) - 100  # for the line on what is left out
    blocks: list[str] = []
    for part, finding in rows:
        block = "\n".join((*_iter_finding(part, finding, named=len(parts) > 1), ""))
        room -= len(block.encode("utf-8", "replace")) + 1
        if room < 0:
            break
        blocks.append(block)
    if left_out := len(rows) - len(blocks):
        blocks.append(f"… and {counted(left_out, 'finding')} more, which this page has no room for.\n")
    text = "\n".join((head, *blocks)) + tail
    return text if len(text.encode()) <= longest else _cut(text, longest)


def code(text: str) -> str:
    """A code span that ends where it is meant to."""
    shown = displayed(text) or " "
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def prose(text: str) -> str:
    """A sentence: what it quotes by backticks stays code, and what is no plain word becomes code."""
    parts = displayed(text).split("`")
    if len(parts) % 2 == 0:
        return _words("`".join(parts))
    return "".join(
        (code(part) if part.strip() else "") if odd % 2 else _words(part) for odd, part in enumerate(parts)
    )


def _words(text: str) -> str:
    return "".join(piece if piece.isspace() else _word(piece) for piece in re.split(r"(\s+)", text) if piece)


def _word(piece: str) -> str:
    found = _TOUCHING.fullmatch(piece)
    before, core, after = found.groups() if found else ("", piece, "")
    return f"{before}{core if not core or _WORD.fullmatch(core) else code(core)}{after}"


# -- head and foot -----------------------------------------------------------------------------


def _iter_head(parts: Sequence[Part]) -> Iterator[str]:
    if len(parts) != 1:
        yield from _iter_table(parts)
        return
    report = parts[0].report
    yield f"### conflictscan: {found(report)}"
    yield ""
    base = f"merge base {code(report.base[:SHORT_ID])}" if report.base else "virtual merge base"
    yield f"ours is {_side(report.ours)}, theirs is {_side(report.theirs)}, {base}"


def _iter_table(parts: Sequence[Part]) -> Iterator[str]:
    """A row for each scan that found something."""
    guilty = [part.report for part in parts if part.report.findings or part.report.textual_conflicts]
    yield f"### conflictscan: {counted(len(parts), 'scan')}, {len(guilty)} with something to say"
    if guilty:
        yield "\n| ours | theirs | findings | textual conflicts |\n|---|---|---|---|"
    for report in guilty:
        cells = (_side(report.ours), _side(report.theirs), found(report), str(len(report.textual_conflicts)))
        yield f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    r"""Without a bar that ends it; `\\|` would, so that a bar behind a backslash is shown as a broken one."""
    return text.replace("\\|", "\\¦").replace("|", "\\|")


def _side(revision: Revision) -> str:
    oid = revision.oid[:SHORT_ID] if revision.oid else ""
    return (
        code(revision.rev)
        if not oid or revision.oid == revision.rev
        else f"{code(revision.rev)} ({code(oid)})"
    )


def _iter_foot(parts: Sequence[Part]) -> Iterator[str]:
    reports = [part.report for part in parts]
    if len(reports) == 1 and (paths := reports[0].textual_conflicts):
        yield f"\nTextual conflicts, which git itself stops at (the rest was checked): {_named(paths)}"
    yield f"\n<sub>{_words(coverage(_joined(report.coverage for report in reports)))}</sub>"
    if suppressed := sum(report.suppressed for report in reports):
        yield f"\n<sub>{counted(suppressed, 'finding')} suppressed by comments or the baseline</sub>"


def _joined(several: Iterable[Coverage]) -> Coverage:
    """A file counts in every scan that read it."""
    checked: Counter[str] = Counter()
    unchecked: set[Unchecked] = set()
    for one in several:
        checked.update(one.checked)
        unchecked.update(one.unchecked)
    return Coverage(checked=dict(checked), unchecked=tuple(sorted(unchecked)))


def _named(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - _MOST_NAMED} more" if len(paths) > _MOST_NAMED else ""
    return ", ".join(map(code, paths[:_MOST_NAMED])) + more


# -- a finding ---------------------------------------------------------------------------------


def _iter_finding(part: Part, finding: Finding, *, named: bool) -> Iterator[str]:
    yield f"#### {_ICONS[finding.severity]} {finding.code} {finding.rule}"
    yield ""
    yield f"**{finding.severity.value}**: {prose(finding.message)}"
    yield ""
    yield f"- **then**: {CONSEQUENCES[finding.consequence]}, confidence {finding.confidence:.2f}"
    if named:
        yield f"- **between** {_side(part.report.ours)} (ours) and {_side(part.report.theirs)} (theirs)"
    yield f"- **cause**: {_place(finding.cause)}"
    yield f"- **effect**: {_place(finding.effect)}"
    yield from (f"- **also**: {_place(place)}" for place in finding.related[:_MOST_RELATED])
    if len(finding.related) > _MOST_RELATED:
        yield f"- **also**: {len(finding.related) - _MOST_RELATED} more places"
    if finding.fix.summary:
        yield f"- **fix**: {prose(finding.fix.summary)}"
    yield from _iter_code(finding, part.context)


def _place(place: Location) -> str:
    text = f"{place.side.value}, {code(f'{place.path}:{place.line}')}"
    if place.label:
        text += f": {prose(place.label)}"
    if place.in_base:
        text += " (gone; shown as in the merge base)"
    if place.commit:
        text += f" ({code(place.commit[:SHORT_ID])}{f', {_words(displayed(place.author))}' if place.author else ''})"
    return text


def _iter_code(finding: Finding, context: Context) -> Iterator[str]:
    frames = [(place, frame(place, context.lines(place))) for place in (finding.cause, finding.effect)]
    blocks = [
        [
            f"{place.side.value}, {displayed(place.path)}",
            *(_row(row.number, row.text, row.marked) for row in rows),
        ]
        for place, rows in frames
        if rows
    ]
    if blocks:
        yield "\n<details><summary>The lines</summary>\n"
        yield from _fenced([*blocks[0], *(line for block in blocks[1:] for line in ("", *block))])
        yield "\n</details>"


def _row(number: int, text: str, marked: bool) -> str:  # noqa: FBT001 - a cell
    return f"{'>' if marked else ' '} {number:>5} │ {text}".rstrip()


def _fenced(lines: Iterable[str]) -> Iterator[str]:
    """A block that no line in it ends, and without a language: forges draw diagrams for some."""
    shown = list(lines)
    longest = max((len(run) for line in shown for run in re.findall(r"`{3,}", line)), default=2)
    yield "`" * (longest + 1)
    yield from shown
    yield "`" * (longest + 1)


def _cut(text: str, longest: int) -> str:
    """At the end of a line."""
    kept = text.encode()[:longest].decode("utf-8", "ignore")
    return kept[: kept.rfind("\n") + 1]
