"""A judge that shares no code with us: names in generated packages are bound to what Python's own import finds."""

from __future__ import annotations

import json
import subprocess
import sys
from random import Random
from typing import TYPE_CHECKING

import pytest

from conflictscan.git import Repository
from conflictscan.graph import Tree
from conflictscan.sources import Sources
from tests.fixture_cases import build
from tests.graph.packages import ORDER, Probe, Program, program

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = range(12)

RUNNER = """
import importlib, json, os, sys, types
root = sys.argv[1]
sys.path.insert(0, root)
sys.dont_write_bytecode = False
known = set(sys.modules)

def said(value):
    if isinstance(value, types.ModuleType):
        place = value.__file__ or list(value.__path__)[0]
        return "module " + os.path.relpath(place, root).replace(os.sep, "/")
    if isinstance(value, str):
        return "definition " + value.replace(":", ".")
    return f"definition {value.__module__}.{value.__qualname__}"

def asked(importer, code):
    package = importer.rpartition(".")[0]
    if package:
        importlib.import_module(package)
    space = {"__name__": importer, "__package__": package}
    exec(code, space)
    return said(space["found"])

for importer, code in json.load(sys.stdin):
    try:
        answer = asked(importer, code)
    except (ImportError, AttributeError) as problem:
        answer = "missing " + type(problem).__name__
    print(json.dumps(answer))
    for name in set(sys.modules) - known:
        del sys.modules[name]
    importlib.invalidate_caches()
"""


@pytest.mark.parametrize("seed", SEEDS)
def test_a_name_means_what_python_imports(seed: int, tmp_path: Path) -> None:
    made = program(Random(seed))  # noqa: S311 - shapes, no secrets
    python, ours = by_python(tmp_path / "files", made), by_us(tmp_path, made)
    told = [
        (probe.code, theirs, said)
        for probe, theirs, said in zip(made.probes, python, ours, strict=True)
        if not _agree(probe, theirs, said)
    ]
    assert told == []


def _agree(probe: Probe, python: str, ours: str) -> bool:
    if python.startswith("missing"):
        # by design a submodule is taken to be there whoever imports it: for Python it is once somebody has
        loaded_later = python == "missing AttributeError" and ours.startswith("module ")
        # by design in doubt: a namespace package may have parts elsewhere
        elsewhere = ours == "unknown" and "space" in probe.code
        return ours == "missing" or loaded_later or elsewhere
    # by design in doubt: what `import *` of a package gives when its submodules happen to be loaded
    return python == ours or (python.startswith("module ") and ours == "unknown")


def test_the_generated_packages_can_be_imported(tmp_path: Path) -> None:
    for seed in SEEDS:
        made = program(Random(seed))  # noqa: S311
        every = tuple(Probe("probes", "", f"import {name} as found") for name in ORDER)
        found = by_python(tmp_path / str(seed), made._replace(probes=every))
        assert [said for said in found if not said.startswith("module ")] == []


def by_python(folder: Path, made: Program) -> list[str]:
    """What Python finds for each probe."""
    for path, text in made.files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    asked = [(probe.importer, probe.code) for probe in made.probes]
    command = [sys.executable, "-I", "-c", RUNNER, str(folder / made.root)]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def by_us(folder: Path, made: Program) -> list[str]:
    """What the graph binds the last name of each probe to, each in a file of its own beside its importer."""
    files = dict(made.files)
    places: list[str] = []
    for number, probe in enumerate(made.probes):
        place = f"{made.root}{probe.importer.replace('.', '/')}_{number}.py"
        files[place] = probe.code + "\n"
        places.append(place)
    tree = {path: text.encode() for path, text in files.items()}
    repository = build(folder, {"base": tree, "ours": tree, "theirs": tree})
    with Repository.open(repository) as opened:
        graph = Tree(opened.snapshot("base"), Sources())
        return [_said(graph, place, made.root) for place in places]


def _said(graph: Tree, place: str, root: str) -> str:
    facts = graph.facts(place)
    assert facts is not None
    used = [r for r in facts.references if r.kind in ("import", "read")]
    found = graph.bind(place, used[-1])
    if found.definition is not None:
        return f"definition {graph.display(found.definition)}"
    if found.module is not None:
        return f"module {found.module.removeprefix(root)}"
    return found.status.value
