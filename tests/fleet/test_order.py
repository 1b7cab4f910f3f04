"""Orders and sets, against all that there are."""

from __future__ import annotations

from itertools import combinations, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from conflictscan.fleet.order import _by_moves, cheapest_order, largest_free, together

NODES = st.integers(0, 5)
PAIRS = st.lists(st.tuples(NODES, NODES).filter(lambda pair: pair[0] != pair[1]), max_size=9)
FORWARD = PAIRS.map(lambda pairs: [pair for pair in pairs if pair[0] < pair[1]])
COSTS = st.dictionaries(
    st.tuples(NODES, NODES).filter(lambda pair: pair[0] != pair[1]), st.integers(0, 5), max_size=12
)


def price(order: tuple[int, ...], costs: dict[tuple[int, int], int]) -> int:
    return sum(costs.get((one, two), 0) for place, one in enumerate(order) for two in order[place + 1 :])


def keeps(order: tuple[int, ...], before: list[tuple[int, int]]) -> bool:
    return all(order.index(one) < order.index(two) for one, two in before)


@settings(deadline=None, max_examples=60)
@given(COSTS, FORWARD)
def test_no_order_is_cheaper(costs: dict[tuple[int, int], int], before: list[tuple[int, int]]) -> None:
    found = cheapest_order(6, costs, before)
    assert sorted(found.nodes) == list(range(6))
    assert keeps(found.nodes, before)
    least = min(price(order, costs) for order in permutations(range(6)) if keeps(order, before))
    assert (found.cost, found.bound) == (least, least)
    assert price(found.nodes, costs) == least


@settings(deadline=None, max_examples=60)
@given(COSTS, FORWARD)
def test_the_search_for_many_nodes_keeps_the_order_and_the_bound(
    costs: dict[tuple[int, int], int], before: list[tuple[int, int]]
) -> None:
    found = tuple(_by_moves(range(6), costs, sorted(set(before))))
    assert sorted(found) == list(range(6))
    assert keeps(found, before)
    assert price(found, costs) >= cheapest_order(6, costs, before).cost


def test_the_bound_of_a_large_part_is_one_that_no_order_beats() -> None:
    ring = {(node, (node + 1) % 20): 1 for node in range(20)}
    found = cheapest_order(20, ring, [])
    assert found.bound <= found.cost
    assert found.bound == 0  # each pair by itself has a way that costs nothing
    assert found.cost == 1


@settings(deadline=None, max_examples=60)
@given(PAIRS)
def test_what_goes_together_is_what_reaches_each_other(before: list[tuple[int, int]]) -> None:
    groups = together(6, before)
    assert sorted(node for group in groups for node in group) == list(range(6))
    reach = {(node, node) for node in range(6)} | set(before)
    for _ in range(6):
        reach |= {(a, d) for a, b in reach for c, d in reach if b == c}
    for one, two in combinations(range(6), 2):
        same = next(group for group in groups if one in group) == next(
            group for group in groups if two in group
        )
        assert same == ((one, two) in reach and (two, one) in reach)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.frozensets(NODES, min_size=1, max_size=3), max_size=6),
    st.dictionaries(NODES, st.sets(NODES, max_size=2)),
)
def test_no_free_set_is_larger(excluding: list[frozenset[int]], needs: dict[int, set[int]]) -> None:
    found = largest_free(6, excluding, needs)

    def free(nodes: set[int]) -> bool:
        return not any(each <= nodes for each in excluding) and all(
            needs.get(node, set()) <= nodes for node in nodes
        )

    assert free(set(found.nodes))
    most = max(len(c) for size in range(7) for c in combinations(range(6), size) if free(set(c)))
    assert len(found.nodes) == most == found.bound


def test_a_search_that_stops_says_what_it_may_have_missed() -> None:
    number = 60
    ring = [(node, (node + step) % number) for node in range(number) for step in (1, 2, 5, 7)]
    found = largest_free(number, ring, {})
    assert not any(set(pair) <= set(found.nodes) for pair in ring)
    assert len(found.nodes) <= found.bound <= number
