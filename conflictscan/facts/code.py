"""What one source file states: definitions, references, imports, matches, mappings.

Everything here belongs to one blob: no path, module name or repository enters, so facts are
cached by blob id and shared by all snapshots. Names are bound to symbols later, per snapshot,
by `conflictscan.graph`. Structs are frozen and hold tuples, never lists: no cycles, so that the
garbage collector need not watch them (`gc=False`), which makes decoding three times as fast.
"""

from __future__ import annotations

import enum
from typing import Final

import msgspec

SCHEMA_VERSION = "4"
"""Changes with the shape of these structs: stored facts of another shape are not read."""


class Span(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False):
    """A region of one blob. Lines and columns count from 0; columns and offsets are bytes, half-open."""

    start_line: int
    start_column: int
    end_line: int
    end_column: int
    start_byte: int
    end_byte: int


class Root(enum.StrEnum):
    """How the first name of a chain is bound inside its own file."""

    MODULE = "module"  # a module-level name of this file: definition, assignment or import
    LOCAL = "local"  # a parameter or function-local variable whose origin is not known
    INSTANCE = "instance"  # `self`: an instance of the class `Chain.scope`
    CLASS = "class"  # `cls`: the class `Chain.scope` itself
    SUPER = "super"  # `super()`: the bases of the class `Chain.scope`
    NESTED = "nested"  # a function or class defined inside a function; `Chain.scope` is its qualname
    IMPORT = "import"  # a function-local import; `Chain.scope` is the index into FileFacts.imports
    BUILTIN = "builtin"  # a name the language provides
    FREE = "free"  # bound nowhere in the file: star import, injected, or a mistake
    LITERAL = "literal"  # a literal value; `Chain.name` is its type name (`str`, `dict`, …)
    UNKNOWN = "unknown"  # an expression that is not followed


class Chain(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A dotted expression as written, with local variables replaced by where their value comes from.

    `steps` are applied to the root from left to right: `.name` attribute, `()` call, `@` an
    instance of the type so far (annotations, `except E as e`), `await`, `[]` subscript,
    `*` element of iterating, `with` value of entering. `x: Repo; x.find().all` inside a
    function is `Chain("Repo", MODULE, ("@", ".find", "()", ".all"))`.
    """

    name: str
    root: Root
    steps: tuple[str, ...] = ()
    scope: str = ""

    @property
    def last(self) -> str:
        """The last plain name: the attribute at the end, or the root's own name."""
        for step in reversed(self.steps):
            if step.startswith("."):
                return step[1:]
        return self.name

    def __str__(self) -> str:
        head = _HEADS.get(self.root, self.name)
        return head + "".join([_WRITTEN.get(step, step) for step in self.steps]) if self.steps else head


_HEADS: Final = {Root.INSTANCE: "self", Root.CLASS: "cls", Root.SUPER: "super()"}
_WRITTEN: Final = {"@": "", "await": "", "with": "", "*": "[]"}


class Literal(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A literal: `kind` is str, int, float, bool, none, list, dict, tuple, set or other; `text` as written."""

    kind: str
    text: str


class SymbolKind(enum.StrEnum):
    """What a definition is."""

    FUNCTION = "function"
    METHOD = "method"
    CLASS = "class"
    FIELD = "field"  # declared in a class body, or assigned through `self`
    VARIABLE = "variable"  # module level
    VARIANT = "variant"  # member of an enum
    TYPE_ALIAS = "type_alias"


class ParameterKind(enum.StrEnum):
    """How an argument may reach the parameter."""

    POSITIONAL_ONLY = "pos_only"
    POSITIONAL_OR_NAMED = "pos_or_named"
    NAMED_ONLY = "named_only"
    REST_POSITIONAL = "rest_pos"
    REST_NAMED = "rest_named"


class Parameter(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One parameter; the receiver (`self`, `cls`) is left out of `Symbol.parameters`."""

    name: str
    kind: ParameterKind
    required: bool
    annotation: str = ""  # as written
    default: str = ""  # as written, whitespace normalised
    type: Chain | None = None  # the annotation's class, Optional/None stripped; None when not a plain name


class Decorator(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A decorator or annotation: what is named, whether it is called, its arguments as written."""

    chain: Chain
    called: bool = False
    arguments: tuple[str, ...] = ()


class ReturnShape(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a function's own `return` and `yield` expressions were seen to give (union over paths)."""

    none: bool = False  # a bare return, `return None`, or falling off the end beside other returns
    value: bool = False  # some non-None expression that is not one of the following
    tuples: tuple[int, ...] = ()  # sorted arities of returned tuple displays
    keys: tuple[str, ...] | None = None  # keys of returned dict displays when all returns are such; sorted
    literals: tuple[str, ...] = ()  # sorted kinds of returned literals: str, int, list, dict, bool …
    types: tuple[Chain, ...] = ()  # classes constructed in return expressions
    yields: bool = False


class FieldInfo(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How a field takes part in building its class."""

    in_constructor: bool = False  # declared with an annotation in a class body (dataclass-like use)
    has_default: bool = False
    keyword_only: bool = False
    assigned_in: tuple[str, ...] = ()  # methods that assign it through the receiver; empty if declared


class Symbol(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A nameable definition.

    `qualname` is relative to the file: `Class.method`, `outer.<locals>.inner`. Two definitions
    with one qualname differ in `ordinal` (0, 1, …, in source order). No line takes part in
    identity.
    """

    name: str
    qualname: str
    kind: SymbolKind
    span: Span
    name_span: Span
    container: str = ""  # qualname of the enclosing class or function; empty at module level
    ordinal: int = 0
    modifiers: tuple[
        str, ...
        # sorted: abc (its metaclass refuses instances of abstract classes), abstract, async, classmethod,
        # final, generator, overload, property, setter, deleter, staticmethod,
        # protocol, enum, flag, dataclass, namedtuple, typeddict, pydantic, attrs, frozen,
        # kw_only, total_false, test, fixture, dynamic (defines __getattr__ or the like), metaclass, stub
        # (body is `...`/pass/NotImplemented only), raises_not_implemented, cached_property;
        # interface, struct, record, trait, object, annotation, namespace: what a class is; optional, readonly,
        # private, protected, internal, static, default: as written; loose: calls may leave arguments out;
        # open: members are added elsewhere (prototype, partial)
    ] = ()
    decorators: tuple[Decorator, ...] = ()
    parameters: tuple[Parameter, ...] | None = None  # None for what is not a function
    returns: str = ""  # declared, as written
    return_type: Chain | None = None
    return_shape: ReturnShape | None = None
    raises: tuple[Chain, ...] = ()
    bases: tuple[Chain, ...] = ()
    annotation: str = ""
    type: Chain | None = (
        None  # what a variable or field holds: annotation's class with "@", or its value's chain
    )
    value: Literal | None = None  # literal value of a constant, field default or enum member
    field: FieldInfo | None = None
    guards: tuple[str, ...] = ()  # enclosing conditions, outermost first: see Reference.guards
    # which arm of which module-level if/try holds it ("3:else"); equal-named definitions in different
    # arms exclude each other
    branch: str = ""
    signature_hash: str = ""  # parameters, defaults, annotations, decorators, async
    # tokens of the body without comments, docstrings, log calls, annotations; locals renamed by order
    # of appearance
    body_hash: str = ""
    body_size: int = 0  # tokens counted in body_hash
    statements: int = 0  # statements in the body, nested ones included, docstring not
    sketch: tuple[int, ...] = ()  # bottom-k sketch (k = 48) of hashed 4-token shingles of the normalised body
    literals: tuple[
        str, ...
    ] = ()  # sorted distinct string/number literals of the body, up to 64, each up to 80 chars
    alternatives: tuple[Arm, ...] = ()  # of an alias, or a field's annotation: what a union or Literal allows


class ReferenceKind(enum.StrEnum):
    """What a use does with what it names."""

    CALL = "call"
    READ = "read"
    WRITE = "write"
    DELETE = "delete"
    RECORD = (
        "record"  # an instance given by its named fields where its type is known: `const c: Config = {…}`
    )
    IMPORT = "import"  # a name taken by `from m import name`
    ANNOTATION = "annotation"
    EXTEND = "extend"  # base class
    DECORATOR = "decorator"
    CATCH = "catch"
    RAISE = "raise"
    PATTERN = "pattern"  # class or value pattern of a match
    TARGET = "target"  # dotted string that names a symbol: mock target, settings, entry point
    # attribute named by a string on a known object: patch.object(Cls, "m"), monkeypatch.setattr(obj,
    # "m", …), patch.multiple("mod.Cls", m=…)
    PATCH_ATTRIBUTE = "patch_attribute"
    STRING = (
        "string"  # a plain string literal that looks like an identifier (registry key, class name); name only
    )


class Arguments(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Shape of an argument list."""

    positional: int = 0  # explicit positional arguments before any splat
    names: tuple[str, ...] = ()  # keyword arguments in order
    splat_positional: bool = False
    splat_named: bool = False
    texts: tuple[
        str, ...
        # each positional argument: the identifier chain as written ("config", "self.x"), or a literal's
        # kind in angle brackets ("<str>"), or ""
    ] = ()
    values: tuple[
        Chain | None, ...
    ] = ()  # what each positional argument names; None where that is not followed


class Result(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the surrounding code does with a call's result.

    `mode`: ignored, assigned, tuple (unpacked to `arity`), member (attribute `name`), key
    (subscript with literal `name`), index (other subscript), iterate, await, return, argument,
    compare_none, truth, with, other; of a WRITE: changed, where the new value is made from the old (`+=`).
    """

    mode: str
    arity: int = 0
    starred: bool = False
    name: str = ""


class Reference(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A use of a name.

    `guards` are the conditions around it, outermost first: `except:ImportError` (inside a try whose handler
    catches it; also `except:AttributeError`, `except:NameError`, `except:TypeError`, `except:*` for bare/Exception),
    `hasattr:NAME`, `type_checking`, `version`, `platform`, `raises` (inside `with pytest.raises(…)`/assertRaises),
    `unevaluated` (an annotation after `from __future__ import annotations`).
    """

    kind: ReferenceKind
    chain: Chain
    span: Span  # the whole use; for a call, callee and arguments
    name_span: Span  # the last name
    enclosing: str = ""  # qualname of the innermost function or class around it
    arguments: Arguments | None = None  # for CALL, and for DECORATOR with arguments
    result: Result | None = None  # for CALL, and for a WRITE that only changes what is there
    awaited: bool = False
    in_async: bool = False  # the innermost enclosing function is async
    guards: tuple[str, ...] = ()
    text: str = ""  # for TARGET, PATCH_ATTRIBUTE and STRING: the string
    declared: Chain | None = None  # the class that is declared where the value goes


class ImportedName(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """`from m import name as local`."""

    name: str
    local: str
    span: Span


class Import(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """One import statement of one module.

    `import a.b` binds `a` and has no names; `import a.b as c` has alias `c`; `from m import x`
    has names; a star import has `star`. `level` counts leading dots.
    """

    module: str
    span: Span
    level: int = 0
    alias: str = ""
    names: tuple[ImportedName, ...] = ()
    star: bool = False
    scope: str = ""  # qualname of the function or class that holds it; empty at module level, or by `global`
    guards: tuple[str, ...] = ()
    branch: str = ""
    reexport: bool = False  # hands its names on and binds none here: `export {a} from "./m"`
    types_only: bool = False  # erased before the program runs: `import type`


class Export(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A name that a file hands out, in a language where files say so.

    `local` is the qualname or module-level name that it stands for. The name `=` is the module's value as a whole
    (`module.exports = …`), `default` the default export.
    """

    name: str
    local: str
    span: Span
    types_only: bool = False


class Arm(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One case of a match or one alternative of a union: the chain it names, or a literal's text."""

    chain: Chain | None
    literal: str
    span: Span


class Match(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A case analysis: `match` statement, if/elif chain over one subject, or dict display keyed by enum members.

    `total` says why a missing case is a fault: `assert_never`, `raise` (the default raises),
    `lookup` (a dict indexed directly), or empty when nothing says so.
    """

    form: str  # match, if_chain, dispatch
    arms: tuple[Arm, ...]
    span: Span
    has_default: bool
    total: str = ""
    subject: Chain | None = None
    enclosing: str = ""
    name: str = ""  # for dispatch: the variable it is assigned to


class Key(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One key of a mapping, its value normalised."""

    name: str
    value: str
    span: Span


class Mapping(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A mapping written out: dict display, JSON object, YAML mapping, TOML table, INI section, .env file.

    `place` names it without lines: the path of keys to it, or the variable it is assigned to.
    """

    place: str
    form: str
    keys: tuple[Key, ...]
    span: Span
    enclosing: str = ""


class Requirement(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One dependency declared by a manifest. `name` is normalised by the ecosystem's rule, `range` as written.

    `scope` is main, dev, test, docs, build, peer, provided, parent, indirect, optional or `optional:<extra>`;
    a `constraint` says which version is taken if something else asks for the package.
    """

    ecosystem: str  # pypi, npm, crates, go, maven, nuget, gems, composer
    name: str
    range: str
    scope: str
    span: Span
    alias: str = ""  # what code calls it where that is not the package's own name


class FileFacts(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """All facts of one blob."""

    language: str
    symbols: tuple[Symbol, ...] = ()
    references: tuple[Reference, ...] = ()
    imports: tuple[Import, ...] = ()
    matches: tuple[Match, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    exports: tuple[str, ...] | None = None  # `__all__` where it is a literal; None if absent
    exported: tuple[Export, ...] = ()  # where only what is exported can be imported
    exports_dynamic: bool = (
        False  # `__all__` computed, or names injected (globals(), sys.modules, __getattr__)
    )
    syntax_errors: tuple[Span, ...] = ()
    conflict_markers: bool = False
    generated: bool = False  # a marker in its head says a program wrote it
    skipped: str = ""  # reason why nothing was extracted; empty if it was
