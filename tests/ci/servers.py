"""A repository as a forge keeps it, bare, with pull requests, and clones of it as CI systems make them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

ENVIRONMENT = {
    **{
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "GITHUB_", "INPUT_"))
    },
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (("NAME", "Ann"), ("EMAIL", "ann@example.org"), ("DATE", "@1700000000 +0000"))
    },
}

USERS = 'def get_user(number):\n    return {"id": number, "name": f"user {number}"}\n\n\ndef size():\n    return 1\n'
MAIL = "from shop.users import get_user\n\n\ndef greet(number):\n    return get_user(number)['name']\n"
BASE = {"shop/__init__.py": "", "shop/users.py": USERS, "shop/mail.py": MAIL}
RENAMED = {name: BASE[name].replace("get_user", "fetch_user") for name in ("shop/users.py", "shop/mail.py")}
USED = {
    "shop/orders.py": "from shop.users import get_user\n\n\ndef order(number):\n    return get_user(number)\n"
}
HARMLESS = {"shop/words.py": "def words(text):\n    return text.split()\n"}


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=ENVIRONMENT, input=stdin, capture_output=True, check=False
    )
    assert done.returncode == 0, (arguments, done.stderr)
    return os.fsdecode(done.stdout).strip()


class Server(NamedTuple):
    """The bare repository."""

    path: Path

    @property
    def url(self) -> str:
        return self.path.as_uri()

    def line(self, start: str | None, *changes: dict[str, str], message: str = "change") -> str:
        """Commits on top of one another; the last of them."""
        stream = b""
        for number, files in enumerate(changes, start=1):
            stream += f"commit refs/temporary\nmark :{number}\n".encode()
            stream += f"committer Ann <ann@example.org> {1700000000 + number} +0000\n".encode()
            stream += f"data {len(message.encode())}\n{message}\n".encode()
            stream += f"from {start}\n".encode() if number == 1 and start else b""
            for name, text in files.items():
                content = text.encode()
                stream += f'M 100644 inline "{name}"\ndata {len(content)}\n'.encode() + content + b"\n"
        if not start:
            stream = b"reset refs/temporary\n" + stream
        git(self.path, "fast-import", "--quiet", "--force", stdin=stream)
        tip = git(self.path, "rev-parse", "refs/temporary")
        git(self.path, "update-ref", "-d", "refs/temporary")
        return tip

    def merge(self, first: str, second: str, message: str) -> str:
        tree = git(self.path, "merge-tree", "--write-tree", first, second)
        return git(self.path, "commit-tree", tree, "-p", first, "-p", second, "-m", message)

    def ref(self, name: str, oid: str) -> None:
        git(self.path, "update-ref", name, oid)


def filler(count: int, name: str = "notes.txt") -> list[dict[str, str]]:
    """Changes that matter to nobody, so that history has a length."""
    return [{name: f"{number}\n"} for number in range(count)]


def server(folder: Path) -> Server:
    """A new one, without a commit."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", ".")
    return Server(folder)


def checkout(made: Server, folder: Path, oid: str, *, depth: int = 1) -> Path:
    """A clone as actions/checkout makes it: one commit, detached, `depth` deep (0: all branches, whole)."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", ".")
    git(folder, "remote", "add", "origin", made.url)
    if depth:
        git(folder, "fetch", "--quiet", "--no-tags", f"--depth={depth}", "origin", f"+{oid}:refs/remotes/x")
    else:
        git(
            folder,
            "fetch",
            "--quiet",
            "origin",
            "+refs/heads/*:refs/remotes/origin/*",
            f"+{oid}:refs/remotes/x",
        )
    git(folder, "checkout", "--quiet", "--detach", oid)
    return folder


def commits(clone: Path) -> set[str]:
    """All that the clone holds."""
    listed = git(clone, "cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectname)")
    return {line.split()[1] for line in listed.splitlines() if line.startswith("commit ")}
