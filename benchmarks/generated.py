"""Generated repositories of any size, in which one and the same pair of changes is made."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from history import environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = 100  # files in a folder


def module(number: int, *, edited: bool = False) -> str:
    """The source of one file: three functions, a class, and imports of two other files."""
    other = (number * 7 + 3) % max(number, 1)
    step = number % 97 + edited
    return f'''"""Part {number} of many."""

from __future__ import annotations

from part_{other // FOLDER:04}.mod_{other:06} import price_{other}


def price_{number}(amount: int, rate: int = {step}) -> int:
    """The price of an amount."""
    return amount * rate + {number}


def label_{number}(amount: int) -> str:
    """How the price is written."""
    return f"{{price_{number}(amount)}} of {{price_{other}(amount)}}"


class Order{number}:
    """An order of this part."""

    def __init__(self, amount: int) -> None:
        self.amount = amount

    def total(self) -> int:
        """What is to be paid."""
        return price_{number}(self.amount) + {step}
'''


def path(number: int) -> str:
    """Where a file stands."""
    return f"part_{number // FOLDER:04}/mod_{number:06}.py"


HELPER = "def convert(amount: int) -> int:\n    return amount * 2\n"
CALLER = "from helper import convert\n\n\ndef shown(amount: int) -> str:\n    return str(convert(amount))\n"


def build(directory: Path, files: int, moved: int = 0) -> Path:
    """A bare repository: `ours` renames `convert` and edits `moved` further files, `theirs` adds a caller."""
    repository = directory / f"generated-{files}-{moved}"
    repository.mkdir(parents=True)
    _git(repository, "init", "-q", "--bare", ".")
    with subprocess.Popen(
        ["git", "fast-import", "--quiet"], cwd=repository, env=environment(), stdin=subprocess.PIPE
    ) as importer:
        if importer.stdin is None:
            raise OSError("git fast-import takes no input")
        for chunk in _stream(files, moved):
            importer.stdin.write(chunk)
    if importer.returncode:
        raise OSError(f"git fast-import gave status {importer.returncode}")
    return repository


def _stream(files: int, moved: int) -> Iterator[bytes]:
    yield _commit("base", 1)
    yield _file("helper.py", HELPER)
    for number in range(files - 1):
        yield _file(path(number), module(number))
    yield _commit("ours", 2)
    yield _file("helper.py", HELPER.replace("convert", "exchange"))
    for number in range(moved):
        yield _file(path(number), module(number, edited=True))
    yield _commit("theirs", 3)
    yield _file("shown.py", CALLER)


def _commit(branch: str, mark: int) -> bytes:
    start = "from :1\n" if mark > 1 else ""
    who = "committer Ann <ann@example.org> 1700000000 +0000\ndata 0\n"
    return f"commit refs/heads/{branch}\nmark :{mark}\n{who}{start}".encode()


def _file(name: str, text: str) -> bytes:
    content = text.encode()
    return f"M 100644 inline {name}\ndata {len(content)}\n".encode() + content + b"\n"


def _git(repository: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=repository, env=environment(), check=True)
