"""Recall on known broken merges and false alarms on accepted ones, from public history.

Both come from a folder of records (`--records`: score.py, materialise.py, dev/cases.toml, healthy-merges.jsonl)
and from healthy-more.jsonl beside this file; `--mirrors` holds clones of the projects as OWNER+NAME/repo.
Every error and warning on an accepted merge is listed with the judgement of judgements.toml, or as
"not judged". `--write` puts the tables into docs/accuracy.md.

    python benchmarks/realworld.py --mirrors DIR --write
"""

from __future__ import annotations

import argparse
import collections
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TypeVar

import msgspec
from document import fill, machine, share, table, today

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
ACCURACY = PROJECT / "docs" / "accuracy.md"
REPAIRED, FALSE, UNJUDGED = "true", "false", "not judged"
Result = TypeVar("Result", "Recall", "Precision")


class Place(msgspec.Struct, frozen=True):
    """Where a finding points."""

    path: str = ""
    line: int = 0


class Found(msgspec.Struct, frozen=True):
    """What the tables say of a finding."""

    severity: str
    code: str
    rule: str
    symbol: str
    message: str
    cause: Place
    effect: Place


class CaseResult(msgspec.Struct, frozen=True):
    """A known broken merge, and what the scan made of it."""

    id: str
    klass: str
    verdict: str
    by: Found | None = None
    line_exact: bool = False
    seconds: float = 0.0
    findings: list[Found] | int = 0


class MergeResult(msgspec.Struct, frozen=True):
    """An accepted merge, and what the scan said of it."""

    id: str
    repo: str
    verdict: str
    findings: list[Found]
    seconds: float = 0.0

    def loud(self, *severities: str) -> list[Found]:
        """The findings of these severities."""
        return [found for found in self.findings if found.severity in severities]


class Recall(msgspec.Struct, frozen=True):
    """The results that score.py writes on cases."""

    cases: list[CaseResult]


class Precision(msgspec.Struct, frozen=True):
    """The results that score.py writes on merges."""

    merges: list[MergeResult]


class Alarm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person's judgement of one finding on an accepted merge."""

    merge: str
    rule: str
    symbol: str
    verdict: str
    why: str


class Judgements(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why cases are missed, and which alarms are true."""

    miss: dict[str, str] = {}
    alarm: list[Alarm] = []

    def of(self, merge: MergeResult, found: Found) -> tuple[str, str]:
        """Verdict and reason."""
        for alarm in self.alarm:
            if (alarm.merge, alarm.rule, alarm.symbol) == (merge.id, found.rule, found.symbol):
                return alarm.verdict, alarm.why
        return UNJUDGED, ""


def score(options: argparse.Namespace, name: str, *arguments: str, command: list[str] | None = None) -> bytes:
    """Run score.py over this scanner, or over the given command; what it wrote."""
    results: Path = options.out / f"{name}.json"
    ours = [sys.executable, "-m", "conflictscan", "scan", "{ours}", "{theirs}", "--repo", "{repo}"]
    with tempfile.TemporaryDirectory() as cache:
        subprocess.run(
            [
                *(
                    sys.executable,
                    "-B",
                    str(options.records / "score.py"),
                    *arguments,
                    "--language",
                    "python",
                ),
                *("--command", shlex.join(command or [*ours, "--format", "json"])),
                *("--mirrors", str(options.mirrors), "--out", str(options.out), "--results", str(results)),
                *("--jobs", str(options.jobs), "--timeout", "300"),
            ],
            check=True,
            env={**os.environ, "PYTHONPATH": str(PROJECT), "CONFLICTSCAN_CACHE_DIR": cache},
        )
    return results.read_bytes()


def recall(options: argparse.Namespace) -> list[CaseResult]:
    """All Python cases of the development split."""
    out = score(options, "recall", "--split", "dev", "--keep")
    return msgspec.json.decode(out, type=Recall).cases


def accepted(options: argparse.Namespace) -> list[MergeResult]:
    """The accepted merges: a sample of the given ones, or all, and all of healthy-more.jsonl."""
    given = options.records / "healthy-merges.jsonl"
    sample = ("--sample", str(options.sample), "--seed", str(options.seed))
    out = score(options, "healthy", "--merges", str(given), *sample)
    more = score(options, "healthy-more", "--merges", str(HERE / "healthy-more.jsonl"), "--sample", "0")
    return [merge for each in (out, more) for merge in msgspec.json.decode(each, type=Precision).merges]


# -- tables ------------------------------------------------------------------------------------


def recall_table(cases: list[CaseResult], judgements: Judgements) -> str:
    """One line a case, after the share that is found."""
    hits = [case for case in cases if case.verdict == "HIT"]
    exact = sum(case.line_exact for case in hits)
    rows = [
        (
            f"`{case.id}`",
            case.klass,
            case.verdict.lower(),
            f"{case.by.severity} {case.by.code} `{case.by.symbol}`" if case.by else "",
            "yes" if case.line_exact else "",
            "" if case.verdict == "HIT" else judgements.miss.get(case.id, UNJUDGED),
        )
        for case in cases
    ]
    head = ("case", "class", "verdict", "found as", "at the recorded line", "why missed")
    return f"Found: {share(len(hits), len(cases))}; at a recorded line: {exact}.\n\n" + table(head, rows)


def accepted_table(merges: list[MergeResult], judgements: Judgements) -> str:
    """Per project: how many accepted merges show an error or a warning, and how many of these are false."""
    ran = [merge for merge in merges if merge.verdict == "RAN"]

    def false(group: list[MergeResult], severity: str) -> int:
        return sum(
            any(judgements.of(merge, found)[0] != REPAIRED for found in merge.loud(severity))
            for merge in group
        )

    def row(name: str, group: list[MergeResult]) -> tuple[object, ...]:
        errors, warnings = (sum(bool(merge.loud(level)) for merge in group) for level in ("error", "warning"))
        return (
            *(name, len(group), errors, false(group, "error")),
            *(warnings, false(group, "warning")),
        )

    by_project = collections.defaultdict[str, list[MergeResult]](list)
    for merge in ran:
        by_project[merge.repo].append(merge)
    rows = [row(name, group) for name, group in sorted(by_project.items())]
    head = ("project", "merges", "with an error", "of these not true", "with a warning", "of these not true")
    summary = [
        f"- an error: {share(sum(bool(merge.loud('error')) for merge in ran), len(ran))}",
        f"- an error that is not judged true: {share(false(ran, 'error'), len(ran))}",
        f"- a warning: {share(sum(bool(merge.loud('warning')) for merge in ran), len(ran))}",
        f"- a warning that is not judged true: {share(false(ran, 'warning'), len(ran))}",
        f"- scans that failed or ran out of time: {len(merges) - len(ran)}",
    ]
    return "Accepted merges with\n\n" + "\n".join(summary) + "\n\n" + table(head, [*rows, row("all", ran)])


def alarm_table(merges: list[MergeResult], judgements: Judgements) -> str:
    """Every error and warning on an accepted merge, with a person's judgement."""
    rows = [
        (
            f"`{merge.id}`",
            f"{found.severity} {found.code}",
            f"`{found.symbol}`",
            f"`{found.effect.path}:{found.effect.line}`",
            *judgements.of(merge, found),
        )
        for merge in merges
        for found in merge.loud("error", "warning")
    ]
    return table(("merge", "finding", "symbol", "effect", "judged", "why"), rows) if rows else "None.\n"


def rule_table(merges: list[MergeResult], judgements: Judgements) -> str:
    """Errors and warnings of each rule on accepted merges, by judgement."""
    counts = collections.Counter(
        (found.code, found.rule, found.severity, judgements.of(merge, found)[0])
        for merge in merges
        for found in merge.loud("error", "warning")
    )
    rules = sorted({key[:3] for key in counts})
    rows = [(*rule, *(counts[*rule, verdict] for verdict in (REPAIRED, FALSE, UNJUDGED))) for rule in rules]
    return table(("code", "rule", "severity", REPAIRED, FALSE, UNJUDGED), rows) if rows else "None.\n"


# -- command -----------------------------------------------------------------------------------


def parsed() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    beside = PROJECT.parent / "shared" / "realworld"
    parser.add_argument("--records", type=Path, default=beside, metavar="DIR", help="default: %(default)s")
    parser.add_argument(
        "--mirrors", type=Path, required=True, metavar="DIR", help="clones, as OWNER+NAME/repo"
    )
    out = PROJECT / "build" / "realworld"
    parser.add_argument("--out", type=Path, default=out, metavar="DIR", help="for repositories and results")
    parser.add_argument(
        "--sample", type=int, default=300, metavar="N", help="given merges to take; 0 for all"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="scans at once")
    parser.add_argument("--only", choices=["recall", "accepted"], help="one of the two measurements")
    parser.add_argument("--again", action="store_true", help="make the tables of the last run's results")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/accuracy.md")
    options = parser.parse_args()
    options.records, options.mirrors, options.out = (
        path.resolve() for path in (options.records, options.mirrors, options.out)
    )
    options.out.mkdir(parents=True, exist_ok=True)
    return options


def measured(options: argparse.Namespace) -> dict[str, str]:
    """The tables by their names in docs/accuracy.md."""
    judgements = msgspec.toml.decode((HERE / "judgements.toml").read_bytes(), type=Judgements)
    tables = {"run": f"Last run: {today()}; {machine()}."}
    if options.only != "accepted":
        cases = _last(options, "recall", Recall).cases if options.again else recall(options)
        tables["recall"] = recall_table(cases, judgements)
    if options.only != "recall":
        if options.again:
            files = ("healthy", "healthy-more")
            merges = [merge for name in files for merge in _last(options, name, Precision).merges]
        else:
            merges = accepted(options)
        tables["accepted"] = accepted_table(merges, judgements)
        tables["rules"] = rule_table(merges, judgements)
        tables["alarms"] = alarm_table(merges, judgements)
    return tables


def _last(options: argparse.Namespace, name: str, kind: type[Result]) -> Result:
    return msgspec.json.decode((options.out / f"{name}.json").read_bytes(), type=kind)


def main() -> None:
    """Measure, print, and write where asked."""
    options = parsed()
    for name, content in measured(options).items():
        print(f"\n## {name}\n\n{content}")
        if options.write:
            fill(ACCURACY, name, content)


if __name__ == "__main__":
    main()
