"""The table of concerns: what it holds, what a team adds, and what a scan makes of both."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import msgspec
import pytest

from conflictscan.config import Config
from conflictscan.facts.concerns import ECOSYSTEMS, Concern, Mechanism
from conflictscan.formats.concerns import concerns
from conflictscan.formats.requirements import normalised
from conflictscan.scan import ScanOptions, scan
from tests.fixture_cases import Case, Trees, build

if TYPE_CHECKING:
    from pathlib import Path

LOADED = """
import sys
from pathlib import Path
from conflictscan.scan import ScanOptions, scan
scan(ScanOptions(repository=Path(sys.argv[1]), ours="ours", theirs="theirs", cache=False))
print(*sys.modules)
"""


def libraries(concern: Concern, ecosystem: str) -> list[str]:
    return [package for library in concern.libraries(ecosystem) for package in library.split()]


@pytest.mark.parametrize("ecosystem", ECOSYSTEMS)
def test_no_concern_lists_a_package_twice(ecosystem: str) -> None:
    for name, concern in concerns().items():
        listed = libraries(concern, ecosystem)
        assert sorted(listed) == sorted(set(listed)), name


def test_names_of_pypi_are_written_as_manifests_are_read() -> None:
    for concern in concerns().values():
        listed = libraries(concern, "pypi")
        assert listed == [normalised(package) for package in listed]


def test_every_concern_has_something_to_choose_between() -> None:
    for name, concern in concerns().items():
        assert concern.about, name
        ways = [len(concern.libraries(each)) for each in ECOSYSTEMS if concern.libraries(each)]
        assert all(count > 1 for count in ways), name
        assert ways or len(concern.mechanisms) > 1, name


def test_a_team_adds_to_a_concern_and_switches_others_off() -> None:
    mechanism = Mechanism(evidence={"issues tokens": ("mint(",)})
    found = concerns(
        (
            ("http-client", Concern(pypi=("acme-http",))),
            ("maps", Concern(about="maps", npm=("leaflet", "maplibre-gl"))),
            ("authentication", Concern(mechanisms={"token": mechanism})),
            ("dates", Concern(off=True)),
        )
    )
    assert found["http-client"].pypi == (*concerns()["http-client"].pypi, "acme-http")
    assert found["maps"].npm == ("leaflet", "maplibre-gl")
    issued = found["authentication"].mechanisms["token"].evidence["issues tokens"]
    assert issued[-1] == "mint("
    assert "jwt.encode(" in issued
    assert "dates" not in found
    assert "dates" in concerns()


def codes(tmp_path: Path, trees: Trees, config: Config) -> list[str]:
    options = ScanOptions(repository=build(tmp_path, trees), ours="ours", theirs="theirs", config=config)
    return [each.code for each in scan(msgspec.structs.replace(options, cache=False)).findings]


def test_libraries_of_ones_own_compete_too(tmp_path: Path) -> None:
    trees = Case("competing-library", "two-http-clients").trees()
    renamed = {
        side: {path: text.replace(b"httpx", b"acmehttp") for path, text in files.items()}
        for side, files in trees.items()
    }
    assert codes(tmp_path, renamed, Config()) == []
    given = Config(concerns=(("http-client", Concern(pypi=("acmehttp",))),))
    assert codes(tmp_path, renamed, given) == ["CD101"]


def test_a_concern_that_is_off_is_not_looked_at(tmp_path: Path) -> None:
    trees = Case("competing-library", "two-http-clients").trees()
    assert codes(tmp_path, trees, Config()) == ["CD101"]
    assert codes(tmp_path, trees, Config(concerns=(("http-client", Concern(off=True)),))) == []


def test_a_scan_without_manifests_does_not_load_the_table(tmp_path: Path) -> None:
    trees = Case("renamed-symbol-used", "alias-left").trees()
    done = subprocess.run(
        [sys.executable, "-c", LOADED, str(build(tmp_path, trees))],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.split())
    assert "conflictscan.rules.cd.competing_library" in loaded
    assert not loaded & {"conflictscan.rules.engines.libraries", "conflictscan.formats.concerns"}
