"""All pairs of many branches against one target, without a scan of each pair.

Every branch is merged into the target by itself; these states have one base, so that what a branch brings is told once
and compared with all others by a join. Only pairs that have something in common are scanned. What a pair breaks is
what neither branch breaks alone: conflicts with the target are told of the branch.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import closing, contextmanager, nullcontext
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from conflictscan.config import Config
from conflictscan.facts.errors import GitError, UsageError
from conflictscan.facts.fleet import Contest, Matrix, Meeting, Member, Skipped
from conflictscan.fleet.audit import commit
from conflictscan.fleet.branches import Wanted, branches, two_of
from conflictscan.fleet.combining import combinations_of, mark_of
from conflictscan.fleet.ground import Ground
from conflictscan.fleet.pairing import pairs_to_scan
from conflictscan.fleet.traits import Traits, traits_of
from conflictscan.git import Repository
from conflictscan.git.landing import Landed
from conflictscan.sources import Sources

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    from conflictscan.facts.findings import Revision
    from conflictscan.facts.fleet import Combination
    from conflictscan.fleet.ground import Met
    from conflictscan.fleet.pairing import Pair


class MatrixOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What to compare and how. `prefilter` and `cache` change the time that takes, never what is found."""

    repository: Path
    target: str | None = None
    wanted: Wanted = Wanted()
    config: Config = Config()
    cache: bool = True
    prefilter: bool = True
    combinations: bool = True


def matrix(options: MatrixOptions, progress: Callable[[int, int], object]) -> Matrix:
    """What each branch does to the target, what each pair does, and what only three or more do.

    `progress` is told how many of how many steps are done. Raises a `ConflictScanError` where a branch that was named
    cannot be merged at all; of those that a pattern found, it is left out and told.
    """
    with opened_ground(options) as ground:
        chosen = branches(ground.repository, options.wanted, ground.target)
        two_of(chosen, "a matrix")
        return compared(ground, chosen, options, progress).matrix


@contextmanager
def opened_ground(options: MatrixOptions) -> Generator[Ground]:
    """The target of the options, with the repository open and what is read kept."""
    from conflictscan.cache import FactCache  # noqa: PLC0415 - sqlite3 loads where a cache is wanted

    with (
        Repository.open(options.repository) as repository,
        closing(FactCache.open()) if options.cache else nullcontext() as store,
    ):
        target = target_of(repository, options.target)
        yield Ground(repository, target, Sources(store), folder=options.repository, config=options.config)


def target_of(repository: Repository, name: str | None) -> Revision:
    """The branch that all others land on: the one named, the one that HEAD would merge into, or HEAD."""
    return commit(repository, name or configured_target(repository) or _usual_target(repository))


def _usual_target(repository: Repository) -> str:
    try:
        return repository.default_target()
    except UsageError:  # who stands on the main branch has nothing to merge into, and asks what may come in
        return "HEAD"


def configured_target(repository: Repository) -> str | None:
    """The target that the configuration of HEAD names."""
    return Config.load(repository.snapshot("HEAD"), where="HEAD").target if repository.find("HEAD") else None


class Comparison(NamedTuple):
    """A matrix, and what it was made from: a state of the target and the traits of each of its branches."""

    matrix: Matrix
    states: list[Landed]
    traits: list[Traits]


def compared(
    ground: Ground, chosen: Sequence[Revision], options: MatrixOptions, progress: Callable[[int, int], object]
) -> Comparison:
    """All pairs of the branches."""
    members, states, skipped = landed(ground, chosen, options.wanted, progress)
    traits = [traits_of(ground.changes(state), options.config.concerns) for state in states]
    every = dict.fromkeys(combinations(range(len(states)), 2), ("all",))
    possible = pairs_to_scan(traits) if options.prefilter and not options.config.plugins else every
    pairs: dict[Pair, Met] = {}
    for step, (one, two) in enumerate(possible, 1):
        pairs[one, two] = ground.meet(states[one], states[two])
        progress(len(chosen) + step, len(chosen) + len(possible))
    found: list[Combination] = []
    if options.combinations:
        alone = frozenset(mark_of(finding) for member in members for finding in member.findings)
        found.extend(combinations_of(ground, states, possible, pairs, alone))
    meetings = tuple(
        Meeting(ours=one, theirs=two, conflicts=met.conflicts, findings=met.findings)
        for (one, two), met in sorted(pairs.items())
        if not met.clean
    )
    made = Matrix(
        target=ground.target,
        members=tuple(members),
        meetings=meetings,
        scanned=len(possible),
        combinations=tuple(found),
        contests=tuple(_contests(meetings)),
        skipped=tuple(skipped),
    )
    return Comparison(made, states, traits)


def landed(
    ground: Ground, chosen: Sequence[Revision], wanted: Wanted, progress: Callable[[int, int], object]
) -> tuple[list[Member], list[Landed], list[Skipped]]:
    """Each branch on the target by itself, and those that could not be merged into it at all."""
    members: list[Member] = []
    states: list[Landed] = []
    skipped: list[Skipped] = []
    for place, branch in enumerate(chosen, 1):
        try:
            member, state = ground.land(branch)
        except GitError as error:
            if branch.rev in wanted.names:
                raise
            skipped.append(Skipped(name=branch.rev, oid=branch.oid, reason=str(error)))
        else:
            members.append(member)
            states.append(state)
        progress(place, len(chosen))
    return members, states, skipped


def _contests(meetings: Iterable[Meeting]) -> Iterator[Contest]:
    """What three branches or more take at once."""
    takers: defaultdict[tuple[str, str], set[Pair]] = defaultdict(set)
    for meeting in meetings:
        for finding in meeting.findings:
            takers[finding.code, finding.symbol].add((meeting.ours, meeting.theirs))
    for (code, symbol), pairs in sorted(takers.items()):
        members = sorted({place for pair in pairs for place in pair})
        if len(members) > 2 and all(pair in pairs for pair in combinations(members, 2)):
            yield Contest(code=code, symbol=symbol, members=tuple(members))
