"""The law that a scan executes nothing of the repository: each trap in it would leave a marker, and none does."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import NamedTuple, NoReturn

import pytest

from conflictscan.git.program import Git, kept_environment
from tests.fixture_cases import ENVIRONMENT, scanned

MISSING = "1234567890" * 4
HOOKS = (
    "applypatch-msg", "commit-msg", "fsmonitor-watchman", "post-checkout", "post-commit", "post-index-change",
    "post-merge", "post-rewrite", "pre-auto-gc", "pre-commit", "pre-merge-commit", "pre-push", "pre-rebase",
    "prepare-commit-msg", "reference-transaction", "update",
)  # fmt: skip
COMMANDS = (
    "blame", "cat-file", "check-attr", "commit-tree", "config", "diff-tree", "for-each-ref", "hash-object",
    "log", "ls-files", "merge", "merge-base", "merge-file", "merge-tree", "remote", "rev-list", "rev-parse",
    "show", "status", "symbolic-ref", "update-index", "write-tree",
)  # fmt: skip
STARTED_BY_TOOLS = ("conftest", "setup", "noxfile", "sitecustomize", "usercustomize", "__main__", "manage")
NEEDED_BY_SCANS = (
    "__future__", "ast", "click", "dataclasses", "enum", "gc", "json", "logging", "msgspec", "posixpath",
    "pygit2", "rich", "shutil", "sqlite3", "subprocess", "tempfile", "tomllib", "tree_sitter",
    "tree_sitter_python", "tree_sitter_toml", "typing", "yaml", "zlib",
)  # fmt: skip
"""Modules that a scan imports: were the current folder searched for them, it would run what it finds."""

LINES = "".join(f"line {number}\n" for number in range(1, 10))
ATTRIBUTES = "* diff=spy\n*.bin filter=spy\n*.txt merge=spy\n*.py merge=spy\n"
USERS = "def get_user(number):\n    return number\n\n\ndef name(user):\n    return str(user)\n"


class Trapped(NamedTuple):
    """A repository full of traps, and the folder that their markers go to."""

    path: Path
    marks: Path

    def touch(self, name: str) -> str:
        return f"touch '{self.marks / name}'"

    def git(self, *arguments: str, check: bool = True, **environment: str) -> None:
        command = ["git", *arguments]
        env = ENVIRONMENT | {"HOME": str(self.marks.parent)} | environment
        subprocess.run(command, cwd=self.path, check=check, capture_output=True, env=env)

    def sprung(self) -> list[str]:
        return sorted(path.name for path in self.marks.iterdir())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Trapped:
    folder = tmp_path_factory.mktemp("trapped")
    trapped = Trapped(folder / "repository", folder / "marks")
    for place in trapped:
        place.mkdir()
    _commits(trapped)
    _hooks(trapped.path / ".git", trapped)
    _configuration(trapped.path / ".git", trapped)
    (trapped.path / "logo.bin").write_bytes(b"edited\n")
    (trapped.path / "notes.txt").write_text("edited\n" + LINES)
    (trapped.path / "untracked.py").write_text("from app.users import get_user\n\nUSER = get_user(2)\n")
    return trapped


@pytest.fixture
def trapped(built: Trapped) -> Trapped:
    for mark in built.marks.iterdir():
        mark.unlink()
    return built


def _commits(trapped: Trapped) -> None:
    def side_effect(name: str) -> str:
        return f"open({str(trapped.marks / name)!r}, 'w').close()\n"

    modules = {f"{name}.py": side_effect(f"module {name}") for name in (*STARTED_BY_TOOLS, *NEEDED_BY_SCANS)}
    base = {
        **modules,
        "app/__init__.py": side_effect("package app"),
        "app/users.py": USERS + side_effect("module app.users"),
        ".gitattributes": ATTRIBUTES,
        "logo.bin": "logo\n",
        "notes.txt": LINES,
    }
    ours = {
        "app/users.py": base["app/users.py"].replace("get_user", "fetch_user"),
        "notes.txt": LINES.replace("line 1\n", "first\n"),
    }
    theirs = {
        "app/orders.py": "from app.users import get_user\n\nBUYER = get_user(1)\n"
        + side_effect("app.orders"),
        "conftest.py": "import app.orders\n" + modules["conftest.py"],
        "notes.txt": LINES.replace("line 9\n", "last\n"),
    }
    trapped.git("init", "--quiet", "--initial-branch=main")
    _commit(trapped, base)
    trapped.git("branch", "theirs")
    _commit(trapped, ours)
    trapped.git("switch", "--quiet", "theirs")
    _commit(trapped, theirs)
    trapped.git("switch", "--quiet", "main")
    nested = Trapped(
        trapped.path / "nested", trapped.marks
    )  # not a submodule: git looks into it all the same
    nested.path.mkdir()
    nested.git("init", "--quiet")
    _commit(nested, {"inside.py": ""})
    _configuration(nested.path / ".git", trapped)
    (trapped.path / ".git" / "refs" / "heads" / "lost").write_text(f"{MISSING}\n")


def _commit(trapped: Trapped, files: dict[str, str]) -> None:
    for name, text in files.items():
        place = trapped.path / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(text)
    trapped.git("add", "--all")
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    trapped.git(*identity, "commit", "--quiet", "--message", "change")


def _hooks(git_dir: Path, trapped: Trapped) -> None:
    for name in HOOKS:
        hook = git_dir / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\n{trapped.touch(f'hook {name}')}\n")
        hook.chmod(0o755)


def _configuration(git_dir: Path, trapped: Trapped) -> None:
    touch = trapped.touch
    mark = str(trapped.marks / "ext")
    settings = {
        "core": {
            name: f"{touch(name)}; false"
            for name in ("alternateRefsCommand", "askPass", "editor", "fsmonitor", "gitProxy", "pager")
        }
        | {"sshCommand": touch("ssh"), "repositoryformatversion": "1"},
        'diff "spy"': {"textconv": f"{touch('textconv')}; cat", "command": touch("diff driver")},
        "diff": {"external": touch("external diff")},
        'merge "spy"': {"driver": f"{touch('merge driver')}; false", "name": "spy"},
        'filter "spy"': {"clean": f"{touch('clean')}; cat", "smudge": f"{touch('smudge')}; cat"},
        "alias": {name: f"!{touch(f'alias {name}')}" for name in (*COMMANDS, "spy")},
        "pager": {name: touch(f"pager of {name}") for name in COMMANDS},
        "credential": {"helper": f"!{touch('credential')}"},
        "gpg": {"program": touch("gpg")},
        "log": {"showSignature": "true"},
        "interactive": {"diffFilter": touch("interactive")},
        "sequence": {"editor": touch("sequence editor")},
        "uploadpack": {"packObjectsHook": touch("pack")},
        'protocol "ext"': {"allow": "always"},
        "extensions": {"partialClone": "origin"},
        'remote "origin"': {
            "url": f"ext::sh -c touch% {mark}",
            "promisor": "true",
            "partialclonefilter": "blob:none",
            "fetch": "+refs/heads/*:refs/remotes/origin/*",
        },
    }
    with (git_dir / "config").open("a", encoding="utf-8") as file:
        for section, values in settings.items():
            file.write(f"[{section}]\n")
            file.writelines(f'\t{name} = "{value}"\n' for name, value in values.items())


# -- no marker ---------------------------------------------------------------------------------


def launched(way: str) -> list[str]:
    """The command, as the installed script, or as the module that Python is told to run."""
    if way == "module":
        return [sys.executable, "-m", "conflictscan"]
    script = shutil.which("conflictscan", path=sysconfig.get_path("scripts"))
    return [script] if script else pytest.skip("the script is not installed beside this Python")


def run(
    trapped: Trapped, *command: str, stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in ENVIRONMENT.items() if name != "PYTHONPATH"}
    env |= {"HOME": str(trapped.marks.parent), "XDG_CACHE_HOME": str(trapped.marks.parent / "cache")}
    return subprocess.run(
        command,
        cwd=trapped.path,
        capture_output=True,
        text=True,
        check=False,
        env=env | environment,
        input=stdin,
    )


@pytest.mark.parametrize(
    ("way", "arguments", "status", "told"),
    [
        ("script", "scan main theirs", 1, "RW102"),
        ("module", "scan main theirs --format json", 1, "RW102"),
        ("script", "scan :worktree theirs --no-cache", 1, "RW102"),
        ("module", "scan :index theirs", 1, "RW102"),
        ("script", "scan", 2, "no other branch"),
        ("script", "scan main lost", 2, MISSING),
        ("script", "explain RW102", 0, "RW102"),
        ("module", "explain RW102", 0, "RW102"),
        ("module", "hook pre-commit", 0, ""),
        ("module", "rules", 0, "RW102"),
        ("module", "config show main theirs", 0, "fail-on"),
        ("script", "config check", 0, "no configuration"),
        ("script", "doctor", 0, "repository"),
        ("module", "init --dry-run", 0, "write conflictscan.toml"),
        ("script", "fix main theirs", 0, "+from app.users import fetch_user"),
        ("script", "verify main theirs -- true", 0, "no problem only in the merge"),  # but the command itself
    ],
)
def test_nothing_of_the_repository_runs(
    trapped: Trapped, way: str, arguments: str, status: int, told: str
) -> None:
    done = run(trapped, *launched(way), *arguments.split())
    assert (done.returncode, trapped.sprung()) == (status, []), done.stderr
    assert told in done.stdout + done.stderr


def test_each_kind_of_trap_springs_when_it_is_asked_for(trapped: Trapped, tmp_path: Path) -> None:
    copy = Trapped(tmp_path / "repository", trapped.marks)
    shutil.copytree(trapped.path, copy.path)
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    copy.git("status", check=False)
    copy.git("spy", check=False)
    copy.git("diff", "--ext-diff", check=False)
    copy.git("diff", "--no-ext-diff", "--textconv", check=False)
    copy.git("cat-file", "-e", MISSING, check=False)
    copy.git("add", "logo.bin")
    copy.git(*identity, "commit", "--message", "change", check=False)
    copy.git("checkout", "--force", check=False)
    copy.git(*identity, "merge", "theirs", check=False)
    run(copy, sys.executable, "-c", "import app.users, setup, click", PYTHONPATH=str(copy.path))
    expected = {"fsmonitor", "alias spy", "diff driver", "textconv", "ext", "clean", "merge driver"}
    expected |= {"hook pre-commit", "hook post-checkout", "hook reference-transaction", "module click"}
    expected |= {"package app", "module app.users", "module setup", "module sitecustomize"}
    assert expected <= set(trapped.sprung())


def test_an_installed_hook_does_not_import_from_the_work_tree(trapped: Trapped, tmp_path: Path) -> None:
    copy = Trapped(tmp_path / "repository", trapped.marks)
    shutil.copytree(trapped.path, copy.path)
    shutil.rmtree(copy.path / ".git" / "hooks")
    (copy.path / "conflictscan").mkdir()
    for name in ("__init__", "__main__"):
        text = f"open({str(trapped.marks / 'namesake')!r}, 'w').close()\n"
        (copy.path / "conflictscan" / f"{name}.py").write_text(text)
    assert run(copy, *launched("script"), "install-hook").returncode == 0
    done = run(copy, str(copy.path / ".git" / "hooks" / "pre-merge-commit"), GITHEAD_theirs="theirs")
    assert (done.returncode, trapped.sprung()) == (0, []), done.stderr


def test_configuration_of_the_repository_does_not_allow_a_transport_again(trapped: Trapped) -> None:
    environment = kept_environment(ENVIRONMENT, place=False)
    del environment["GIT_NO_LAZY_FETCH"]  # git knows it from 2.45 on
    done = Git(trapped.path, environment).run("cat-file", "-t", MISSING)
    assert "transport 'ext' not allowed" in done.err
    assert trapped.sprung() == []


# -- no program, no socket ---------------------------------------------------------------------

AUDITED = """
import json, os, sys
told = {"programs": set(), "forbidden": set(), "executed": set(), "written": set()}
def hook(event, arguments):
    if event == "subprocess.Popen":
        told["programs"].add(os.fsdecode(arguments[0]))
    elif event.startswith(("socket.", "os.system", "os.exec", "os.spawn", "os.posix_spawn", "os.fork", "pty.")):
        told["forbidden"].add(event)
    elif event == "exec":
        told["executed"].add(getattr(arguments[0], "co_filename", ""))
    elif event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
        told["written"].add(str(arguments[0]))
sys.addaudithook(hook)
from conflictscan.cli import main
status = main(sys.argv[1:])
print(json.dumps({"status": status} | {name: sorted(found) for name, found in told.items()}), file=sys.stderr)
"""


@pytest.mark.parametrize("ours", ["main", ":worktree"])
def test_python_sees_no_socket_and_no_program_but_git(trapped: Trapped, ours: str) -> None:
    done = run(trapped, sys.executable, "-P", "-c", AUDITED, "scan", ours, "theirs")
    told = json.loads(done.stderr.splitlines()[-1])
    inside = str(trapped.path)
    assert told["status"] == 1
    assert told["programs"] == [shutil.which("git")]
    assert told["forbidden"] == []
    assert [name for name in told["executed"] if name.startswith(inside)] == []
    assert [name for name in told["written"] if os.path.abspath(name).startswith(inside)] == []  # noqa: PTH100


def test_a_scan_works_where_there_are_no_sockets(trapped: Trapped, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a scan has no use for the network")

    for name in ("socket", "create_connection", "getaddrinfo", "socketpair"):
        monkeypatch.setattr(socket, name, refuse)
    found = [finding.code for finding in scanned(trapped.path, "main", "theirs").findings]
    assert found == ["RW102"]
