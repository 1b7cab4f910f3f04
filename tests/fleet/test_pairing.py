"""The join leaves out no pair that a scan finds something in: each fixture is a pair, and so are pairs of branches
that many fixtures make in one repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conflictscan.config import Config
from conflictscan.facts.findings import Revision
from conflictscan.fleet.ground import Ground
from conflictscan.fleet.pairing import pairs_to_scan
from conflictscan.fleet.traits import traits_of
from conflictscan.git import Repository
from conflictscan.sources import Sources
from tests.fixture_cases import RESULT, all_cases, build

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fixture_cases import Case

LOUD = [
    case
    for case in all_cases()
    if not (case.folder / RESULT).is_dir()
    and (case.expectation().finding or case.expectation().textual_conflict)
]


@pytest.mark.parametrize("case", LOUD, ids=lambda case: case.id)
def test_a_pair_that_has_a_finding_is_worth_a_scan(case: Case, tmp_path: Path) -> None:
    folder = build(tmp_path, case.trees())
    with Repository.open(folder) as repository:
        base, *sides = (
            Revision(rev=name, oid=repository.named(name).oid) for name in ("base", "ours", "theirs")
        )
        ground = Ground(repository, base, Sources(workers=1), folder=folder, config=Config())
        traits = [traits_of(ground.changes(ground.land(side)[1])) for side in sides]
    assert pairs_to_scan(traits), case.expectation().story
