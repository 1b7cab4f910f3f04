"""Requirements that manifests declare: all of them, by their normal names, each on its line."""

from __future__ import annotations

import pytest

from tests.formats.reading import at, read, wanted

TXT = """\
# NO==1
Requests==2.31.0 \\
    --hash=sha256:abc \\
    --hash=sha256:def
    # via flask
Flask_Login[extra] >=1.0, <2 ; python_version < "3.12"  # a comment
zope.interface (>=5)
plain
direct @ https://example.org/direct-1.0.zip
-r other.txt
-c constraints.txt
-e git+https://example.org/x.git@v1#egg=Eggs_of
--index-url https://example.org/simple
./local
https://example.org/y.whl
two words
a~=1.0 --hash=x
"""
PEP_621 = """\
[build-system]
requires = ["hatchling>=1"]
[project]
dependencies = [
  "requests-mock>1",  # before its namesake
  'Requests[socks]>=2 ; sys_platform == "linux"',
]
[project.optional-dependencies]
test = ["pytest"]
[dependency-groups]
lint = ["ruff==0.5", {include-group = "test"}]
[tool.uv]
dev-dependencies = ["uv-dev"]
[tool.pdm.dev-dependencies]
more = ["pdm-dev>1"]
"""
POETRY = """\
[tool.poetry.dependencies]
python = "^3.11"
requests = "^2.0"
Django = { version = "~4.2", extras = ["argon2"] }
"zope.interface" = "*"
celery.version = "5"
many = [{version = "1", python = "<3.9"}, {version = "2", python = ">=3.9"}]
local = { path = "../local" }
[tool.poetry.dependencies.flask]
version = "3"
[tool.poetry.group.docs.dependencies]
sphinx = "7"
[tool.poetry.dev-dependencies]
pytest = "8"
"""
PIPFILE = """\
[packages]
requests = "*"
django = {version = "==4.2", index = "pypi"}
[dev-packages]
pytest = ">=8"
[requires]
python_version = "3.11"
"""
SETUP_CFG = """\
[metadata]
name = requests
[options]
install_requires =
    requests>=2
    # a comment
    Flask_Login ; python_version < "3"
setup_requires = setuptools
[options.extras_require]
test = pytest>=8
    hypothesis
"""
PACKAGE = """\
{"name": "x", "dependencies": {"react": "^18.0.0", "@types/node": "*"},
 "devDependencies": {"vite": "5"},
 "peerDependencies": {"vue": "3"}, "optionalDependencies": {"fsevents": "2"},
 "nested": {"dependencies": {"no": "1"}}}
"""
ROWS = {
    "requirements.txt": (
        TXT,
        [
            ("requests", "==2.31.0", "main"),
            ("flask-login", ">=1.0,<2", "main"),
            ("zope-interface", ">=5", "main"),
            ("plain", "", "main"),
            ("direct", "", "main"),
            ("eggs-of", "", "main"),
            ("a", "~=1.0", "main"),
        ],
    ),
    "pyproject.toml": (
        PEP_621,
        [
            ("requests-mock", ">1", "main"),
            ("requests", ">=2", "main"),
            ("hatchling", ">=1", "build"),
            ("pytest", "", "optional:test"),
            ("ruff", "==0.5", "dev"),
            ("pdm-dev", ">1", "dev"),
            ("uv-dev", "", "dev"),
        ],
    ),
    "poetry/pyproject.toml": (
        POETRY,
        [
            ("requests", "^2.0", "main"),
            ("django", "~4.2", "main"),
            ("zope-interface", "*", "main"),
            ("celery", "5", "main"),
            ("many", "1,2", "main"),
            ("local", "", "main"),
            ("flask", "3", "main"),
            ("pytest", "8", "dev"),
            ("sphinx", "7", "dev"),
        ],
    ),
    "Pipfile": (PIPFILE, [("requests", "*", "main"), ("django", "==4.2", "main"), ("pytest", ">=8", "dev")]),
    "setup.cfg": (
        SETUP_CFG,
        [
            ("requests", ">=2", "main"),
            ("flask-login", "", "main"),
            ("setuptools", "", "build"),
            ("pytest", ">=8", "optional:test"),
            ("hypothesis", "", "optional:test"),
        ],
    ),
    "package.json": (
        PACKAGE,
        [
            ("react", "^18.0.0", "main"),
            ("@types/node", "*", "main"),
            ("vite", "5", "dev"),
            ("vue", "3", "peer"),
            ("fsevents", "2", "optional"),
        ],
    ),
}


@pytest.mark.parametrize("path", ROWS)
def test_requirements_of_a_manifest(path: str) -> None:
    text, rows = ROWS[path]
    assert wanted(read(path, text)) == rows


@pytest.mark.parametrize("path", ROWS)
def test_a_requirement_is_on_its_line(path: str) -> None:
    text, _ = ROWS[path]
    lines = text.splitlines()
    for row in read(path, text).requirements:
        written = lines[row.span.start_line].lower().replace("_", "-").replace(".", "-")
        assert row.name in written
        assert row.name in at(row.span, text).lower().replace("_", "-").replace(".", "-")


def test_a_requirement_is_not_taken_for_its_longer_namesake() -> None:
    row = next(row for row in read("pyproject.toml", PEP_621).requirements if row.name == "requests")
    assert row.span.start_line == 5


def test_dependencies_written_inline_have_a_line_too() -> None:
    text = '[project]\nname = "x"\noptional-dependencies = {t = ["pytest"]}\n'
    (row,) = read("pyproject.toml", text).requirements
    assert (row.scope, row.span.start_line) == ("optional:t", 2)


@pytest.mark.parametrize(
    "line",
    ["", "#", "file: requirements.txt", "attr: x.y", "===", "name:", "a b", "[x]", "-e .", "é>1", "a/b"],
)
def test_what_is_no_requirement(line: str) -> None:
    assert wanted(read("requirements.txt", line)) == []


def test_a_manifest_that_cannot_be_read_declares_nothing() -> None:
    assert wanted(read("pyproject.toml", PEP_621 + "\n[broken\n")) == []
    assert wanted(read("package.json", PACKAGE + "{")) == []
