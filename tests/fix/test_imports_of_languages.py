"""Imports mended in TypeScript, JavaScript, Go and Rust, in the ways that people write them; the compilers judge."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, NamedTuple

import pytest

from conflictscan.cli import main
from tests.fix.compilers import refused
from tests.fixture_cases import ENVIRONMENT, Trees, build
from tests.judge.test_typescript import NODE

if TYPE_CHECKING:
    from pathlib import Path

Files = dict[str, str]


class Row(NamedTuple):
    """What the base holds, what each side makes of it, and what the mended merge has in one file."""

    base: Files
    ours: Files  # a file that becomes empty text is gone
    theirs: Files
    path: str
    becomes: str


def mended(tmp_path: Path, row: Row) -> Path:
    """The merge with its patch, laid out by git."""
    trees: Trees = {
        side: {path: text.encode() for path, text in {**row.base, **files}.items() if text}
        for side, files in (("base", {}), ("ours", row.ours), ("theirs", row.theirs))
    }
    repository, patch = build(tmp_path, trees), tmp_path / "fix.patch"
    command = ["fix", "ours", "theirs", "--show-notes", "--repo", str(repository), "--no-cache"]
    assert main([*command, "--output", str(patch)]) == 0
    folder = tmp_path / "merged"
    subprocess.run(
        ["git", "clone", "-q", "-b", "ours", str(repository), str(folder)], check=True, env=ENVIRONMENT
    )
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for arguments in (["merge", "-q", "--no-commit", "origin/theirs"], ["apply", str(patch)]):
        subprocess.run(
            ["git", *who, *arguments], cwd=folder, check=True, env=ENVIRONMENT, capture_output=True
        )
    assert main([*command[:-3], "--repo", str(repository), "--output", str(tmp_path / "again.patch")]) == 0
    return folder


# -- TypeScript and JavaScript -----------------------------------------------------------------

LOADING = """export interface User {
  id: number;
  name: string;
}

export function getUser(id: number): User {
  const name = `user ${id}`;
  return { id, name: name.toUpperCase() };
}
"""
TEXT = """export function slug(text: string): string {
  const words = text.toLowerCase().split(' ');
  return words.filter(word => word.length > 0).join('-');
}

export function shout(text: string): string {
  return text.split('').map(letter => letter.toUpperCase()).join('!');
}
"""
CONFIG = '{ "compilerOptions": { "baseUrl": ".", "paths": { "@shop/*": ["src/*"] } } }\n'
SPLIT: Files = {"src/users.ts": LOADING, "src/lib/text.ts": TEXT}
WENT: Files = {"src/users.ts": "", "src/people/accounts.ts": f"{LOADING}\n{TEXT}"}


def _page(head: str, becomes: str, ours: Files, use: str = "slug('a b')") -> Row:
    base = {"src/users.ts": f"{LOADING}\n{TEXT}", "tsconfig.json": CONFIG}
    tail = f"\nexport const page: string = {use};\n"
    return Row(base, ours, {"src/web/page.ts": head + tail}, "src/web/page.ts", becomes + tail)


TYPESCRIPT = {
    "the only name": _page(
        "import { slug } from '../users';\n", "import { slug } from '../lib/text';\n", SPLIT
    ),
    "under another name": _page(
        'import { slug as s } from "../users"\n',
        'import { slug as s } from "../lib/text"\n',
        SPLIT,
        "s('a b')",
    ),
    "all names": _page(
        "import { slug, shout } from '../users';\n",
        "import { slug, shout } from '../lib/text';\n",
        SPLIT,
        "slug('a') + shout('b')",
    ),
    "one of two": _page(
        "import { getUser, slug } from '../users';\n",
        "import { getUser } from '../users';\nimport { slug } from '../lib/text';\n",
        SPLIT,
        "slug(getUser(1).name)",
    ),
    "the first of two beside a type": _page(
        "import {slug as s, type User} from '@shop/users'\n",
        "import {type User} from '@shop/users'\nimport {slug as s} from '@shop/lib/text'\n",
        SPLIT,
        "s(({} as User).name)",
    ),
    "one of many lines": _page(
        "import {\n  getUser,\n  slug,\n} from '../users.js';\n",
        "import {\n  getUser,\n} from '../users.js';\nimport { slug } from '../lib/text.js';\n",
        SPLIT,
        "slug(getUser(1).name)",
    ),
    "a module as a whole": _page(
        "import * as users from '../users';\n",
        "import * as users from '../people/accounts';\n",
        WENT,
        "users.slug('a')",
    ),
    "a type alone": _page(
        "import type { User } from '@shop/users';\n",
        "import type { User } from '@shop/people/accounts';\n",
        WENT,
        "({} as User).name",
    ),
    "handed on": _page(
        "export { slug } from '../users';\n", "export { slug } from '../people/accounts';\n", WENT, "'a'"
    ),
    "when it is needed": _page(
        "export const later = () => import('../users');\n",
        "export const later = () => import('../people/accounts');\n",
        WENT,
        "'a'",
    ),
    "by require": _page(
        "import users = require('../users');\n",
        "import users = require('../people/accounts');\n",
        WENT,
        "users.slug('a')",
    ),
}


def _dropped(head: str, without: str, use: str) -> Row:
    body = "\nexport function one(): number {\n  return 1;\n}\n\nexport function two(): number {\n  return 2;\n}\n"
    base = {"src/users.ts": f"{LOADING}\n{TEXT}", "src/a.ts": head + body}
    text = f"{head}{body}\nexport const three: string = {use};\n"
    return Row(base, {"src/a.ts": (without + body).lstrip()}, {"src/a.ts": text}, "src/a.ts", text)


RE_ADDED = {
    "back alone": _dropped("import { slug } from './users';\n", "", "slug('a')"),
    "back as a whole": _dropped("import * as users from './users';\n", "", "users.slug('a')"),
    "back between others": _dropped(
        "import { getUser, slug as s, shout } from './users';\n",
        "import { getUser, shout } from './users';\n",
        "s('a')",
    ),
    "back at the head": _dropped(
        "import { slug, type User } from './users';\n", "import { type User } from './users';\n", "slug('a')"
    ),
    "back on its line": _dropped(
        "import {\n  getUser,\n  slug,\n} from './users';\n",
        "import {\n  getUser,\n} from './users';\n",
        "slug('a')",
    ),
    "back without those that nobody needs": _dropped(
        "import { getUser, slug } from './users';\n", "", "slug('a')"
    )._replace(becomes=""),
}


@pytest.mark.parametrize("row", (TYPESCRIPT | RE_ADDED).values(), ids=(TYPESCRIPT | RE_ADDED).keys())
def test_a_mended_import_of_typescript_compiles(row: Row, tmp_path: Path) -> None:
    folder = mended(tmp_path, row)
    if row.becomes:
        assert (folder / row.path).read_text() == row.becomes
    assert refused(folder) == set()


PLAIN = TEXT.replace(": string", "").replace("export ", "")
COMMON = f"{PLAIN}\nmodule.exports = {{ slug, shout }};\n"
JAVASCRIPT = {
    "one name of an object": (
        "const { slug } = require('./text');\n",
        "const { slug } = require('./lib/text');\n",
        "slug('a b')",
    ),
    "the module": (
        "const text = require('./text');\n",
        "const text = require('./lib/text');\n",
        "text.slug('a b')",
    ),
    "with its suffix": (
        "const text = require('./text.js');\n",
        "const text = require('./lib/text.js');\n",
        "text.slug('a b')",
    ),
}


@pytest.mark.skipif(NODE is None, reason="no Node.js")
@pytest.mark.parametrize(("head", "becomes", "use"), JAVASCRIPT.values(), ids=JAVASCRIPT.keys())
def test_a_mended_import_of_javascript_runs(head: str, becomes: str, use: str, tmp_path: Path) -> None:
    tail = f"\nconsole.log({use});\n"
    row = Row(
        {"text.js": COMMON},
        {"text.js": "", "lib/text.js": COMMON},
        {"page.js": head + tail},
        "page.js",
        becomes + tail,
    )
    folder = mended(tmp_path, row)
    assert (folder / "page.js").read_text() == row.becomes
    done = subprocess.run([str(NODE), "page.js"], cwd=folder, capture_output=True, text=True, check=True)
    assert done.stdout == "a-b\n"


# -- Go ----------------------------------------------------------------------------------------

STORE = """package store

// Total adds up prices.
func Total(prices []int) int {
	sum := 0
	for _, price := range prices {
		sum += price
	}
	return sum
}
"""
MODULE = "module example.org/shop\n\ngo 1.19\n"
REPORT = "package report\n\nimport {}\n\n// Sum reports.\nfunc Sum() int {{\n\treturn {}.Total([]int{{1, 2}})\n}}\n"
GREET = """package text

{}// Trim trims.
func Trim(s string) string {{
	return {}
}}

// Keep keeps.
func Keep(s string) string {{
	return s
}}
{}"""
AGAIN = "\n// Both does both.\nfunc Both(s string) string {\n\treturn strings.TrimSpace(s)\n}\n"


def _package(folder: str, clause: str, written: str, becomes: str, use: str) -> Row:
    return Row(
        {"go.mod": MODULE, "store/store.go": STORE},
        {"store/store.go": "", f"{folder}/store.go": STORE.replace("package store", f"package {clause}")},
        {"report/report.go": REPORT.format(written, use)},
        "report/report.go",
        REPORT.format(becomes, use),
    )


def _go_dropped(head: str, without: str) -> Row:
    text = GREET.format(head, "strings.TrimSpace(s)", "")
    return Row(
        {"go.mod": MODULE, "text.go": text},
        {"text.go": GREET.format(without, "s", "")},
        {"text.go": GREET.format(head, "strings.TrimSpace(s)", AGAIN)},
        "text.go",
        GREET.format(head, "s", AGAIN),
    )


GOLANG = {
    "the package": _package(
        "internal/store", "store", '"example.org/shop/store"', '"example.org/shop/internal/store"', "store"
    ),
    "the package under another name": _package(
        "stock", "stock", '"example.org/shop/store"', 'store "example.org/shop/stock"', "store"
    ),
    "the package that had a name": _package(
        "stock", "stock", 's "example.org/shop/store"', 's "example.org/shop/stock"', "s"
    ),
    "back alone": _go_dropped('import "strings"\n\n', ""),
    "back in its list": _go_dropped(
        'import (\n\t"os"\n\t"strings"\n)\n\nvar _ = os.Args\n\n',
        'import (\n\t"os"\n)\n\nvar _ = os.Args\n\n',
    ),
}


@pytest.mark.parametrize("row", GOLANG.values(), ids=GOLANG.keys())
def test_a_mended_import_of_go_compiles(row: Row, tmp_path: Path) -> None:
    folder = mended(tmp_path, row)
    assert (folder / row.path).read_text() == row.becomes
    assert refused(folder) == set()


# -- Rust --------------------------------------------------------------------------------------

MONEY = """pub fn mean(prices: &[u64]) -> u64 {
    total(prices) / (prices.len() as u64)
}
"""
TOTAL = """pub fn total(prices: &[u64]) -> u64 {
    let mut sum = 0;
    for price in prices {
        sum += price;
    }
    sum
}
"""
MEAN = MONEY.replace("total(", "crate::sums::total(")


def _crate(head: str, becomes: str, use: str) -> Row:
    tail = f"\npub fn line(prices: &[u64]) -> u64 {{\n    {use}\n}}\n"
    lib = "pub mod money;\npub mod report;\n"
    return Row(
        {"Cargo.toml": '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\n', "src/lib.rs": lib,
         "src/money.rs": f"{MONEY}\n{TOTAL}", "src/report.rs": "//! Reports.\n"},
        {"src/lib.rs": f"{lib}pub mod sums;\n", "src/money.rs": MEAN, "src/sums.rs": TOTAL},
        {"src/report.rs": f"//! Reports.\n\n{head}{tail}"},
        "src/report.rs",
        f"//! Reports.\n\n{becomes}{tail}",
    )  # fmt: skip


RUST = {
    "one name": _crate("use crate::money::total;\n", "use crate::sums::total;\n", "total(prices)"),
    "under another name": _crate(
        "use super::money::total as t;\n", "use crate::sums::total as t;\n", "t(prices)"
    ),
    "one of two": _crate(
        "use crate::money::{mean, total};\n",
        "use crate::money::{mean};\nuse crate::sums::{total};\n",
        "mean(prices) + total(prices)",
    ),
}


@pytest.mark.parametrize("row", RUST.values(), ids=RUST.keys())
def test_a_mended_import_of_rust_compiles(row: Row, tmp_path: Path) -> None:
    folder = mended(tmp_path, row)
    assert (folder / row.path).read_text() == row.becomes
    assert refused(folder) == set()
