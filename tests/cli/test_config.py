"""`conflictscan config`: what holds and why, and what is wrong with a file."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from conflictscan.cli.demo.shop import build, shop
from conflictscan.config import KEYS, Config

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Run

TEXT = """
[tool.conflictscan]
select = ["RW", "WW1"]
ignore = ["RW401"]
fail-on = "warning"
exclude = ["odd\\u202e \\"name\\"/**"]
target = "main"
preview = true
[tool.conflictscan.severity]
RW305 = "note"
[tool.conflictscan.per-path-ignores]
"tests/**" = ["RW305", "WW"]
"empty" = []
[tool.conflictscan.per-path-severity]
"docs/**" = { ALL = "note", RW102 = "warning" }
"none" = {}
[tool.conflictscan.concerns.maps]
about = "maps"
npm = ["leaflet react-leaflet", "maplibre-gl"]
[tool.conflictscan.concerns.dates]
off = true
[tool.conflictscan.concerns.authentication.mechanisms.saml.evidence]
"reads assertions" = ["parse_assertion("]
"""


class Text:
    def __init__(self, text: str) -> None:
        self._text = text

    def read(self, path: str) -> bytes | None:
        return self._text.encode() if path == "conflictscan.toml" else None


def commit(folder: Path, branch: str, name: str, text: str) -> None:
    git = ["git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org"]
    subprocess.run([*git, "switch", "--quiet", branch], cwd=folder, check=True)
    (folder / name).write_text(text)
    for command in (["add", "."], ["commit", "--quiet", "--message", "configure"]):
        subprocess.run([*git, *command], cwd=folder, check=True)


@pytest.fixture
def configured(tmp_path: Path) -> Path:
    """The shop, with a configuration on `main`."""
    build(tmp_path, shop())
    pyproject = (tmp_path / "pyproject.toml").read_text() if (tmp_path / "pyproject.toml").exists() else ""
    commit(tmp_path, "main", "pyproject.toml", pyproject + TEXT)
    return tmp_path


def source(run: Run, folder: Path, key: str, *arguments: str) -> tuple[object, list[dict[str, str]]]:
    told = json.loads(run("config", "show", *arguments, "--format", "json", cwd=folder).out)
    setting = told["settings"][key]
    return setting["value"], setting["sources"]


def test_what_is_shown_is_a_file_that_says_the_same(run: Run, configured: Path) -> None:
    done = run("config", "show", "invoices", "main", cwd=configured)
    assert done.status == 0, done.err
    shown = Config.load(Text(done.out))
    wanted = Config.load(Text(TEXT.replace("[tool.conflictscan]", "").replace("tool.conflictscan.", "")))
    assert shown == Config(**{key.field: getattr(wanted, key.field) for key in KEYS if key.name != "target"})
    assert "\u202e" not in done.out
    assert 'fail-on = "warning"  # pyproject.toml of main\n' in done.out


def test_every_key_is_shown_with_its_source(run: Run, configured: Path) -> None:
    told = json.loads(run("config", "show", "invoices", "main", "--format", "json", cwd=configured).out)
    assert list(told["settings"]) == [key.name for key in KEYS]
    file = {"kind": "file", "file": "pyproject.toml", "revision": "main"}
    assert told["settings"]["severity"] == {"value": {"RW305": "note"}, "sources": [file]}
    assert told["settings"]["baseline"] == {"value": None, "sources": [{"kind": "default"}]}


def test_the_side_that_decides_is_the_one_that_a_scan_asks(run: Run, configured: Path) -> None:
    assert source(run, configured, "fail-on", "main", "invoices") == ("error", [{"kind": "default"}])
    value, sources = source(run, configured, "target", "main", "invoices")
    assert (value, sources[0]["revision"]) == ("main", "main")


def test_options_win_and_ignore_adds(run: Run, configured: Path) -> None:
    options = ("invoices", "main", "--fail-on", "never", "--ignore", "RW101,RW102", "--select", "RW")
    line = {"kind": "command line"}
    assert source(run, configured, "fail-on", *options) == ("never", [line])
    assert source(run, configured, "select", *options) == (["RW"], [line])
    value, sources = source(run, configured, "ignore", *options)
    assert value == ["RW401", "RW101", "RW102"]
    assert [each["kind"] for each in sources] == ["file", "command line"]


def test_without_a_second_branch_that_of_head_is_shown(run: Run, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", str(tmp_path)], check=True)
    commit_alone = [
        "git",
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@b",
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        "x",
    ]
    subprocess.run(commit_alone, cwd=tmp_path, check=True)
    done = run("config", "show", cwd=tmp_path)
    assert done.status == 0
    assert done.out.startswith("# The configuration of HEAD; a scan needs a second branch:\n")


def test_a_broken_configuration_cannot_be_shown(run: Run, configured: Path) -> None:
    commit(configured, "main", "conflictscan.toml", "selct = []")
    done = run("config", "show", "invoices", "main", cwd=configured)
    assert (done.status, done.out) == (2, "")
    assert "did you mean 'select'?" in done.err


# -- check -------------------------------------------------------------------------------------


def test_all_that_is_wrong_with_a_file_is_told_at_once(run: Run, tmp_path: Path) -> None:
    text = 'selct = []\nfail-on = "eror"\nignore = ["RW9"]\nplugins = ["gone"]\n[severity]\nRW = "off"\n'
    (tmp_path / "conflictscan.toml").write_text(text)
    done = run(
        "config", "check", "conflictscan.toml", cwd=tmp_path, GIT_CEILING_DIRECTORIES=str(tmp_path.parent)
    )
    assert (done.status, done.err) == (1, "")
    rows = done.out.splitlines()
    assert [row.partition(":")[0] for row in rows] == ["error"] * 4 + ["conflictscan.toml is not valid"]
    for words in ("did you mean 'select'?", "did you mean 'error'?", "put it in 'ignore'", "plug-in 'gone'"):
        assert words in done.out


@pytest.mark.parametrize(
    ("name", "text", "status", "words"),
    [
        ("conflictscan.toml", 'ignore = ["RW102"]\npreview = true', 0, "is valid: it sets 2 keys"),
        ("pyproject.toml", "[tool.conflictscan]\npreview = true", 0, "is valid: it sets 1 key\n"),
        ("pyproject.toml", "[project]\nname = 'x'", 0, "has no configuration: the defaults hold"),
        ("team.toml", "preview = 3", 1, "must be true or false"),
        (
            "conflictscan.toml",
            "[concerns.maps]\nnmp = ['leaflet']",
            1,
            "'concerns.maps' in conflictscan.toml must be",
        ),
        ("conflictscan.toml", 'ignore = ["RW1O2"]', 1, "no rule is called 'RW1O2'; did you mean"),
        ("conflictscan.toml", "baseline = 'gone.json'", 1, "'gone.json', which is not there"),
        ("conflictscan.toml", "a = [", 1, "not valid TOML"),
    ],
)
def test_a_file_is_valid_or_not(
    run: Run, tmp_path: Path, name: str, text: str, status: int, words: str
) -> None:
    (tmp_path / name).write_text(text)
    done = run("config", "check", name, cwd=tmp_path, GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert done.status == status
    assert words in done.out


def test_the_work_tree_is_checked_when_nothing_is_named(run: Run, configured: Path) -> None:
    assert run("config", "check", cwd=configured).status == 0
    (configured / "conflictscan.toml").write_text("preview = 1")
    done = run("config", "check", cwd=configured)
    assert done.status == 1
    assert "'preview' in conflictscan.toml of the work tree" in done.out
    assert "warning: [tool.conflictscan] in pyproject.toml of the work tree is not read" in done.out
    assert (
        run("config", "check", "main", cwd=configured).out
        == "pyproject.toml of main is valid: it sets 10 keys\n"
    )


def test_what_is_neither_file_nor_revision_cannot_be_checked(run: Run, configured: Path) -> None:
    done = run("config", "check", "no-such-thing", cwd=configured)
    assert (done.status, done.out) == (2, "")
    assert "no-such-thing" in done.err
