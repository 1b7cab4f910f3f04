"""Orders and sets in small graphs: what must go together, what goes first, and what can go at once.

Exact where that is cheap, else the best of a search, and always with a bound that no answer can beat. Nodes are numbers
from 0; nothing here knows what a branch is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_EXACT: Final = 13  # nodes of one component, over whose subsets an order is sought
_STEPS: Final = 50_000  # of the search for the largest set

Costs = dict[tuple[int, int], int]
"""(first, second) -> what it costs that the second comes after the first."""


class Order(NamedTuple):
    """Nodes in order, what that costs, and what every order costs at least."""

    nodes: tuple[int, ...]
    cost: int
    bound: int


class FreeSet(NamedTuple):
    """Nodes that do not exclude each other, and how many such a set can have at most."""

    nodes: tuple[int, ...]
    bound: int


def together(number: int, before: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Groups of nodes that each must come before another of the group; a node without such is a group of its own.

    The strongly connected components (Tarjan 1972), sorted by their first node.
    """
    after: list[list[int]] = [[] for _ in range(number)]
    for first, second in sorted(set(before)):
        after[first].append(second)
    reached = [_reached(after, node) for node in range(number)]
    groups: dict[int, list[int]] = {}
    for node in range(number):
        first = next(other for other in range(node + 1) if node in reached[other] and other in reached[node])
        groups.setdefault(first, []).append(node)
    return [tuple(group) for _, group in sorted(groups.items())]


def _reached(after: Sequence[Sequence[int]], start: int) -> set[int]:
    seen = {start}
    waiting = [start]
    while waiting:
        for node in after[waiting.pop()]:
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return seen


# -- order -------------------------------------------------------------------------------------


def cheapest_order(number: int, costs: Costs, before: Iterable[tuple[int, int]]) -> Order:
    """The order that costs least among those that keep `before`, which must have no cycle.

    Parts of the graph that nothing joins are ordered by themselves, so that their order among each other is that of
    their first nodes. Up to thirteen nodes a part the order is the best (dynamic programming over subsets, Held and
    Karp 1962); beyond, an insertion is improved until no single move helps.
    """
    pairs = sorted(set(before))
    nodes: list[int] = []
    cost = bound = 0
    for part in _parts(number, [*costs, *pairs]):
        inner = [pair for pair in pairs if pair[0] in part]
        least = _least(part, costs, inner)
        found = _by_subsets(part, costs, inner) if len(part) <= _EXACT else _by_moves(part, costs, inner)
        paid = _cost(found, costs)
        nodes += found
        cost += paid
        bound += paid if len(part) <= _EXACT else least
    return Order(tuple(nodes), cost, bound)


def _parts(number: int, pairs: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """Connected components, nodes sorted, by their first node."""
    beside: list[list[int]] = [[] for _ in range(number)]
    for one, two in pairs:
        beside[one].append(two)
        beside[two].append(one)
    seen: set[int] = set()
    for node in range(number):
        if node not in seen:
            part = _reached(beside, node)
            seen |= part
            yield sorted(part)


def _least(part: Sequence[int], costs: Costs, before: Sequence[tuple[int, int]]) -> int:
    """No order costs less: each pair pays one of its two ways."""
    known = set(before)
    total = 0
    for place, one in enumerate(part):
        for two in part[place + 1 :]:
            ways = (costs.get((one, two), 0), costs.get((two, one), 0))
            total += ways[0] if (one, two) in known else ways[1] if (two, one) in known else min(ways)
    return total


def _cost(order: Sequence[int], costs: Costs) -> int:
    return sum(costs.get((one, two), 0) for place, one in enumerate(order) for two in order[place + 1 :])


def _by_subsets(part: Sequence[int], costs: Costs, before: Sequence[tuple[int, int]]) -> list[int]:
    size = len(part)
    needed = [sum(1 << part.index(first) for first, second in before if second == node) for node in part]
    best: dict[int, tuple[int, tuple[int, ...]]] = {0: (0, ())}
    for done in range(1 << size):
        here = best.pop(done, None)
        if here is None:
            continue
        if done == (1 << size) - 1:
            return [part[place] for place in here[1]]
        for place in range(size):
            if done >> place & 1 or needed[place] & ~done:
                continue
            paid = here[0] + sum(costs.get((part[first], part[place]), 0) for first in here[1])
            step = (paid, (*here[1], place))
            key = done | 1 << place
            if key not in best or step < best[key]:
                best[key] = step
    raise AssertionError("the nodes that come before each other have a cycle")


def _by_moves(part: Sequence[int], costs: Costs, before: Sequence[tuple[int, int]]) -> list[int]:
    order = _sorted(part, costs, before)
    known = set(before)
    improved = True
    while improved:
        improved = False
        for start in range(len(order)):
            gain, best = 0, start
            for step in (-1, 1):
                total, place = 0, start
                while 0 <= place + step < len(order):
                    node, other = order[start], order[place + step]
                    first, second = (other, node) if step < 0 else (node, other)
                    if (first, second) in known:
                        break
                    total += costs.get((first, second), 0) - costs.get((second, first), 0)
                    place += step
                    if total > gain:
                        gain, best = total, place
            if best != start:
                order.insert(best, order.pop(start))
                improved = True
    return order


def _sorted(part: Sequence[int], costs: Costs, before: Sequence[tuple[int, int]]) -> list[int]:
    """Of those whose predecessors are through, always the one that leaves the least to those after it."""
    left = list(part)
    order: list[int] = []
    while left:
        ready = [node for node in left if not any(b == node and a in left for a, b in before)]
        chosen = min(
            ready,
            key=lambda node: (
                sum(costs.get((node, other), 0) - costs.get((other, node), 0) for other in left),
                node,
            ),
        )
        left.remove(chosen)
        order.append(chosen)
    return order


# -- sets --------------------------------------------------------------------------------------


def largest_free(
    number: int, excluding: Iterable[Iterable[int]], needs: Mapping[int, Iterable[int]]
) -> FreeSet:
    """The largest set that holds none of the `excluding` sets whole, and with each node all that it needs.

    A search that stops after fifty thousand steps; its set is then the best seen, and the bound says what may be left.
    """
    sets = [sum(1 << node for node in set(each)) for each in excluding]
    needed = [sum(1 << other for other in needs.get(node, ())) for node in range(number)]
    degrees = [sum(each >> node & 1 for each in sets) for node in range(number)]
    order = sorted(range(number), key=lambda node: (degrees[node], node))
    best, steps = _searched(order, sets, needed)
    bound = best.bit_count() if steps < _STEPS else min(number, _cover(number, sets))
    return FreeSet(tuple(node for node in range(number) if best >> node & 1), bound)


def _searched(order: Sequence[int], sets: Sequence[int], needed: Sequence[int]) -> tuple[int, int]:
    """Takes or leaves one node after the other, the least excluded first: the best set, and the steps it took."""
    best = steps = 0
    waiting = [(0, 0, 0)]
    while waiting and steps < _STEPS:
        place, chosen, left_out = waiting.pop()
        steps += 1
        if chosen.bit_count() + len(order) - place <= best.bit_count():
            continue
        if place == len(order):
            if all(not needed[node] & ~chosen for node in order if chosen >> node & 1):
                best = chosen
            continue
        node = order[place]
        taken = chosen | 1 << node
        waiting.append((place + 1, chosen, left_out | 1 << node))
        if not needed[node] & left_out and not any(each & taken == each for each in sets):
            waiting.append((place + 1, taken, left_out))
    return best, steps


def _cover(number: int, sets: Sequence[int]) -> int:
    """How many groups of nodes that all exclude each other cover all: a set has one node of each at most."""
    pairs = {each for each in sets if each.bit_count() == 2}
    groups: list[list[int]] = []
    for node in range(number):
        if 1 << node in sets:
            continue
        home = next((g for g in groups if all((1 << node | 1 << other) in pairs for other in g)), None)
        if home is None:
            groups.append([node])
        else:
            home.append(node)
    return len(groups)
