"""In what order many branches land: as little as can be has to be reworked, and what needs another comes after it.

Whoever lands second adapts. For a semantic conflict that costs less where the second is the one with the effect: its
own new lines are to be changed, not somebody else's. A textual conflict costs its paths, whoever comes second.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from conflictscan.facts.findings import Severity, Side
from conflictscan.facts.fleet import Blocked, Need, Plan, Rebase
from conflictscan.fleet.branches import branches, two_of
from conflictscan.fleet.matrix import compared, opened_ground
from conflictscan.fleet.order import cheapest_order, largest_free, together
from conflictscan.graph import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from conflictscan.config import Config
    from conflictscan.facts.findings import Finding
    from conflictscan.facts.fleet import Combination, Matrix, Meeting
    from conflictscan.fleet.ground import Ground
    from conflictscan.fleet.matrix import Comparison, MatrixOptions
    from conflictscan.fleet.order import Costs
    from conflictscan.fleet.pairing import Pair

_OWN: Final = 1  # to mend new lines of one's own
_OTHERS: Final = 2  # to mend those of others
_PATH: Final = 2  # to merge a file


def plan(options: MatrixOptions, progress: Callable[[int, int], object]) -> Plan:
    """The plan for the branches that are meant."""
    with opened_ground(options) as ground:
        chosen = branches(ground.repository, options.wanted, ground.target)
        two_of(chosen, "a plan")
        done = compared(ground, chosen, options, progress)
        return planned(done.matrix, tuple(needs_of(ground, done)), options.config)


def planned(matrix: Matrix, needs: Sequence[Need], config: Config) -> Plan:
    """The plan that a matrix and the needs of its branches give."""
    blocked = tuple(_blocked(matrix, needs, config))
    out = {each.member for each in blocked}
    free = [place for place in range(len(matrix.members)) if place not in out]
    needs_in = [need for need in needs if need.member not in out and need.on not in out]
    hard = [m for m in matrix.meetings if _is_hard(m, config) and {m.ours, m.theirs}.isdisjoint(out)]
    combos = [c for c in matrix.combinations if _is_hard(c, config) and out.isdisjoint(c.members)]

    groups = [group for group in together(len(matrix.members), _before(needs_in)) if group[0] in free]
    home = {place: index for index, group in enumerate(groups) for place in group}
    costs = _costs(matrix.meetings, home)
    order = cheapest_order(len(groups), costs, _between(home, needs_in))
    steps = tuple(groups[index] for index in order.nodes)

    excluding = [*((m.ours, m.theirs) for m in hard), *(c.members for c in combos)]
    excluding += [(place, place) for place in out]
    needed: defaultdict[int, set[int]] = defaultdict(set)
    for need in needs_in:
        needed[need.member].add(need.on)
    safe = largest_free(len(matrix.members), excluding, needed)
    waves, rebases = _waves(steps, hard, combos, needed)
    return Plan(
        target=matrix.target,
        members=matrix.members,
        steps=steps,
        waves=waves,
        rebases=rebases,
        needs=tuple(needs),
        blocked=blocked,
        safe=safe.nodes,
        safe_bound=safe.bound,
        cost=order.cost,
        bound=order.bound,
        skipped=matrix.skipped,
    )


def _is_hard(each: Meeting | Combination, config: Config) -> bool:
    return bool(each.conflicts) or config.fails(each.findings)


def _blocked(matrix: Matrix, needs: Sequence[Need], config: Config) -> Iterator[Blocked]:
    """Branches that conflict with the target, and those that need one of these."""
    out: set[int] = set()
    for place, member in enumerate(matrix.members):
        if member.conflicts or config.fails(member.findings):
            out.add(place)
            yield Blocked(member=place, conflicts=member.conflicts, findings=member.findings)
    growing = True
    while growing:
        growing = False
        for need in needs:
            if need.on in out and need.member not in out:
                out.add(need.member)
                growing = True
                yield Blocked(member=need.member)


# -- costs -------------------------------------------------------------------------------------


def _costs(meetings: Iterable[Meeting], home: dict[int, int]) -> Costs:
    """What each way round costs, between groups."""
    costs: defaultdict[Pair, int] = defaultdict(int)
    for meeting in meetings:
        if meeting.ours not in home or meeting.theirs not in home:
            continue
        one, two = home[meeting.ours], home[meeting.theirs]
        if one != two:
            costs[one, two] += _PATH * len(meeting.conflicts) + _rework(meeting.findings, Side.THEIRS)
            costs[two, one] += _PATH * len(meeting.conflicts) + _rework(meeting.findings, Side.OURS)
    return dict(costs)


def _rework(findings: Iterable[Finding], second: Side) -> int:
    """What the side that lands second has to mend."""
    return sum(
        _OWN if finding.effect.side is second else _OTHERS
        for finding in findings
        if finding.severity is not Severity.NOTE
    )


def _before(needs: Iterable[Need]) -> list[Pair]:
    return [(need.on, need.member) for need in needs]


def _between(home: dict[int, int], needs: Iterable[Need]) -> list[Pair]:
    pairs = ((home[need.on], home[need.member]) for need in needs)
    return [pair for pair in pairs if pair[0] != pair[1]]


# -- waves -------------------------------------------------------------------------------------


def _waves(
    steps: Sequence[tuple[int, ...]],
    hard: Sequence[Meeting],
    combos: Sequence[Combination],
    needed: dict[int, set[int]],
) -> tuple[tuple[tuple[int, ...], ...], tuple[Rebase, ...]]:
    """The steps, each in the first wave whose earlier waves hold all that it has to be rebased on."""
    wave: dict[int, int] = {}
    rebases: list[Rebase] = []
    for step in steps:
        due = [each for place in step if (each := _rebase(place, step, wave, hard, combos)) is not None]
        after = [wave[place] + 1 for each in due for place in each.onto if place in wave]
        beside = [wave[on] for place in step for on in needed.get(place, ()) if on in wave]
        level = max([*after, *beside], default=0)
        wave.update(dict.fromkeys(step, level))
        rebases += due
    levels: defaultdict[int, list[int]] = defaultdict(list)
    for step in steps:
        levels[wave[step[0]]] += step
    return tuple(tuple(levels[level]) for level in sorted(levels)), tuple(rebases)


def _rebase(
    place: int,
    step: tuple[int, ...],
    landed: dict[int, int],
    hard: Sequence[Meeting],
    combos: Sequence[Combination],
) -> Rebase | None:
    """What a branch has to be rebased on, among those before it and those that land with it."""
    there = {*landed, *(other for other in step if other < place)}
    meetings = [m for m in hard if place in (m.ours, m.theirs) and m.ours + m.theirs - place in there]
    due = [c for c in combos if place in c.members and set(c.members) - {place} <= there]
    onto = {m.ours + m.theirs - place for m in meetings} | {o for c in due for o in c.members if o != place}
    if not onto:
        return None
    return Rebase(member=place, onto=tuple(sorted(onto)), meetings=tuple(meetings), combinations=tuple(due))


# -- needs -------------------------------------------------------------------------------------


def needs_of(ground: Ground, done: Comparison) -> Iterator[Need]:
    """Branches that stand on others, and branches that use what only another adds; told once for each pair."""
    for place, state in enumerate(done.states):
        found: dict[int, str] = {}
        for other, under in enumerate(done.states):
            if other != place and under.tip in state.beyond and under.tip != state.tip:
                found[other] = "its commits"
        for lack in done.traits[place].lacking:
            for other, traits in enumerate(done.traits):
                if other == place or other in found or lack.name not in traits.offered:
                    continue
                joined = ground.join((state, done.states[other]))
                if joined is None:
                    continue
                binding = ground.tree(joined).bind(lack.path, lack.reference)
                if binding.status is Status.BOUND:
                    found[other] = lack.name
        yield from (Need(member=place, on=other, why=why) for other, why in sorted(found.items()))
