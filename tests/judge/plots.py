"""Small programs in three versions: what a generated merge is made of.

A program is a package with a few modules. Each function `check_…` without parameters, and the import of each module,
is what running the program means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

Tree = dict[str, str]
"""Path -> source."""

VERBS = ("load", "parse", "merge", "render", "store", "build", "fetch", "count", "split", "rank", "trim")
NOUNS = ("invoice", "order", "ticket", "parcel", "account", "ledger", "report", "branch", "payment", "planet")
PLACES = ("billing", "catalog", "delivery", "search", "storage", "signals", "pricing", "routing", "archive")


class Plot(NamedTuple):
    """One story: what the cause side changes, what the effect side adds, and whether that ought to break."""

    variant: str
    breaks: bool
    base: Tree
    cause: Tree
    effect: Tree


class Import(NamedTuple):
    """A line of import and how the imported thing is then spelled."""

    line: str
    spelled: str


class Home(NamedTuple):
    """A module of the program, and the definition that the story is about."""

    path: str
    source: str

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").replace("/", ".")


class Words:
    """Names and shapes drawn by chance, no name twice."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._used: set[str] = set()
        self.package = random.choice(("shop", "clinic", "library"))
        self.folder = random.choice((self.package, f"{self.package}/core", f"{self.package}/parts/inner"))

    def verb(self) -> str:
        return self._fresh(lambda: f"{self.random.choice(VERBS)}_{self.random.choice(NOUNS)}")

    def noun(self) -> str:
        return self._fresh(lambda: f"{self.random.choice(NOUNS)}_{self.random.choice(PLACES)}")

    def kind(self) -> str:
        return self.noun().title().replace("_", "")

    def constant(self) -> str:
        return self.noun().upper()

    def place(self, folder: str | None = None) -> str:
        """The path of a module that is not there yet."""
        name = self._fresh(lambda: f"{self.random.choice(PLACES)}_{self.random.randrange(90)}")
        return f"{self.folder if folder is None else folder}/{name}.py"

    def _fresh(self, draw: Callable[[], str]) -> str:
        name = draw()
        while name in self._used:
            name = draw()
        self._used.add(name)
        return name

    # -- sources -----------------------------------------------------------------------------

    def filler(self) -> str:
        """A function that has nothing to do with the story."""
        number = self.random.randrange(1, 99)
        return (
            f"def {self.verb()}(amount: int, step: int = {number}) -> int:\n"
            f'    """The amount, {number} times a step on."""\n'
            f"    total = amount + {number} * step\n"
            f"    return total\n"
        )

    def home(self, *definitions: str, imports: str = "", folder: str | None = None) -> Home:
        """A module with these definitions among others; the first imports stand at its top."""
        parts = [self.filler()]
        for definition in definitions:
            parts += [definition.strip("\n") + "\n", self.filler()]
        head = f'"""Functions about one thing."""\n\n{imports}\n\n' if imports else '"""Functions."""\n\n\n'
        return Home(self.place(folder), head + "\n\n".join(parts))

    def program(self, *homes: Home) -> Tree:
        """A whole tree: these modules, one more that uses none of them, and the packages' `__init__.py`."""
        tree = {home.path: home.source for home in homes}
        more = self.home(imports="import math\n\nROOT = math.sqrt(4)")
        tree[more.path] = more.source
        return with_packages(tree)

    def importing(self, home: Home, name: str) -> Import:
        """One of the ways to get at a name of a module."""
        folder, _, module = home.module.rpartition(".")
        alias = self.noun()
        return self.random.choice(
            (
                Import(f"from {home.module} import {name}", name),
                Import(f"from {home.module} import {name} as {alias}", alias),
                Import(f"import {home.module}", f"{home.module}.{name}"),
                Import(f"import {home.module} as {alias}", f"{alias}.{name}"),
                Import(f"from {folder} import {module}", f"{module}.{name}"),
            )
        )

    def uses(self, tree: Tree, imported: Import, statements: str) -> Tree:
        """The tree with these statements run somewhere new: in a new module, or within one that is there."""
        code = self.site(statements)
        others = [path for path, text in sorted(tree.items()) if "ROOT = math" in text]
        if self.random.random() < 0.5 or not others:
            source = f'"""New here."""\n\n{imported.line}\n\n\n{code}'
            return with_packages({**tree, self.place(self.package): source})
        path = others[0]
        head, marker, rest = tree[path].partition("import math\n")
        return {**tree, path: f"{head}{marker}{imported.line}\n{rest.rstrip()}\n\n\n{code}"}

    def site(self, statements: str) -> str:
        """A function `check_…` that runs the statements, itself or through something else."""
        check, inner, kind = f"check_{self.noun()}", self.verb(), self.kind()
        once, twice = indented(statements), indented(statements, 2)
        start, method = f"def {check}() -> None:\n", f"class {kind}:\n    def {inner}(self) -> None:\n"
        tried = f"def {inner}() -> None:\n    try:\n{twice}\n    finally:\n        print(end='')\n"
        return self.random.choice(
            (
                f"{start}{once}\n",
                f"{start}    for _ in range(2):\n{twice}\n",
                f"{start}    def {inner}() -> None:\n{twice}\n\n    {inner}()\n",
                f"{method}{twice}\n\n\n{start}    {kind}().{inner}()\n",
                f"{tried}\n\n{start}    {inner}()\n",
            )
        )

    def noise(self, tree: Tree) -> Tree:
        """The tree with sound edits that touch nothing of the story."""
        changed = dict(tree)
        for _ in range(self.random.randrange(3)):
            edit = self.random.choice((self._with_module, self._with_comment, self._with_function))
            changed = edit(changed)
        return changed

    def _with_module(self, tree: Tree) -> Tree:
        home = self.home(folder=self.package)
        return with_packages({**tree, home.path: home.source})

    def _with_comment(self, tree: Tree) -> Tree:
        path = self._any_module(tree)
        return {
            **tree,
            path: tree[path].replace("    total = ", "    # One step after the other.\n    total = ", 1),
        }

    def _with_function(self, tree: Tree) -> Tree:
        path = self._any_module(tree)
        head, found, rest = tree[path].partition("    return total\n")
        return {**tree, path: f"{head}{found}\n\n{self.filler()}{rest}"} if found else tree

    def _any_module(self, tree: Tree) -> str:
        return self.random.choice(sorted(path for path in tree if not path.endswith("__init__.py")))


def indented(text: str, steps: int = 1) -> str:
    """The lines, moved to the right."""
    return "\n".join("    " * steps + line if line else line for line in text.strip("\n").splitlines())


def edited(tree: Tree, path: str, old: str, new: str) -> Tree:
    """The tree with one text replaced; it must be there."""
    if old not in tree[path]:
        raise ValueError(f"{old!r} is not in {path}")
    return {**tree, path: tree[path].replace(old, new)}


def with_packages(tree: Tree) -> Tree:
    """The tree with an `__init__.py` in each folder."""
    folders = {path.rsplit("/", depth)[0] for path in tree for depth in range(1, path.count("/") + 1)}
    return {**{f"{folder}/__init__.py": "" for folder in folders}, **tree}
