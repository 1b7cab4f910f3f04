"""Imports mended in all the ways that people write them; Python itself runs the result."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from conflictscan.cli import main
from tests.fixture_cases import ENVIRONMENT, Trees, build

if TYPE_CHECKING:
    from pathlib import Path

USERS = """def get_user(number):
    row = {"id": number, "name": f"user {number}"}
    row["label"] = row["name"].title()
    return row


def slug(text):
    words = text.lower().split()
    return "-".join(word for word in words if word.isalnum())


def shout(text):
    return "!".join(letter.upper() for letter in text if letter.isalpha())
"""
LOADING, TEXT = USERS.split("\n\n\n", 1)


def mended(tmp_path: Path, base: dict[str, str], ours: dict[str, str], theirs: dict[str, str]) -> Path:
    """The merge with its patch, laid out by git."""
    trees: Trees = {
        side: {path: text.encode() for path, text in files.items()}
        for side, files in (("base", base), ("ours", ours), ("theirs", theirs))
    }
    repository, patch = build(tmp_path, trees), tmp_path / "fix.patch"
    status = main(["fix", "ours", "theirs", "--repo", str(repository), "--no-cache", "--output", str(patch)])
    assert status == 0
    folder = tmp_path / "merged"
    subprocess.run(
        ["git", "clone", "-q", "-b", "ours", str(repository), str(folder)], check=True, env=ENVIRONMENT
    )
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for arguments in (["merge", "-q", "--no-commit", "origin/theirs"], ["apply", str(patch)]):
        subprocess.run(
            ["git", *who, *arguments], cwd=folder, check=True, env=ENVIRONMENT, capture_output=True
        )
    return folder


def runs(folder: Path, module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-B", "-c", f"import {module}"], cwd=folder, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("from shop.users import slug\n", "from shop.text import slug\n"),
        ("from shop.users import slug as s\n\nslug = s\n", "from shop.text import slug as s\n\nslug = s\n"),
        ("from shop.users import slug, shout\n", "from shop.text import slug, shout\n"),
        (
            "from shop.users import get_user, slug\n",
            "from shop.users import get_user\nfrom shop.text import slug\n",
        ),
        (
            "from shop.users import slug, get_user  # both\n",
            "from shop.users import get_user  # both\nfrom shop.text import slug\n",
        ),
        (
            "from .users import (\n    get_user,\n    slug,\n)\n",
            "from .users import (\n    get_user,\n)\nfrom .text import slug\n",
        ),
        (
            "from .users import (\n    slug as s,\n    get_user,\n)\n\nslug = s\n",
            "from .users import (\n    get_user,\n)\nfrom .text import slug as s\n\nslug = s\n",
        ),
    ],
)
def test_a_definition_that_moved_is_imported_from_its_new_module(
    written: str, becomes: str, tmp_path: Path
) -> None:
    base = {"shop/__init__.py": "", "shop/users.py": USERS}
    ours = {"shop/__init__.py": "", "shop/users.py": LOADING + "\n", "shop/text.py": TEXT}
    use = "\n\ndef page(title):\n    return slug(title)\n\n\nPAGE = page('a b')\n"
    folder = mended(tmp_path, base, ours, {**base, "shop/pages.py": written + use})
    assert (folder / "shop" / "pages.py").read_text() == becomes + use
    runs(folder, "shop.pages")


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        (
            "import shop.users\n\nPAGE = shop.users.slug('a b')\n",
            "import shop.people.accounts\n\nPAGE = shop.people.accounts.slug('a b')\n",
        ),
        (
            "import shop.users as users\n\nPAGE = users.slug('a b')\n",
            "import shop.people.accounts as users\n\nPAGE = users.slug('a b')\n",
        ),
        (
            "from shop import users\n\nPAGE = users.slug('a b')\n",
            "from shop.people import accounts as users\n\nPAGE = users.slug('a b')\n",
        ),
        (
            "from . import users, other\n\nPAGE = users.slug('a b') + other.X\n",
            "from . import other\nfrom .people import accounts as users\n\nPAGE = users.slug('a b') + other.X\n",
        ),
        (
            "from .users import slug\n\nPAGE = slug('a b')\n",
            "from .people.accounts import slug\n\nPAGE = slug('a b')\n",
        ),
    ],
)
def test_a_module_that_moved_is_imported_under_its_new_name(
    written: str, becomes: str, tmp_path: Path
) -> None:
    base = {"shop/__init__.py": "", "shop/users.py": USERS, "shop/other.py": "X = ''\n"}
    ours = {
        "shop/__init__.py": "",
        "shop/people/__init__.py": "",
        "shop/people/accounts.py": USERS,
        "shop/other.py": "X = ''\n",
    }
    folder = mended(tmp_path, base, ours, {**base, "shop/pages.py": written})
    assert (folder / "shop" / "pages.py").read_text() == becomes
    runs(folder, "shop.pages")


@pytest.mark.parametrize(
    ("head", "dropped", "use"),
    [
        (
            "from os.path import basename, join, split\n",
            "from os.path import basename, split\n",
            "join('a', 'b')",
        ),
        ("from os.path import join, split\n", "from os.path import split\n", "join('a', 'b')"),
        (
            "from os.path import (\n    basename,\n    join,\n)\n",
            "from os.path import (\n    basename,\n)\n",
            "join('a', 'b')",
        ),
        ("from os import path as p, sep\n", "from os import sep\n", "p.join('a', 'b')"),
        ('"""Words."""\n\nimport json\n', '"""Words."""\n', "json.dumps(1)"),
        ("import abc\nimport json\nimport os\n", "import abc\nimport os\n", "json.dumps(1)"),
        ("import os\n\nimport json\n", "import os\n", "json.dumps(1)"),
    ],
)
def test_a_dropped_import_comes_back_where_it_stood(
    head: str, dropped: str, use: str, tmp_path: Path
) -> None:
    body = "\n\ndef one():\n    return 1\n\n\ndef two():\n    return 2\n"
    folder = mended(
        tmp_path,
        {"a.py": head + body},
        {"a.py": dropped + body},
        {"a.py": f"{head}{body}\n\nTHREE = {use}\n"},
    )
    assert (folder / "a.py").read_text() == f"{head}{body}\n\nTHREE = {use}\n"
    runs(folder, "a")


def test_a_name_that_a_package_hands_on_keeps_its_old_name_there(tmp_path: Path) -> None:
    base = {"shop/__init__.py": "", "shop/users.py": USERS}
    ours = {**base, "shop/users.py": USERS.replace("get_user", "fetch_user")}
    text = 'from shop.users import get_user\n\n__all__ = ["get_user"]\n\nFIRST = get_user(1)\n'
    folder = mended(tmp_path, base, ours, {**base, "shop/api.py": text})
    assert (folder / "shop" / "api.py").read_text() == text.replace(
        "import get_user", "import fetch_user as get_user"
    )
    runs(folder, "shop.api")
