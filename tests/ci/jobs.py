"""A job of GitHub Actions, as far as it matters: event file, environment, the files that steps write."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple, cast

import yaml

from conflictscan.report.markdown import MARKER
from tests.ci.servers import ENVIRONMENT

SOURCE = Path(__file__).parents[2]
_EXPRESSION = re.compile(r"\$\{\{ *([^}]*?) *\}\}")


class Done(NamedTuple):
    """What a job left."""

    status: int
    log: str
    outputs: dict[str, str]
    summary: str
    errors: str = ""

    @property
    def reports(self) -> list[dict[str, Any]]:
        return [
            json.loads(line) for line in Path(self.outputs["report-file"]).read_text("utf-8").splitlines()
        ]

    @property
    def findings(self) -> dict[tuple[str, str], list[str]]:
        """Codes of what was found, by the pair it was found between."""
        return {
            (report["repository"]["ours"]["rev"], report["repository"]["theirs"]["rev"]): [
                finding["code"] for finding in report["findings"]
            ]
            for report in self.reports
        }

    @property
    def results(self) -> list[dict[str, Any]]:
        """Those of the SARIF file."""
        return json.loads(Path(self.outputs["sarif-file"]).read_text("utf-8"))["runs"][0]["results"]


class JobFolder(NamedTuple):
    """Where a job runs: `workspace` holds the clone."""

    path: Path
    workspace: Path

    def environment(self, event: str, payload: dict[str, Any], **more: str) -> dict[str, str]:
        self.path.mkdir(parents=True, exist_ok=True)
        (self.path / "event.json").write_text(json.dumps(payload), "utf-8")
        return ENVIRONMENT | {
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": str(self.path / "event.json"),
            "GITHUB_OUTPUT": str(self.path / "output"),
            "GITHUB_REPOSITORY": "octo/shop",
            "GITHUB_STEP_SUMMARY": str(self.path / "summary.md"),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.path / "temporary"),
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", ""))),
            **more,
        }

    def ci(self, event: str, payload: dict[str, Any], **more: str) -> Done:
        """What `conflictscan ci` does with an event."""
        done = subprocess.run(
            [sys.executable, "-I", "-m", "conflictscan", "ci"],
            cwd=self.workspace,
            env=self.environment(event, payload, **more),
            capture_output=True,
            check=False,
        )
        return self.left(done.returncode, done.stdout, done.stderr)

    def left(self, status: int, out: bytes, errors: bytes = b"") -> Done:
        summary = self.path / "summary.md"
        return Done(
            status,
            out.decode("utf-8", "replace"),
            outputs(self.path / "output"),
            summary.read_text("utf-8") if summary.exists() else "",
            errors.decode("utf-8", "replace"),
        )


def outputs(file: Path) -> dict[str, str]:
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return dict(line.split("=", 1) for line in lines)


# -- the action --------------------------------------------------------------------------------


def action() -> dict[str, Any]:
    return cast("dict[str, Any]", yaml.safe_load((SOURCE / "action.yml").read_text("utf-8")))


def run_steps(
    folder: JobFolder, environment: dict[str, str], done_before: dict[str, str] | None = None, **inputs: str
) -> Done:
    """Each `run` of action.yml with the shell that GitHub gives it, and the values that GitHub puts in its `env`.

    `done_before`: outputs of the step that installs, where it has run in this RUNNER_TEMP already.
    """
    told = action()
    defaults = {name: given.get("default", "") for name, given in told["inputs"].items()}
    known = {f"inputs.{name}": value for name, value in (defaults | inputs).items()}
    known |= {"github.action_path": str(SOURCE), "github.token": ""}
    known |= {f"steps.install.outputs.{name}": value for name, value in (done_before or {}).items()}
    log = errors = b""
    for step in told["runs"]["steps"]:
        if "run" not in step or (done_before and step["id"] == "install"):
            continue  # for actions/setup-python stands the Python that tests run with
        output = folder.path / f"output-{step['id']}"
        given = {
            name: evaluated(evaluated(value, known), known) for name, value in step.get("env", {}).items()
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=folder.workspace,
            env=environment | given | {"GITHUB_OUTPUT": str(output)},
            capture_output=True,
            check=False,
        )
        log, errors = log + done.stdout, errors + done.stderr
        written = outputs(output)
        known |= {f"steps.{step['id']}.outputs.{name}": value for name, value in written.items()}
        (folder.path / "output").write_text("".join(f"{name}={value}\n" for name, value in written.items()))
        if done.returncode:
            return folder.left(done.returncode, log, errors)
    return folder.left(0, log, errors)


def evaluated(text: str, known: dict[str, str]) -> str:
    return _EXPRESSION.sub(lambda found: known.get(found[1], ""), text)


def commands(log: str) -> list[tuple[str, str]]:
    """Kind and line of the workflow commands that a runner obeys, quoted stretches left out."""
    obeyed: list[tuple[str, str]] = []
    word = ""
    for line in log.splitlines():
        if word:
            word = "" if line == f"::{word}::" else word
        elif line.startswith("::stop-commands::"):
            word = line.removeprefix("::stop-commands::")
        elif line.lstrip().startswith("::") or "##[" in line:
            obeyed.append((line.split(" ")[0].strip(":").split("::")[0], line))
    return obeyed


def marked(summary: str) -> bool:
    return summary.startswith(MARKER)
