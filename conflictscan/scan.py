"""One scan: git gives four trees, the graph links them, the rules judge, the report says it."""

from __future__ import annotations

import gc
import logging
import time
from collections import Counter
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from conflictscan import languages
from conflictscan.changes import SideChanges
from conflictscan.config import Config
from conflictscan.facts.errors import MissingObjects
from conflictscan.facts.findings import (
    ABSENT,
    Coverage,
    Diagnostic,
    Report,
    Result,
    Revision,
    Statistics,
    Unchecked,
)
from conflictscan.git import Repository
from conflictscan.graph import Tree
from conflictscan.lines import SourceLines
from conflictscan.rules.framework.emergence import run
from conflictscan.rules.framework.findings import findings, in_order
from conflictscan.rules.framework.world import SIDES, World
from conflictscan.rules.rule_set import RuleSet, rule_set
from conflictscan.sources import Sources, extractor_for
from conflictscan.suppression import Filtered, filtered

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from conflictscan.facts.findings import Neighbourhood
    from conflictscan.git import Triple


_LOG = logging.getLogger(__name__)


class ScanOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What to scan and how. Without `theirs`, the branch that `ours` would merge into.

    A `result` is a merge of both that is there already; it is looked at instead of the one that git would make.
    `prefilter`, `cache`, `recall` (with a cache, the report of an equal scan before is taken for this one) and
    `workers` (processes that read files; None: as many as pay) change the time a scan takes, never its findings.
    `neighbourhoods` asks what stands around each of them, for a report that draws it.
    """

    repository: Path
    ours: str = "HEAD"
    theirs: str | None = None
    base: str | None = None
    result: str | None = None
    config: Config = Config()
    cache: bool = True
    recall: bool = True
    prefilter: bool = True
    neighbourhoods: bool = False
    workers: int | None = None


def scan(options: ScanOptions) -> Report:
    """The report of one scan, notes included.

    Raises a `ConflictScanError` when the revisions give nothing to scan.
    """
    with Repository.open(options.repository) as repository:
        theirs = options.theirs or repository.default_target()
        triple = repository.triple(options.ours, theirs, base=options.base, result=options.result)
        return scan_triple(triple, options)


def rules_for(config: Config, repository: Path) -> RuleSet:
    """The rules of the package, and of the plug-ins that the configuration names."""
    if not config.plugins:
        return rule_set()
    with Repository.open(repository) as opened:
        return rule_set(config.plugins, opened.checkouts())


def scan_triple(triple: Triple, options: ScanOptions, sources: Sources | None = None) -> Report:
    """The report of a merge that git has already been asked for; the revisions in `options` are not read.

    Who scans much that is alike hands over the `sources` of all scans: each file is then read once.
    """
    with _no_collection():
        return _of_triple(triple, options, sources)


@contextmanager
def _no_collection() -> Generator[None]:
    """Pause the cycle collector: what a scan makes lives as long as the scan, and cycles are cut where they end.

    It would walk the growing trees of syntax again and again, a quarter of the whole time.
    """
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def _of_triple(triple: Triple, options: ScanOptions, sources: Sources | None) -> Report:
    started = time.perf_counter()
    if triple.trivial:
        return _report(
            triple, Filtered((), 0), Coverage(checked={}), (), Statistics(files_changed=_sizes(triple))
        )
    if sources is not None or not options.cache:
        return _scanned(triple, options, sources or Sources(workers=options.workers), started)
    from conflictscan.cache import FactCache  # noqa: PLC0415 - sqlite3 loads where a cache is wanted

    with closing(FactCache.open()) as cache:
        if cache.problem:  # no part of the report, which is the same on every machine
            _LOG.debug("%s", cache.problem)
        if not options.recall:
            return _scanned(triple, options, Sources(cache, workers=options.workers), started)
        from conflictscan.recall import Recall  # noqa: PLC0415 - of use with a cache alone

        asked = (options.prefilter, options.neighbourhoods, options.workers)
        known = rules_for(options.config, options.repository)
        recall = Recall(cache, triple, options.config, known, asked)
        report = recall.report()
        if report is None:
            report = _scanned(triple, options, Sources(cache, workers=options.workers), started)
            recall.keep(report)
            return report
        seconds = round(time.perf_counter() - started, 3)
        return msgspec.structs.replace(
            report, statistics=msgspec.structs.replace(report.statistics, seconds=seconds)
        )


def _scanned(triple: Triple, options: ScanOptions, sources: Sources, started: float) -> Report:
    triple.snapshot("base").ahead(_changed_blobs(triple))
    world = _world(triple, sources, options)
    known = rules_for(options.config, options.repository)
    outcome = run(
        world, [rule for rule in known.rules if options.config.runs(rule, preview=rule.rule.preview)]
    )
    judged = in_order(map(options.config.judged, findings(outcome.drafts, triple)))
    kept = filtered(judged, options.config, SourceLines(triple))
    around = _around(kept, world) if options.neighbourhoods else {}
    statistics = Statistics(
        files_changed=_sizes(triple),
        blobs_parsed=sources.parsed,
        blobs_cached=sources.cached,
        seconds=round(time.perf_counter() - started, 3),
    )
    diagnostics = tuple(sorted((*known.diagnostics, *outcome.diagnostics)))
    report = _report(triple, kept, _coverage(world), diagnostics, statistics)
    return msgspec.structs.replace(report, plugins=known.versions, neighbourhoods=around)


def _around(kept: Filtered, world: World) -> dict[str, Neighbourhood]:
    from conflictscan.neighbourhood import neighbourhoods  # noqa: PLC0415 - few reports draw them

    return neighbourhoods(kept.findings, world)


def _changed_blobs(triple: Triple) -> Iterator[str]:
    """What the sides changed, before and after: of code, the rules look at the words of all of it."""
    for side in SIDES:
        for change in triple.changes(side):
            if languages.for_path(change.path) is not None:
                yield from (blob for blob in (change.old_blob, change.new_blob) if blob is not None)


def _world(triple: Triple, sources: Sources, options: ScanOptions) -> World:
    base = Tree(triple.snapshot("base"), sources)
    conflicts = frozenset(triple.unresolved)
    return World(
        triple=triple,
        base=base,
        merged=Tree(triple.snapshot("merged"), sources, unreadable=conflicts),
        changes={
            side: SideChanges(side, base, Tree(triple.snapshot(side), sources), triple.changes(side))
            for side in SIDES
        },
        language_of=languages.for_path,
        prefilter=options.prefilter,
        read_ahead=sources.ahead,
        concerns=options.config.concerns,
    )


def _report(
    triple: Triple,
    kept: Filtered,
    coverage: Coverage,
    diagnostics: tuple[Diagnostic, ...],
    statistics: Statistics,
) -> Report:
    return Report(
        base=triple.base.oid,
        ours=Revision(rev=triple.ours.rev, oid=triple.ours.oid),
        theirs=Revision(rev=triple.theirs.rev, oid=triple.theirs.oid),
        result=_audited(triple),
        merged_tree=triple.merged_tree,
        textual_conflicts=triple.conflicts,
        findings=kept.findings,
        suppressed=kept.suppressed,
        coverage=coverage,
        diagnostics=diagnostics,
        statistics=statistics,
    )


def _audited(triple: Triple) -> Result | None:
    given = triple.result
    return None if given is None else Result(rev=given.rev, oid=given.oid, tree=given.tree)


def _sizes(triple: Triple) -> dict[str, int]:
    return {side.value: len(triple.changes(side)) for side in SIDES}


# -- coverage ----------------------------------------------------------------------------------


def _coverage(world: World) -> Coverage:
    """Which changed files of the merge were read, and why the others were not."""
    checked: Counter[str] = Counter()
    unchecked: set[Unchecked] = set()
    for path in sorted({path for side in SIDES for path in world.changed_in_merge(side)}):
        extractor = extractor_for(path)
        if path in world.conflicts:
            unchecked.add(Unchecked(path=path, reason="textual conflict"))
        elif extractor is None:
            unchecked.add(Unchecked(path=path, reason="no language"))
        else:
            reason = next(_reasons(world, path), "")
            if reason:
                unchecked.add(Unchecked(path=path, reason=reason))
            else:
                checked[extractor.name] += 1
    return Coverage(checked=dict(sorted(checked.items())), unchecked=tuple(sorted(unchecked)))


def _reasons(world: World, path: str) -> Iterator[str]:
    kind = world.merged.snapshot.kind(path)
    if kind is not None and kind != "file":
        yield kind.value
        return
    try:
        reason = world.merged.unread(path)
    except MissingObjects:
        if world.language_of(path) is not None:
            raise  # code that nobody can read may be what breaks; git merges a data file by its name alone
        reason = ABSENT
    if reason:
        yield reason
