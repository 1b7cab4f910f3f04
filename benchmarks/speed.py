"""Time and memory of the command as a whole process, and of what people do instead.

Every comparison is made within one run on one machine, so that ratios hold where seconds do not. `cold` means
an empty cache, `warm` that its files have been read before, `again` that the same scan ran before. Parts:
start-up; the known broken merges (`--mirrors`, with `--records` as for realworld.py); one change in small and
large generated repositories, and beside a side that moved by 500 files; the same merges by hand (automatic merge,
check-out, pyright); the peer py-mergeguard where `--peer` names a Python 3.12 that has it. `--write` puts the tables
into docs/benchmarks.md.

    python benchmarks/speed.py --mirrors DIR --peer VENV/bin/python --write
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import generated
import msgspec
from document import fill, machine, share, table, today
from history import History, environment
from realworld import HERE, PROJECT, Found, Precision, Recall, score

BENCHMARKS = PROJECT / "docs" / "benchmarks.md"
SCAN = [
    sys.executable,
    "-m",
    "conflictscan",
    "scan",
    "ours",
    "theirs",
    "--format",
    "json",
    "--fail-on",
    "never",
]


class Cost(NamedTuple):
    """What one process took."""

    seconds: float
    processor: float
    mebibytes: float
    output: bytes


def run(command: list[str], folder: Path, cache: Path | None = None) -> Cost:
    """One process, from start to end."""
    env = {**environment(), "PYTHONPATH": str(PROJECT)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed command finds its modules compiled
    if cache:
        env["CONFLICTSCAN_CACHE_DIR"] = str(cache)
    with tempfile.TemporaryFile() as out:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out.read())


def middle(costs: list[Cost]) -> Cost:
    """The costs' medians, and the first output."""
    return Cost(
        statistics.median(cost.seconds for cost in costs),
        statistics.median(cost.processor for cost in costs),
        max(cost.mebibytes for cost in costs),
        costs[0].output,
    )


class Costs(NamedTuple):
    """Of one scan: with an empty cache, with one that knows the files, and with one that knows the answer."""

    cold: Cost
    warm: Cost
    again: Cost


def costs_of(repository: Path, options: argparse.Namespace) -> Costs:
    """Three scans a run: the second asks from the other side, which no scan has done, about files that one has read."""
    cold: list[Cost] = []
    warm: list[Cost] = []
    again: list[Cost] = []
    swapped = [{"ours": "theirs", "theirs": "ours"}.get(word, word) for word in SCAN]
    for _ in range(options.repeat):
        with tempfile.TemporaryDirectory() as cache:
            cold.append(run(SCAN, repository, Path(cache)))
            warm.append(run(swapped, repository, Path(cache)))
            again.append(run(SCAN, repository, Path(cache)))
    return Costs(middle(cold), middle(warm), middle(again))


def found(cost: Cost) -> int:
    """The number of errors and warnings in a report; it must be one."""
    return sum(each["severity"] in ("error", "warning") for each in json.loads(cost.output)["findings"])


# -- parts -------------------------------------------------------------------------------------


def start_up(options: argparse.Namespace) -> str:
    """How long the command takes to say its version, beside Python that does nothing."""
    times = 5 * options.repeat
    rows = [
        (name, cost.seconds * 1000, cost.mebibytes)
        for name, command in (
            ("Python that does nothing", [sys.executable, "-c", "pass"]),
            ("`conflictscan --version`", [sys.executable, "-m", "conflictscan", "--version"]),
        )
        for cost in (middle([run(command, PROJECT) for _ in range(times)]),)
    ]
    return table(
        ("command", "milliseconds", "MiB"), [(name, f"{ms:.0f}", f"{mib:.0f}") for name, ms, mib in rows]
    )


def merges(options: argparse.Namespace) -> str:
    """Each known broken merge: cold, warm and again."""
    rows: list[tuple[object, ...]] = []
    for repository in broken_merges(options):
        cold, warm, again = costs_of(repository, options)
        files = len(History(repository).ask("ls-tree", "-r", "--name-only", "base").splitlines())
        changed = [len(History(repository).changed("base", side)) for side in ("ours", "theirs")]
        rows.append(
            (
                *(f"`{repository.name}`", files, f"{changed[0]} / {changed[1]}", found(cold)),
                *(cold.seconds, warm.seconds, again.seconds, cold.processor, warm.processor),
                *(f"{cold.mebibytes:.0f}", f"{warm.mebibytes:.0f}"),
            )
        )
    medians = [statistics.median(float(str(row[column])) for row in rows) for column in range(4, 11)]
    rows.append(("median", "", "", "", *medians[:5], *(f"{value:.0f}" for value in medians[5:])))
    head = (
        *("merge", "files", "changed ours / theirs", "findings", "cold s", "warm s", "again s"),
        *("cold, of processors", "warm, of processors", "cold MiB", "warm MiB"),
    )
    return table(head, rows)


def broken_merges(options: argparse.Namespace) -> list[Path]:
    """The repositories of the Python cases, made where they are not there."""
    if options.made is None:
        materialise = [sys.executable, "-B", str(options.records / "materialise.py"), "--split", "dev"]
        where = ("--language", "python", "--mirrors", str(options.mirrors), "--out", str(options.out))
        done = subprocess.run([*materialise, *where], capture_output=True, check=True, text=True)
        lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
        options.made = [Path(json.loads(line)["repo_dir"]) for line in lines]
    return options.made


def scale(options: argparse.Namespace) -> str:
    """One change in repositories of different size, and beside a side that moved far."""
    rows: list[tuple[object, ...]] = []
    first: Cost | None = None
    for files, moved in ((1_000, 0), (options.files, 0), (1_000, 500), (options.files, 500)):
        with tempfile.TemporaryDirectory(dir=options.out) as folder:
            repository = generated.build(Path(folder), files, moved)
            cold, warm, _ = costs_of(repository, options)
        first = first or cold
        rows.append(
            (
                *(f"{files:,}", moved + 1, 1, found(cold), cold.seconds, warm.seconds),
                *(f"{cold.seconds / first.seconds:.2f}", f"{cold.mebibytes:.0f}"),
            )
        )
    head = (
        "files",
        "changed by ours",
        "by theirs",
        "findings",
        "cold s",
        "warm s",
        "cold, to the first",
        "MiB",
    )
    return table(head, rows)


def by_hand(options: argparse.Namespace) -> str:
    """What people do today: the automatic merge, its files, and a type checker over them."""
    rows: list[tuple[object, ...]] = []
    for repository in broken_merges(options):
        with tempfile.TemporaryDirectory(dir=options.out) as folder:
            clone = Path(folder) / "clone"
            started = time.perf_counter()
            merged = History(repository).merge("ours", "theirs")
            if merged is None:
                continue
            clone.mkdir()
            index = {**environment(), "GIT_INDEX_FILE": str(Path(folder) / "index")}
            for command in (["read-tree", merged], ["checkout-index", "-a", "-f", f"--prefix={clone}/"]):
                # A mirror can lack the largest blobs: those files stay out, git says so by its status.
                subprocess.run(["git", *command], cwd=repository, env=index, check=False, capture_output=True)
            laid = time.perf_counter() - started
            files = sum(1 for path in clone.rglob("*") if path.is_file())
            if files < 500 or len(rows) == options.by_hand:
                continue
            checked = run([sys.executable, "-m", "pyright", "--outputjson", str(clone)], clone)
        said = json.loads(checked.output[checked.output.index(b"{") :])["summary"]["errorCount"]
        cold, warm, _ = costs_of(repository, options)
        total = laid + checked.seconds
        rows.append(
            (
                *(f"`{repository.name}`", files, laid, checked.seconds, said, f"{checked.mebibytes:.0f}"),
                *(cold.seconds, warm.seconds, found(cold)),
                *(f"{total / cold.seconds:.0f}x", f"{total / warm.seconds:.0f}x"),
            )
        )
    head = (
        *("merge", "files", "merge and check-out s", "pyright s", "its errors", "MiB"),
        *("scan cold s", "scan warm s", "findings", "faster, cold", "faster, warm"),
    )
    return table(head, rows)


def peer(options: argparse.Namespace) -> str:
    """The peer on the known broken merges and on accepted ones, judged by the same score.py."""
    if options.peer is None:
        return "Not measured: `--peer` was not given.\n"
    command = [str(options.peer), str(HERE / "mergeguard_offline.py"), "{repo}", "{ours}", "{theirs}"]
    healthy = (
        "--merges",
        str(HERE / "healthy-more.jsonl"),
        "--sample",
        str(options.peer_merges),
        "--seed",
        "1",
    )
    rows: list[tuple[object, ...]] = []
    for name, asked in (("conflictscan", None), ("py-mergeguard", command)):
        cases = msgspec.json.decode(
            score(options, f"{name}-recall", "--split", "dev", "--keep", "--quiet", command=asked),
            type=Recall,
        ).cases
        taken = msgspec.json.decode(
            score(options, f"{name}-healthy", *healthy, "--quiet", command=asked), type=Precision
        ).merges
        ran = [merge for merge in taken if merge.verdict == "RAN"]
        rows.append(
            (
                *(name, f"{sum(case.verdict == 'HIT' for case in cases)} of {len(cases)}"),
                sum(each.severity != "info" for case in cases for each in _listed(case.findings)),
                share(
                    sum(any(each.severity != "info" for each in merge.findings) for merge in ran), len(ran)
                ),
                sum(each.severity != "info" for merge in ran for each in merge.findings),
            )
        )
    head = ("tool", "broken merges found", "findings there", "accepted merges flagged", "findings there")
    return table(head, rows)


def _listed(findings: list[Found] | int) -> list[Found]:
    return [] if isinstance(findings, int) else findings


# -- command -----------------------------------------------------------------------------------

PARTS = {"start-up": start_up, "merges": merges, "scale": scale, "by-hand": by_hand, "peer": peer}


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
    parser.add_argument("--out", type=Path, default=PROJECT / "build" / "speed", metavar="DIR")
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="runs of each scan; medians count")
    parser.add_argument("--files", type=int, default=100_000, metavar="N", help="of the large repository")
    parser.add_argument("--by-hand", type=int, default=4, metavar="N", help="merges to check with pyright")
    parser.add_argument("--peer", type=Path, metavar="PYTHON", help="a Python that has py-mergeguard")
    parser.add_argument("--peer-merges", type=int, default=60, metavar="N", help="accepted merges to show it")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="these parts")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    options = parser.parse_args()
    options.records, options.mirrors, options.out = (
        each.resolve() for each in (options.records, options.mirrors, options.out)
    )
    options.out.mkdir(parents=True, exist_ok=True)
    options.jobs = 1
    options.made = None
    compileall.compile_dir(PROJECT / "conflictscan", quiet=1)
    return options


def main() -> None:
    """Measure, print, and write where asked."""
    options = parsed()
    load = f"load {os.getloadavg()[0]:.1f} at the start"
    for name in options.only:
        content = PARTS[name](options)
        print(f"\n## {name}\n\n{content}", flush=True)
        if options.write:
            fill(BENCHMARKS, name, content)
    if options.write:
        fill(
            BENCHMARKS,
            "run",
            f"Last run: {today()}; {machine()}, {load}; medians over {options.repeat} run(s).",
        )


if __name__ == "__main__":
    main()
