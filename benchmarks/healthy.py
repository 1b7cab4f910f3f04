"""Finds merges that people accepted as git made them, to measure false alarms on.

A merge is taken when it has two parents and one merge base, its tree is the very tree of git's automatic
merge, both sides changed files of the language, and the clone holds the changed files. The merges that GitHub makes of
every pull request to test it (`refs/pull/N/merge`) are none that people accepted, and left out. Which ones is
chosen by chance, with a fixed seed. Only ids, counts and dates are written, no code, one JSON object a line, in
the format that `score.py --merges` reads. Merges known to have gone wrong (`--cases`, a TOML file of broken
ones) are left out.

    python benchmarks/healthy.py --mirrors DIR --count 30 --out benchmarks/healthy-more.jsonl ckan/ckan …
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from history import GitFailed, History, mirror_of

from conflictscan import languages

if TYPE_CHECKING:
    from collections.abc import Iterator

_MADE_TO_TEST = re.compile(r"Merge [0-9a-f]{40} into [0-9a-f]{40}")
"""The subject of what GitHub makes of an open pull request; often nobody merged it, and it may well be broken."""


class Record(TypedDict):
    """One accepted merge."""

    id: str
    repo: str
    language: str
    status: str
    date: str
    merge: str
    tree: str
    base: str
    ours: str
    theirs: str
    ours_files: int
    theirs_files: int
    ours_code: int
    theirs_code: int
    shared_files: int


class Candidate(TypedDict):
    """A merge commit, not yet looked at."""

    merge: str
    tree: str
    date: str
    ours: str
    theirs: str


def candidates(history: History, since: str) -> list[Candidate]:
    """All two-parent merges after the date, oldest id first, so that a seed gives the same choice."""
    fields = "--format=%H %T %cs %P%x09%s"
    out = history.ask("rev-list", "--all", "--merges", f"--since={since}", "--no-commit-header", fields)
    found: list[Candidate] = []
    for line in sorted(out.split("\n")):
        ids, _, subject = line.partition("\t")
        if not ids or _MADE_TO_TEST.fullmatch(subject):
            continue
        merge, tree, date, *parents = ids.split()
        if len(parents) == 2:
            found.append(
                {"merge": merge, "tree": tree, "date": date, "ours": parents[0], "theirs": parents[1]}
            )
    return found


def is_of(path: str, language: str) -> bool:
    """Is a file read by the language's package? Components and `.tsx` are TypeScript."""
    found = languages.for_path(path)
    return found is not None and found.package.endswith(f".{language}")


def record(history: History, repository: str, candidate: Candidate, language: str) -> Record | None:
    """The candidate's record, or nothing where it is no healthy merge of two sides of the language."""
    ours, theirs = candidate["ours"], candidate["theirs"]
    bases = history.ask("merge-base", "--all", ours, theirs).split()
    if len(bases) != 1 or bases[0] in (ours, theirs):
        return None
    sides = history.changed(bases[0], ours), history.changed(bases[0], theirs)
    code = [{path: blob for path, blob in side.items() if is_of(path, language)} for side in sides]
    if not all(code) or history.merge(ours, theirs) != candidate["tree"]:
        return None
    if not history.has_all(blob for side in sides for blob in side.values()):
        return None
    return {
        "id": f"{repository.split('/')[1]}-{candidate['merge'][:10]}",
        "repo": repository,
        "language": language,
        "status": "accepted",
        "date": candidate["date"],
        "merge": candidate["merge"],
        "tree": candidate["tree"],
        "base": bases[0],
        "ours": ours,
        "theirs": theirs,
        "ours_files": len(sides[0]),
        "theirs_files": len(sides[1]),
        "ours_code": len(code[0]),
        "theirs_code": len(code[1]),
        "shared_files": len(sides[0].keys() & sides[1].keys()),
    }


def healthy(history: History, repository: str, options: argparse.Namespace) -> Iterator[Record]:
    """Records in an order that chance and the seed decide."""
    broken = known_broken(options.cases) if options.cases else set[frozenset[str]]()
    waiting = candidates(history, options.since)
    random.Random(f"{options.seed} {repository}").shuffle(waiting)  # noqa: S311 - a sample, no secret
    for candidate in waiting:
        if frozenset((candidate["ours"], candidate["theirs"])) in broken:
            continue
        try:
            found = record(history, repository, candidate, options.language)
        except GitFailed:  # an object that the clone lacks
            continue
        if found:
            yield found


def known_broken(path: Path) -> set[frozenset[str]]:
    """The pairs of sides of merges that are known to have gone wrong."""
    with path.open("rb") as file:
        return {frozenset((case["ours"], case["theirs"])) for case in tomllib.load(file).get("case", [])}


def main() -> None:
    """Write the records of all named repositories, in the order of repository and date."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("repositories", nargs="+", metavar="OWNER/NAME")
    parser.add_argument(
        "--mirrors", type=Path, required=True, metavar="DIR", help="clones, as OWNER+NAME/repo"
    )
    parser.add_argument("--language", default="python", metavar="NAME", help="its package's name")
    parser.add_argument("--count", type=int, default=30, metavar="N", help="merges of each repository")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--since", default="2016-01-01", metavar="DATE")
    parser.add_argument("--cases", type=Path, metavar="FILE", help="broken merges to leave out (TOML)")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    options = parser.parse_args()
    rows: list[Record] = []
    for repository in options.repositories:
        mine: list[Record] = []
        with tempfile.TemporaryDirectory() as scratch:
            history = History(mirror_of(options.mirrors, repository), Path(scratch))
            for found in healthy(history, repository, options):
                mine.append(found)
                if len(mine) == options.count:
                    break
        print(f"{repository}: {len(mine)}", file=sys.stderr)
        rows += sorted(mine, key=lambda row: (row["date"], row["merge"]))
    options.out.write_text("".join(json.dumps(row, sort_keys=True) + "\n" for row in rows))


if __name__ == "__main__":
    main()
