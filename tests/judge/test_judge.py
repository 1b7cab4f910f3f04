"""A second judge: pyright and Python say on generated merges whether they broke; the scan must say the same."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import pytest

from conflictscan.facts.findings import Severity
from tests.fixture_cases import ENVIRONMENT, scanned
from tests.judge import dangling, fitting, writing
from tests.judge.judges import Word, find_pyright, judged
from tests.judge.plots import Plot, Tree, Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEEDS = (1, 2)
SIDES = ("base", "ours", "theirs")
EXPLAINED = {
    "return_shape_changed/made-optional": ("warning", "whether `None` comes back is a matter of values"),
    "extension_now_forbidden/final-class-extended": ("warning", "type checkers alone object to it"),
    "extension_now_forbidden/final-method-overridden": ("warning", "type checkers alone object to it"),
    "member_not_implemented/never-built": (
        "error",
        "the judges see no use; the first to build the class fails",
    ),
}
"""Plot -> what the scan says, where that is not the judges' word, and why."""


class Case(NamedTuple):
    """A plot told by one seed, with the sides as they came to lie."""

    name: str
    key: str
    breaks: bool
    base: Tree
    ours: Tree
    theirs: Tree


class Verdict(NamedTuple):
    """What the scan and the judges say of one merge."""

    case: Case
    sides: tuple[Word, Word]
    merged: Word
    errors: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def level(self) -> str:
        """The scan's word."""
        return "error" if self.errors else "warning" if self.warnings else "silent"

    @property
    def expected(self) -> str:
        """The judges' word, or what the table says instead."""
        if self.case.key in EXPLAINED:
            return EXPLAINED[self.case.key][0]
        return "error" if self.merged.broken else "silent"

    def disagreements(self) -> Iterator[str]:
        if any(side.broken for side in self.sides):
            yield f"{self.case.key}: a side is broken by itself: {self.sides}"
        if self.merged.broken != self.case.breaks:
            yield f"{self.case.key}: the judges see another end of the story: {self.merged}"
        if self.level != self.expected:
            said = self.errors or self.warnings
            yield f"{self.case.key}: {self.expected} expected, not {self.level} {said}; judges: {self.merged}"


def told(seed: int) -> Iterator[tuple[Case, Case]]:
    """Every plot, in shapes that the seed draws: with unrelated edits on both sides, and without."""
    for number, plots in enumerate((*dangling.PLOTS, *fitting.PLOTS, *writing.PLOTS)):
        words = Words(Random(f"{seed} {plots.__name__}"))  # noqa: S311 - shapes, no secrets
        for index, plot in enumerate(plots(words)):
            name, key = f"p{number:02}_{index:02}", f"{plots.__name__}/{plot.variant}"
            noisy = plot._replace(cause=words.noise(plot.cause), effect=words.noise(plot.effect))
            swapped = words.random.random() < 0.5
            yield _case(name, key, noisy, swapped=swapped), _case(f"{name}_plain", key, plot, swapped=swapped)


def _case(name: str, key: str, plot: Plot, *, swapped: bool) -> Case:
    sides = (plot.effect, plot.cause) if swapped else (plot.cause, plot.effect)
    return Case(name, key, plot.breaks, plot.base, *sides)


# -- git ---------------------------------------------------------------------------------------


def git(repository: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    done = subprocess.run(
        ["git", *arguments], cwd=repository, input=stdin, check=True, capture_output=True, env=ENVIRONMENT
    )
    return done.stdout


def write(repository: Path, cases: list[Case]) -> None:
    """Add the branches NAME/base, NAME/ours and NAME/theirs of every case."""
    stream = bytearray()
    for number, case in enumerate(cases):
        for side, tree in enumerate((case.base, case.ours, case.theirs)):
            stream += f"commit refs/heads/{case.name}/{SIDES[side]}\nmark :{3 * number + side + 1}\n".encode()
            stream += b"committer Ann <ann@example.org> 1700000000 +0000\ndata 0\n"
            stream += f"from :{3 * number + 1}\n".encode() if side else b""
            stream += b"deleteall\n"
            for path, text in sorted(tree.items()):
                content = text.encode()
                stream += f"M 100644 inline {path}\ndata {len(content)}\n".encode() + content + b"\n"
    git(repository, "fast-import", "--quiet", stdin=bytes(stream))


def merged(repository: Path, case: Case) -> Tree | None:
    """What git makes of both sides, or nothing where it sees a conflict."""
    done = subprocess.run(
        ["git", "merge-tree", "--write-tree", f"{case.name}/ours", f"{case.name}/theirs"],
        cwd=repository,
        capture_output=True,
        check=False,
        env=ENVIRONMENT,
    )
    if done.returncode:
        return None
    archive = io.BytesIO(git(repository, "archive", "--format=tar", done.stdout.split()[0].decode()))
    with tarfile.open(fileobj=archive) as files:
        return {member.name: _text(files, member) for member in files if member.isfile()}


def clean_merges(repository: Path, seed: int) -> Iterator[tuple[Case, Tree]]:
    """Each case with its merge. Where the unrelated edits make a textual conflict, it goes without them."""
    git(repository, "init", "-q", "--bare", ".")
    cases = list(told(seed))
    write(repository, [case for both in cases for case in both])
    for noisy, plain in cases:
        for case in (noisy, plain):
            if (tree := merged(repository, case)) is not None:
                yield case, tree
                break
        else:
            raise ValueError(f"git itself sees a conflict in {plain.key}")


def _text(files: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    content = files.extractfile(member)
    return content.read().decode() if content else ""


# -- the test ----------------------------------------------------------------------------------


def verdicts(folder: Path, seed: int) -> Iterator[Verdict]:
    repository = folder / "repository"
    repository.mkdir()
    merges = list(clean_merges(repository, seed))
    programs: dict[str, Tree] = {}
    for case, tree in merges:
        programs |= {f"{case.name}_0": case.ours, f"{case.name}_1": case.theirs, f"{case.name}_2": tree}
    words = judged(folder / "programs", programs)
    for case, _ in merges:
        report = scanned(repository, f"{case.name}/ours", f"{case.name}/theirs")
        errors, warnings = (
            tuple(f"{found.code} {found.message}" for found in report.findings if found.severity is level)
            for level in (Severity.ERROR, Severity.WARNING)
        )
        ours, theirs, merge = (words[f"{case.name}_{number}"] for number in range(3))
        yield Verdict(case, (ours, theirs), merge, errors, warnings)


@pytest.mark.skipif(not find_pyright(), reason="pyright is not installed: no judge of types")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the judge that runs programs forks for each of them")
@pytest.mark.parametrize("seed", SEEDS)
def test_the_scan_says_of_generated_merges_what_pyright_and_python_say(seed: int, tmp_path: Path) -> None:
    disagreements = [line for verdict in verdicts(tmp_path, seed) for line in verdict.disagreements()]
    assert disagreements == []


def test_every_explained_disagreement_is_about_a_plot_that_is_told() -> None:
    assert EXPLAINED.keys() <= {case.key for case, _ in told(SEEDS[0])}
