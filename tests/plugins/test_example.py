"""The example of a plug-in, built and installed into an environment of its own, as a user does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import Protocol

import pytest

from .conftest import git

EXAMPLE = Path(__file__).parents[2] / "examples" / "conflictscan-example"


class Run(Protocol):
    def __call__(self, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]: ...


def purelib(python: Path) -> Path:
    """The folder of packages of an environment."""
    told = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    return Path(subprocess.run(told, check=True, capture_output=True, text=True).stdout.strip())


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment that sees this one's packages, with the example built and installed."""
    pytest.importorskip("hatchling", reason="the example cannot be built without hatchling")
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    (purelib(python) / "outer.pth").write_text(
        f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n"
    )
    command = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-index",
        "--no-deps",
    ]
    done = subprocess.run(
        [*command, "--no-build-isolation", str(EXAMPLE)], check=False, capture_output=True, text=True
    )
    if "No module named pip" in done.stderr:
        pytest.skip("this Python has no pip to install the example with")
    assert done.returncode == 0, done.stderr
    return python


@pytest.fixture
def run(environment: Path) -> Run:
    def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(environment), "-m", "conflictscan", *arguments],
            cwd=cwd,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_its_rule_finds_what_the_merge_makes(run: Run, repository: Path) -> None:
    done = run("scan", "quota", "main", "--format", "json", "--show-notes", cwd=repository)
    report = json.loads(done.stdout)
    assert [finding["code"] for finding in report["findings"]] == ["EXA101"]
    finding = report["findings"][0]
    assert "`ERR_QUOTA`" in finding["message"]
    assert "`ERR_LOCKED`" in finding["message"]
    assert (finding["cause"]["side"], finding["cause"]["line"]) == ("ours", 1)
    assert (finding["effect"]["side"], finding["effect"]["line"]) == ("theirs", 7)
    assert report["tool"]["plugins"] == [
        {"name": "example", "distribution": "conflictscan-example", "version": "1.0.0"}
    ]
    assert report["diagnostics"] == []


def test_a_number_that_only_one_side_takes_is_none_of_its_business(run: Run, repository: Path) -> None:
    git(repository, "switch", "--quiet", "quota")
    (repository / "errors.py").write_text(
        (repository / "errors.py").read_text().replace("QUOTA = 7", "QUOTA = 8")
    )
    git(repository, "commit", "--quiet", "--all", "--message", "the next number")
    done = run("scan", "quota", "main", "--format", "json", "--show-notes", cwd=repository)
    assert json.loads(done.stdout)["findings"] == []


def test_it_does_not_run_where_no_configuration_names_it(run: Run, repository: Path) -> None:
    (repository / "conflictscan.toml").write_text("")
    git(repository, "commit", "--quiet", "--all", "--message", "without the plug-in")
    report = json.loads(run("scan", "quota", "main", "--format", "json", cwd=repository).stdout)
    assert report["findings"] == []
    assert "plugins" not in report["tool"]


def test_the_configuration_chooses_and_rates_its_rules(run: Run, repository: Path) -> None:
    (repository / "conflictscan.toml").write_text('plugins = ["example"]\n[severity]\nEXA = "error"\n')
    git(repository, "commit", "--quiet", "--all", "--message", "the plug-in's rules are errors")
    assert run("scan", "quota", "main", cwd=repository).returncode == 1
    (repository / "conflictscan.toml").write_text('plugins = ["example"]\nignore = ["EXA"]\n')
    git(repository, "commit", "--quiet", "--all", "--message", "the plug-in's rules are ignored")
    assert "no semantic conflict" in run("scan", "quota", "main", cwd=repository).stdout


def test_it_is_listed_and_explained_where_it_is_configured(
    run: Run, repository: Path, tmp_path: Path
) -> None:
    rules = json.loads(run("rules", "--format", "json", cwd=repository).stdout)["rules"]
    assert [row["plugin"] for row in rules if row["code"] == "EXA101"] == ["example"]
    assert {row["plugin"] for row in rules if row["code"] != "EXA101"} == {None}
    assert "(plug-in example)" in " ".join(run("rules", cwd=repository).stdout.split())
    page = run("explain", "EXA101", cwd=repository).stdout
    assert page.startswith("# EXA101 error-number-taken-twice\n")
    assert "Of the plug-in example (conflictscan-example 1.0.0)" in page
    assert "next free number" in page
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert run("explain", "EXA101", cwd=elsewhere).returncode == 2
    assert "EXA101" not in run("rules", cwd=elsewhere).stdout


def test_an_environment_may_stand_in_the_scanned_repository(environment: Path, repository: Path) -> None:
    venv.create(repository / ".venv", with_pip=False)
    python = repository / ".venv" / environment.parent.name / environment.name
    site, source = purelib(python), purelib(environment)
    for path in ("outer.pth", "conflictscan_example", "conflictscan_example-1.0.0.dist-info"):
        copy = shutil.copytree if (source / path).is_dir() else shutil.copy
        copy(source / path, site / path)
    command = [str(python), "-m", "conflictscan", "scan", "quota", "main", "--format", "json"]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)
    assert [row["code"] for row in json.loads(done.stdout)["findings"]] == ["EXA101"]


def test_a_scan_without_the_plug_in_installed_says_what_is_missing(repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "conflictscan", "scan", "quota", "main"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "names the plug-in 'example', which is not installed" in done.stderr
    assert done.stderr.count("\n") == 1
