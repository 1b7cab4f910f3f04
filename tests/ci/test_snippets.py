"""The snippets for other CI systems: their schemas, and their scripts run with the variables that the system sets."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.ci.jobs import SOURCE
from tests.ci.servers import BASE, ENVIRONMENT, RENAMED, USED, checkout, git, server

if TYPE_CHECKING:
    from tests.ci.servers import Server

SNIPPETS = SOURCE / "docs" / "ci"
SCHEMAS = {
    "gitlab-ci.yml": ("vendor.gitlab-ci",),
    "azure-pipelines.yml": (
        "vendor.azure-pipelines",
        "--regex-variant",
        "python",
    ),  # as its patterns are written
    "buildkite.yml": ("vendor.buildkite",),
}


def judged(file: Path, schema: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    judge = str(Path(sys.executable).parent / "check-jsonschema")
    return subprocess.run(
        [judge, "--builtin-schema", *schema, str(file)], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(("name", "schema"), SCHEMAS.items())
def test_the_schema_of_its_system_holds(name: str, schema: tuple[str, ...], tmp_path: Path) -> None:
    done = judged(SNIPPETS / name, schema)
    assert done.returncode == 0, done.stdout
    broken = tmp_path / name
    broken.write_text(
        (SNIPPETS / name).read_text("utf-8").replace("artifacts:", "artefacts:").replace("steps:", "stops:")
    )
    assert judged(broken, schema).returncode == 1


def test_the_page_names_each_snippet() -> None:
    page = (SNIPPETS / "README.md").read_text("utf-8")
    for file in SNIPPETS.iterdir():
        assert file.is_dir() or file.name == "README.md" or f"]({file.name})" in page


@pytest.fixture
def made(tmp_path: Path) -> Server:
    made = server(tmp_path / "server.git")
    old = made.line(None, BASE)
    made.ref("refs/heads/main", made.line(old, RENAMED))
    made.ref("refs/heads/orders", made.line(old, USED))
    return made


def run(made: Server, folder: Path, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The script in a whole clone of the branch, with conflictscan already there under its name."""
    clone = checkout(made, folder / "clone", git(made.path, "rev-parse", "orders"), depth=0)
    scripts = Path(sys.executable).parent
    (clone / ".conflictscan").mkdir()
    (clone / ".conflictscan" / "bin").symlink_to(scripts)
    agent = folder / "bin" / "buildkite-agent"
    agent.parent.mkdir()
    agent.write_text(f"#!/bin/sh\necho $* > {folder}/annotated\ncat >> {folder}/annotated\n")
    agent.chmod(0o755)
    path = os.pathsep.join((str(agent.parent), str(scripts), os.environ["PATH"]))
    script = script.replace("python3 -m venv .conflictscan", "true")
    environment = (
        ENVIRONMENT | {"PATH": path, "CONFLICTSCAN": "conflictscan", "PIP_NO_INDEX": "1"} | variables
    )
    return subprocess.run(
        ["bash", "-ec", script], cwd=clone, env=environment, capture_output=True, text=True, check=False
    )


def loaded(name: str) -> dict[str, Any]:
    return yaml.safe_load((SNIPPETS / name).read_text("utf-8"))


def failures(file: Path) -> str | None:
    return ET.parse(file).getroot()[0].get("failures")  # noqa: S314 - we wrote it


def test_gitlab(made: Server, tmp_path: Path) -> None:
    job = loaded("gitlab-ci.yml")["conflictscan"]
    variables = {
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_COMMIT_SHA": git(made.path, "rev-parse", "orders"),
    }
    done = run(made, tmp_path, "\n".join(job["script"]), **variables)
    assert done.returncode == 1, done.stderr
    reports = job["artifacts"]["reports"]
    assert len(json.loads((tmp_path / "clone" / reports["codequality"]).read_text("utf-8"))) == 1
    assert failures(tmp_path / "clone" / reports["junit"]) == "1"


def test_gitlab_merge_train(made: Server, tmp_path: Path) -> None:
    train = made.merge(git(made.path, "rev-parse", "main"), git(made.path, "rev-parse", "orders"), "train")
    made.ref("refs/heads/train", train)
    variables = {
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_COMMIT_SHA": train,
        "CI_MERGE_REQUEST_EVENT_TYPE": "merge_train",
    }
    done = run(made, tmp_path, "\n".join(loaded("gitlab-ci.yml")["conflictscan"]["script"]), **variables)
    assert done.returncode == 1, done.stderr


def test_azure(made: Server, tmp_path: Path) -> None:
    (script,) = [step["bash"] for step in loaded("azure-pipelines.yml")["steps"] if "bash" in step]
    variables = {
        "SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main",
        "SYSTEM_PULLREQUEST_SOURCECOMMITID": git(made.path, "rev-parse", "orders"),
    }
    done = run(made, tmp_path, script, **variables)
    assert done.returncode == 1, done.stderr
    assert failures(tmp_path / "clone" / "conflictscan.xml") == "1"
    assert json.loads((tmp_path / "clone" / "conflictscan.sarif").read_text("utf-8"))["runs"][0]["results"]


def test_buildkite(made: Server, tmp_path: Path) -> None:
    script = loaded("buildkite.yml")["steps"][0]["command"]
    assert not re.search(r"(?<!\$)\$(?!\$)", script)  # a single one is replaced when the pipeline is uploaded
    variables = {
        "BUILDKITE_PULL_REQUEST_BASE_BRANCH": "main",
        "BUILDKITE_COMMIT": git(made.path, "rev-parse", "orders"),
    }
    done = run(made, tmp_path, script.replace("$$", "$"), **variables)
    assert done.returncode == 1, done.stderr
    annotated = (tmp_path / "annotated").read_text("utf-8")
    assert annotated.startswith("annotate --context conflictscan --style error\n")
    assert "RW102" in annotated


def test_jenkins(made: Server, tmp_path: Path) -> None:
    (script,) = re.findall(r"sh '''(.*?)'''", (SNIPPETS / "Jenkinsfile").read_text("utf-8"), re.DOTALL)
    done = run(made, tmp_path, script, CHANGE_TARGET="main")
    assert done.returncode == 1, done.stderr
    assert failures(tmp_path / "clone" / "conflictscan.xml") == "1"
