"""Links between two sides' statements of one function."""

from __future__ import annotations

import textwrap

from conflictscan.languages import for_path
from conflictscan.rules.engines.interference import LinkKind, exclusive, links


def found(source: str, cause: set[str], effect: set[str]) -> list[tuple[LinkKind, str]]:
    language = for_path("a.py")
    assert language is not None
    text = textwrap.dedent(source).lstrip().encode()
    function = next(s for s in language.extract(text).symbols if s.name == "f")
    statements = language.statements(text, function.span)
    return [(link.kind, link.name) for link in links((), statements, frozenset(cause), frozenset(effect))]


def test_a_later_read_of_a_new_value_is_a_link() -> None:
    source = """
        def f(total, rate):
            total *= rate
            keep(rate)
            return total > 9
    """
    assert found(source, {"total *= rate"}, {"return total > 9"}) == [(LinkKind.READS, "total")]
    assert found(source, {"return total > 9"}, {"total *= rate"}) == []


def test_an_assignment_in_between_ends_the_flow() -> None:
    source = """
        def f(total, rate):
            total *= rate
            total = 0
            return total > 9
    """
    assert found(source, {"total *= rate"}, {"return total > 9"}) == []


def test_an_assignment_on_some_path_does_not_end_the_flow() -> None:
    source = """
        def f(total, rate):
            total *= rate
            if rate:
                total = 0
            return total > 9
    """
    assert found(source, {"total *= rate"}, {"return total > 9"}) == [(LinkKind.READS, "total")]


def test_arms_that_exclude_each_other_are_not_linked() -> None:
    source = """
        def f(total, rate):
            if rate:
                total *= rate
            else:
                keep(total)
    """
    assert found(source, {"total *= rate"}, {"keep(total)"}) == []
    assert exclusive(("1:a", "2:b"), ("1:c",))
    assert not exclusive(("1:a",), ("1:a", "2:b"))


def test_a_value_set_again_and_never_read_is_overwritten() -> None:
    source = """
        def f(row):
            row.state = "new"
            row.save()
            row.state = "done"
    """
    assert (LinkKind.OVERWRITES, "row.state") in found(source, {'row.state = "done"'}, {'row.state = "new"'})


def test_a_new_exit_may_skip_what_follows_it() -> None:
    source = """
        def f(rows):
            if not rows:
                return 0
            audit(rows)
            return 1
    """
    assert found(source, {"return 0"}, {"audit(rows)"}) == [(LinkKind.SKIPPED, "")]


def test_a_new_loop_head_is_around_its_statements_only() -> None:
    source = """
        def f(rows):
            for row in rows[1:]:
                audit(row)
            close(rows)
    """
    assert (LinkKind.GUARDED, "") in found(source, {"for row in rows[1:]"}, {"audit(row)"})
    assert found(source, {"for row in rows[1:]"}, {"close(rows)"}) == []


def test_a_changed_collection_counts_as_written() -> None:
    source = """
        def f(rows):
            rows.append(0)
            return len(rows)
    """
    assert found(source, {"rows.append(0)"}, {"return len(rows)"}) == [(LinkKind.READS, "rows")]
