"""What the graph asks of a language: where modules are, and what its run time provides unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from conflictscan.languages.written import Builtin

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Named(Protocol):
    """One entry of a folder."""

    @property
    def name(self) -> str:
        """Its name, without the folder."""
        ...

    @property
    def kind(self) -> str:
        """What it is: file, folder, symlink or submodule."""
        ...


class Folders(Protocol):
    """The part of a snapshot that finding modules needs."""

    def list(self, folder: str) -> Sequence[Named]:
        """The entries of a folder; empty when there is none."""
        ...

    def kind(self, path: str) -> str | None:
        """What is at the path; None when nothing is."""
        ...

    def read(self, path: str) -> bytes | None:
        """The content of a regular file; None for anything else."""
        ...

    def blob(self, path: str) -> str | None:
        """The id of a regular file's content; None for anything else."""
        ...


class Found(msgspec.Struct, frozen=True):
    """Where an import leads: exactly one of `path`, `external` and `missing` is set, or none if in doubt.

    `path` is the file of a module, or the folder of a package without a file of its own. `missing` is the
    part of the dotted name that is not there, `missing_in` the deepest package that is. `consulted` are
    paths that would decide otherwise if they came or went.
    """

    path: str = ""
    external: str = ""
    missing: str = ""
    missing_in: str = ""
    consulted: tuple[str, ...] = ()
    level: int = 0


class Modules(Protocol):
    """Module lookup in one snapshot."""

    def find(self, importer: str, module: str, level: int = 0) -> Found:
        """What `module` names in the file `importer`; `level` counts the dots of a relative import."""
        ...

    def child(self, package: str, name: str) -> Found:
        """A submodule of a package; neither path nor missing is set when `package` cannot have any."""
        ...

    def name(self, path: str) -> str:
        """The dotted name of a module."""
        ...

    def stub(self, path: str) -> str | None:
        """The file beside a module that declares its types; None without one."""
        ...

    def is_package(self, path: str) -> bool:
        """Can the module have submodules?"""
        ...

    def visible(self, path: str, name: str) -> tuple[str, ...]:
        """Other files that may define `name` so that `path` sees it without an import: those of its package.

        Asked only where `Semantics.package_scope` or `Semantics.open_classes` says that there may be such.
        """
        ...


class Conditional(Protocol):
    """What a `Modules` offers besides, where a file may be left out of a build."""

    def condition(self, path: str) -> str:
        """What must hold for the file to take part, as written; empty where it always does."""
        ...


class Opened(Modules, Protocol):
    """What a `Modules` offers besides, where any file may open a class again."""

    def opening(self, path: str, qualname: str) -> tuple[str, ...]:
        """Other files that open the class and say what it is made of."""
        ...

    def made(self, name: str) -> bool:
        """May a call in some class body define a member of that name?"""
        ...


class Spelling(msgspec.Struct, frozen=True):
    """A module as an import statement writes it: leading dots that count, and the rest."""

    level: int
    module: str

    @property
    def text(self) -> str:
        """As it stands in the statement."""
        return "." * self.level + self.module


class Writing(Protocol):
    """What a `Modules` offers besides, where imports can be written anew: `Semantics.imports` says so."""

    def spellings(self, importer: str, target: str, written: str, old: str) -> Iterator[Spelling]:
        """How `importer` may name the file `target`, best first, as it wrote `written` for the file `old`.

        Each is tried with `find`: one that leads elsewhere does no harm.
        """
        ...


class ImportSyntax(msgspec.Struct, frozen=True, kw_only=True):
    """How a language writes imports, as far as mending one takes; patterns are regular expressions."""

    module: str  # from the start of an import: its last group is the module as written
    alias: str  # behind a name: what gives it a local name
    comment: str = "//"
    marker: str = ""  # a word before a name that goes with it: `type`
    lists: bool = True  # a statement may take several names of a module
    braces: bool = False  # several names of a module stand in braces
    one: str = ""  # a statement of one name; empty where the statement that had several is narrowed to it
    whole: str = ""  # a statement of a module that is used by its dotted name; empty where none is
    renamed: str = "{name} as {local}"
    separator: str = ""  # between a module and one in it, where a statement may take either
    named: str = ""  # a module under a name that is not the last part of its own


class Textual(Protocol):
    """What a `Modules` offers besides, where an import puts in the text of a file: macros may make names there."""

    def says(self, path: str, name: str) -> bool:
        """Does the file hold the name as a word, outside of comments and strings?"""
        ...

    def makes(self, path: str, name: str) -> bool:
        """May a macro define the name in the file?"""
        ...

    def route(self, path: str, target: str) -> tuple[str, ...]:
        """The files by which one comes to import another, both of them included; empty where it does not."""
        ...

    def linked(self, path: str, other: str) -> bool:
        """Are two files most likely linked into one program?"""
        ...

    def saying(self, name: str) -> Iterator[str]:
        """The files of the repository that do."""
        ...


class Semantics(msgspec.Struct, frozen=True, kw_only=True):
    """The object model of a language, as data."""

    object_members: frozenset[str]  # of every instance
    class_members: frozenset[str]  # of every class object
    module_members: frozenset[str]  # of every module object
    injected: frozenset[str]  # names that programs put into the built-in scope
    constructors: tuple[str, ...]  # methods that take the arguments of a construction, by precedence
    allocators: frozenset[str]  # methods that may make a construction give anything
    call: str
    index: str
    enter: tuple[str, ...]
    read: str  # the method of an object in a class body that answers for the field
    hooks: frozenset[str]  # a module-level function that answers for absent names
    transparent_classes: frozenset[str]  # class decorators that add nothing a caller sees
    transparent: frozenset[str]  # function decorators that keep parameters and result
    contexts: frozenset[str]  # function decorators that turn a generator into a context manager
    uncallable: frozenset[str]  # function decorators after which nobody calls the function by name
    neutral_bases: frozenset[str]  # outside base classes without a constructor of their own
    own_files: tuple[str, ...]  # suffixes of the files of this language
    explicit_exports: bool = False  # only what a file exports can be imported from it
    module_targets: bool = False  # a TARGET names a module, as an import does, not a dotted name
    plain_decorators: bool = False  # a decorator on a class adds nothing that a user of the class sees
    default_constructor: bool = False  # a class without a constructor is built as its base is
    unbound_methods: bool = (
        False  # a method taken from its class is called with the instance as first argument
    )
    static_through_instance: bool = True  # a static member is reached through an instance as well
    record_members: bool = False  # the entries of a mapping display are read as members
    merging: frozenset[str] = frozenset()  # forms of class that may be declared several times, and are one
    implicit_interfaces: bool = False  # a type fulfils an interface by its methods alone
    structural: bool = False  # a type takes whatever has its members
    built_by_call: bool = True  # a call of a class builds an instance; else it converts a value
    result_lists: bool = False  # a function has a fixed number of results, and each use takes them all
    overloads: bool = False  # functions of one name and other parameters stand beside each other
    repeatable: frozenset[str] = frozenset()  # names that may be defined any number of times
    final_keyword: bool = False  # a class or method that says `final` is closed when the program runs
    unique_names: bool = False  # a file that defines a name twice cannot be loaded
    compiled: bool = False  # a compiler refuses what does not fit
    type_names: bool = False  # a type and a value may share a name
    capital_exports: bool = False  # a name is seen outside of its package where it begins with a capital
    module_privacy: bool = False  # what is private is open to its module and those within
    file_conditions: bool = False  # files may be left out of a build: its `Modules` is `Conditional`
    declared_overrides: bool = False  # an override says so, and has the result and access of what is above it
    writes_define: bool = True  # an assignment makes the attribute that it names
    builtin: Builtin | None = None  # types that convert into no other; None where written types bind nobody
    extensions: bool = False  # a function of a package may be called as a member of what it extends
    accessors: bool = (
        False  # `getX`, `setX` and a property `x` stand for each other between languages of one platform
    )
    standard: tuple[str, ...] = ()  # how modules of the standard library begin: they know no class of ours
    package_scope: bool = False  # files of a package see each other's names without an import
    open_classes: bool = False  # members of a class may stand in other files of its package
    reopened: bool = False  # any file may open a class again: its `Modules` is `Opened`
    names_as_mapping: bool = False  # named arguments are one mapping where no parameter has a name
    surplus_arguments: bool = False  # positional arguments that no parameter takes are dropped
    receiver_privacy: bool = False  # what is private is called without a receiver, from wherever
    imports: ImportSyntax | None = None  # how they are written: its `Modules` is `Writing`
    textual_includes: bool = False  # an import puts the text of a file in: its `Modules` is `Textual`
    closed_stars: bool = (
        False  # a star import from outside is not thought to bring what the repository defines itself
    )

    def outside_members(self, dotted: str) -> frozenset[str] | None:
        """The members of a class of the standard library; None when they are not known."""
        return _outside(self.module_of_known, dotted)

    module_of_known: str = ""  # the module whose `outside_members` knows


def _outside(module: str, dotted: str) -> frozenset[str] | None:
    import importlib  # noqa: PLC0415 - only where a class has a base outside of the repository

    if not module:
        return None
    members: frozenset[str] | None = importlib.import_module(module).outside_members(dotted)
    return members
