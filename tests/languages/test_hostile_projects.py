"""Projects of TypeScript and JavaScript that nobody should have: a scan of them ends, soon, and without a failure."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.fixture_cases import build, scanned

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 20  # of a processor that others use as well
USES = "import { slug } from '@lib/text';\n\nexport const page = slug('a b');\n"
TEXT = "export function slug(text: string): string {\n  return text.trim();\n}\n"
RENAMED = TEXT.replace("slug", "dashed")
PATHS = '"compilerOptions": { "baseUrl": ".", "paths": { "@lib/*": ["lib/*"] } }'

PROJECTS: dict[str, dict[str, str]] = {
    "a configuration that is no JSON": {"tsconfig.json": '{ "compilerOptions": [}'},
    "a configuration of other types": {
        "tsconfig.json": '{ "extends": 3, "references": {}, "compilerOptions": { "paths": [1], "baseUrl": {} } }'
    },
    "a configuration that extends itself": {"tsconfig.json": '{ "extends": "./tsconfig.json" }'},
    "configurations that extend each other": {
        "tsconfig.json": '{ "extends": ["./a.json", "./b.json"], "references": [{ "path": "." }] }',
        "a.json": '{ "extends": ["./b.json", "./tsconfig.json"] }',
        "b.json": '{ "extends": ["./a.json", "./tsconfig.json"], "references": [{ "path": "./a.json" }] }',
    },
    "a configuration that leads out": {"tsconfig.json": '{ "extends": "../../../../etc/passwd" }'},
    "a deep configuration": {"tsconfig.json": "[" * 50_000},
    "a manifest of other types": {
        "package.json": '{ "name": 1, "workspaces": { "packages": [1, null] }, "exports": [[[]]], "imports": 2 }'
    },
    "a manifest that exports itself": {
        "package.json": '{ "name": "@lib/text", "exports": { "./*": "./*/*/*" } }'
    },
    "workspaces that match everything": {
        "package.json": '{ "workspaces": ["**", "**/**", "*/*/*", "{a,b,{c,d}}/*", "!**"] }',
        **{f"packages/p{number}/package.json": f'{{ "name": "p{number}" }}' for number in range(10_000)},
    },
    "modules that hand each other on": {
        "lib/a.ts": "export * from './b';\nexport * from './text';\n",
        "lib/b.ts": "export * from './a';\nexport { slug } from './c';\n",
        "lib/c.ts": "export { slug } from './b';\nexport * from './c';\n",
        "use.ts": "import { slug, other } from './lib/a';\n\nslug(other);\n",
    },
    "classes that extend each other": {
        "a.ts": "import { B } from './b';\nexport class A extends B {}\nexport interface I extends I {}\n",
        "b.ts": "import { A } from './a';\nexport class B extends A { m() { return this.n(); } }\n",
        "c.ts": "import { A } from './a';\nnew A().m();\ntype T = T | U;\ntype U = T;\n",
    },
    "odd statements": {
        "odd.ts": "\ufeffimport fs = require('fs');\r\nexport = fs;\r\nnamespace A.B.C { export const x = 1 }\r\n"
        "declare module 'x' { export = y; }\r\ndeclare global { interface Window { a: 1 } }\r\n"
        "@d() export default abstract class<T> { @e accessor f!: T; constructor(private g?) {} }\r\n"
        "let v = <any>w; let u = a < b > (c); enum E { 'a-b' = 1 << 2 }\r\nexport as namespace N;\r\n",
        "odd.tsx": 'const a = <T,>(x: T) => <div {...x} a="b">{`${<b/>}`}</div>;\n'
        "export { a as default, a as 'b c' };\n",
    },
}


@pytest.mark.parametrize("files", PROJECTS.values(), ids=PROJECTS.keys())
def test_a_scan_of_it_ends_without_a_failure(files: dict[str, str], tmp_path: Path) -> None:
    base = {path: text.encode() for path, text in {**files, "lib/text.ts": TEXT, "top.ts": "1;\n"}.items()}
    ours = {**base, "lib/text.ts": RENAMED.encode()}
    theirs = {**base, "web/page.ts": USES.encode(), "top.ts": b"export const bad = '\xff\xfe';\n"}
    theirs |= {
        path: text + b"\n" for path, text in base.items() if path.endswith((".ts", ".tsx")) and path in files
    }
    repository = build(tmp_path, {"base": base, "ours": ours, "theirs": theirs})
    started = time.process_time()
    report = scanned(repository)
    assert time.process_time() - started < SECONDS
    assert [row for row in report.diagnostics if row.kind == "rule-failed"] == []


def test_what_the_configuration_still_says_is_read(tmp_path: Path) -> None:
    files = {
        "tsconfig.json": f'\ufeff// of all\n{{ "extends": ["./none.json", "./tsconfig.json"],\r\n {PATHS}, }}',
        "lib/text.ts": TEXT,
    }
    base = {path: text.encode() for path, text in files.items()}
    theirs = {**base, "web/page.ts": USES.encode()}
    trees = {"base": base, "ours": {**base, "lib/text.ts": RENAMED.encode()}, "theirs": theirs}
    assert [finding.code for finding in scanned(build(tmp_path, trees)).findings] == ["RW101"]
