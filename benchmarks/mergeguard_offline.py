"""Runs py-mergeguard's own engine on two branches of a local clone, without its forge.

For a virtual environment that has py-mergeguard (it needs Python 3.12): the two branches are shown to the
engine as two open pull requests, and git answers what the forge would be asked. Prints its conflicts as
`{"findings": […]}`, for score.py. Its parsers are downloaded at run time; without a network it falls back to
regular expressions by itself.

    VENV/bin/python benchmarks/mergeguard_offline.py REPOSITORY OURS THEIRS
"""

from __future__ import annotations

import datetime as dt
import importlib
import json
import os
import subprocess
import sys
import tempfile
from typing import Any

NOW = dt.datetime.now(tz=dt.UTC)
STATUS = {"A": "added", "M": "modified", "D": "removed", "R": "renamed", "T": "modified"}


class Clone:
    """The forge as the engine sees it: branch 1 and branch 2 are pull requests against their merge base."""

    def __init__(self, repository: str, branches: list[str], models: Any) -> None:  # noqa: ANN401 - no stubs
        self._repository = repository
        self._branches = branches
        self._models = models
        self._base = self._git("merge-base", *branches).strip()

    def _git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", "-c", "core.quotePath=false", *arguments],
            cwd=self._repository,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode("utf-8", "replace")

    def close(self) -> None:
        """Nothing is open."""

    def get_pr(self, number: int) -> Any:  # noqa: ANN401
        """One of the two branches, with a title that says nothing."""
        branch = self._branches[number - 1]
        return self._models.PRInfo(
            number=number,
            title=f"Change {'one' if number == 1 else 'two'}",
            author=f"author{number}",
            base_branch=self._base,
            head_branch=branch,
            head_sha=self._git("rev-parse", branch).strip(),
            created_at=NOW,
            updated_at=NOW,
        )

    def get_open_prs(self, max_count: int = 200, max_age_days: int | None = None) -> list[Any]:
        """Both branches."""
        del max_count, max_age_days
        return [self.get_pr(1), self.get_pr(2)]

    def get_pr_files(self, pr_number: int) -> list[Any]:
        """The branch's changed files with their patches."""
        branch = self._branches[pr_number - 1]
        rows = self._git("diff", "--name-status", "-M", self._base, branch).splitlines()
        return [self._file(branch, *row.split("\t")) for row in rows]

    def _file(self, branch: str, status: str, *paths: str) -> Any:  # noqa: ANN401
        patch = self._git("diff", "-M", self._base, branch, "--", *paths)
        lines = patch.splitlines()
        start = next((number for number, line in enumerate(lines) if line.startswith("@@")), None)
        return self._models.ChangedFile(
            path=paths[-1],
            status=STATUS.get(status[0], "modified"),
            additions=sum(line.startswith("+") for line in lines),
            deletions=sum(line.startswith("-") for line in lines),
            patch=None if start is None else "\n".join(lines[start:]),
            previous_path=paths[0] if len(paths) > 1 else None,
        )

    def get_pr_diff(self, pr_number: int) -> str:
        """The branch's whole diff."""
        return self._git("diff", "-M", self._base, self._branches[pr_number - 1])

    def get_file_content(self, path: str, ref: str) -> str | None:
        """A file at a revision."""
        try:
            return self._git("cat-file", "blob", f"{ref}:{path}")
        except subprocess.CalledProcessError:
            return None


def main() -> None:
    """Print the engine's conflicts as findings."""
    repository, *branches = sys.argv[1:]
    with tempfile.TemporaryDirectory() as home:
        os.environ["HOME"] = home  # its caches answer for other branches
        os.chdir(home)
        models = importlib.import_module("mergeguard.models")
        engine = importlib.import_module("mergeguard.core.engine")
        clone = Clone(repository, branches, models)
        config = models.MergeGuardConfig(check_regressions=False)
        report = engine.MergeGuardEngine(
            client=clone, config=config, repo_full_name="a/b"
        ).analyze_pr_targeted(1, [clone.get_pr(2)])
    findings = [
        {
            "severity": str(conflict.severity),
            "code": str(conflict.conflict_type),
            "rule": str(conflict.conflict_type),
            "symbol": conflict.symbol_name or "",
            "message": conflict.description,
            "cause": {"path": conflict.file_path, "line": (conflict.source_lines or (0,))[0]},
            "effect": {"path": conflict.file_path, "line": (conflict.target_lines or (0,))[0]},
        }
        for conflict in report.conflicts
    ]
    print(json.dumps({"findings": findings}))


if __name__ == "__main__":
    main()
