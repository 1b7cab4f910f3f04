"""Generated packages that import among each other in every way, and probes: imports of all they could have."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

NAMES = ("alpha", "beta", "Gamma", "DELTA", "_hidden")
ABSENT = ("nothing", "Nobody")
# Each imports from those above it only, so that all can be imported; a package comes after its modules.
ORDER = ("base", "space.deep.f", "space.g", "p.s.d", "p.s.e", "p.s", "p.a", "p.b", "p.c", "p")
PACKAGES = ("p", "p.s")
_FORMS = ("name", "name", "alias", "star", "star", "module", "try", "either", "plain")


class Probe(NamedTuple):
    """Code whose last line finds something: for us the last use on it, for Python the value of `found`."""

    importer: str  # its module
    before: str
    line: str

    @property
    def code(self) -> str:
        return f"{self.before}\n{self.line}" if self.before else self.line


class Program(NamedTuple):
    """Files below a root, and what to ask of them."""

    root: str
    files: dict[str, str]
    probes: tuple[Probe, ...]


def program(random: Random) -> Program:
    """One program; its modules and probes depend on `random` alone."""
    root = random.choice(("", "src/", "lib/"))
    modules = {name: _Writer(name, random) for name in ORDER}
    for number, writer in enumerate(modules.values()):
        writer.write([modules[name] for name in ORDER[:number]])
    files = {root + path(name): "\n".join(writer.lines) + "\n" for name, writer in modules.items()}
    probes = tuple(_probes(random))
    return Program(root, files, probes)


def path(module: str) -> str:
    place = module.replace(".", "/")
    return f"{place}/__init__.py" if module in PACKAGES else f"{place}.py"


class _Writer:
    """Writes one module. `names` are those it is sure to have."""

    def __init__(self, name: str, random: Random) -> None:
        self.name = name
        self.random = random
        self.lines: list[str] = []
        self.names: set[str] = set()
        self.chosen: set[str] = set()
        self.imported: set[str] = set()
        self.every: tuple[str, ...] | None = None

    def write(self, above: list[_Writer]) -> None:
        parts = [
            *self.random.sample(NAMES, self.random.randint(1, 3)),
            *["import"] * self.random.randint(1, 3),
        ]
        self.random.shuffle(parts)
        for part in parts:
            if part != "import":
                self._define(part)
            elif above:
                self._import(self.random.choice(above))
        if self.random.random() < 0.3:
            self.every = tuple(sorted(self.random.sample(sorted(self.names), min(2, len(self.names)))))
            self.lines.append(f"__all__ = {list(self.every)!r}")

    def _define(self, name: str) -> None:
        if name in self.imported and name != "DELTA":
            return  # by design the import is followed: the definition that hides it is a finding of its own
        self.names.add(name)
        if name == "Gamma":
            self.lines.append("class Gamma:\n    pass\n")
        elif name == "DELTA":
            self.lines.append(f'DELTA = "{self.name}:DELTA"')
        else:
            self.lines.append(f"def {name}():\n    pass\n")

    def _import(self, other: _Writer) -> None:
        name = self.random.choice(sorted(other.names))
        source = self._written(other.name)
        package, _, last = source.rpartition(".")
        form = self.random.choice(_FORMS)
        if form == "star":
            self.lines.append(f"from {source} import *")
            self.names |= set(other.every if other.every is not None else _public(other.names))
        elif form == "module" and package:
            package = package if package.strip(".") else f"{package}."
            self._bind(last, f"from {package} import {last}")
        elif form == "plain" and not source.startswith("."):
            self._bind(source.partition(".")[0], f"import {source}")
        elif form == "try":
            first = f"from {source} import nothing as {name}"
            self._choose(name, first, f"from {source} import {name}")
        elif form == "either":
            self._choose(name, f"from {source} import {name}", f"def {name}():\n        pass")
        else:
            local = self.random.choice(NAMES) if form == "alias" else name
            self._bind(local, f"from {source} import {name}{'' if local == name else f' as {local}'}")

    def _bind(self, name: str, line: str) -> None:
        self.names.add(name)
        self.imported.add(name)
        self.lines.append(line)

    def _choose(self, name: str, first: str, second: str) -> None:
        """Once a name: by design the first of several choices counts for us."""
        if name not in self.chosen:
            self.chosen.add(name)
            self._bind(name, f"try:\n    {first}\nexcept ImportError:\n    {second}\n")

    def _written(self, module: str) -> str:
        # by design `p`, written in `p/__init__.py`, is taken for a package from outside
        dotted = self.name == "p" or self.random.random() < 0.5
        return relative(self.name, module) if dotted else module


def _public(names: set[str]) -> set[str]:
    return {name for name in names if not name.startswith("_")}


def relative(importer: str, module: str) -> str:
    """The module as written with dots, where both are in one package; else in full."""
    here = importer.split(".") if importer in PACKAGES else importer.split(".")[:-1]
    there = module.split(".")
    if not here or here[0] != there[0]:
        return module
    common = 0
    while common < min(len(here), len(there)) and here[common] == there[common]:
        common += 1
    return "." * (len(here) - common + 1) + ".".join(there[common:])


# -- probes ------------------------------------------------------------------------------------


def _probes(random: Random) -> Iterator[Probe]:
    modules = (*ORDER, "space", "space.deep", "p.absent", "p.s.absent", "p.a.inside")
    for importer in ("probes", "p.probes", "p.s.probes"):
        for module in modules:
            source = relative(importer, module) if random.random() < 0.5 else module
            for name in random.sample((*NAMES, *ABSENT, "a", "s", "d", "p", "base", "deep"), 4):
                yield Probe(importer, "", f"from {source} import {name} as found")
            yield Probe(importer, "", f"import {module} as found")
            name = random.choice((*NAMES, *ABSENT, "s", "d"))
            yield Probe(importer, f"import {module}", f"found = {module}.{name}")
