"""What Python's run time gives to every object, class and module, and what well-known decorators do."""

from __future__ import annotations

import abc
import builtins
import collections
import collections.abc
import enum
import types
import typing
from typing import Final, cast

from conflictscan.languages.python import MODULE_NAMES
from conflictscan.languages.resolver import ImportSyntax, Semantics

_MODULES: Final = {
    "builtins": builtins,
    "abc": abc,
    "enum": enum,
    "collections": collections,
    "collections.abc": collections.abc,
    "typing": typing,
}
_LIKE_OBJECT: Final = frozenset(
    {
        "abc.ABC",
        "builtins.object",
        "typing.Generic",
        "typing.Protocol",
        "typing_extensions.Generic",
        "typing_extensions.Protocol",
    }
)
_TUPLES: Final = frozenset({"typing.NamedTuple", "typing_extensions.NamedTuple"})
_OBJECT: Final = frozenset(dir(object)) | {
    "__dict__",
    "__weakref__",
    "__module__",
    "__annotations__",
    "__slots__",
}
_NAMED_TUPLE: Final = frozenset(dir(collections.namedtuple("_NamedTuple", ()))) | {"__annotations__"}  # noqa: PYI024  # pyright: ignore[reportUntypedNamedTuple] - its members are what is asked for
_ENUM: Final = frozenset(
    {"name", "value", "_name_", "_value_", "_missing_", "_ignore_", "_order_", "_generate_next_value_"}
)

SEMANTICS: Final = Semantics(
    object_members=_OBJECT,
    class_members=frozenset(dir(type))
    | _OBJECT
    | {"__members__", "__name__", "__qualname__", "__mro__", "__bases__", "mro", "__iter__", "__len__", "__getitem__"},
    module_members=frozenset(MODULE_NAMES | {"__all__", "__class__", "__version__", "__getattribute__"}),
    injected=frozenset(
        {
            "_", "__", "N_", "ngettext", "gettext", "pgettext", "get_ipython", "display", "__class__",
            "__module__", "__qualname__", "__firstlineno__", "__file__", "__name__",
            # of Python 2, in code that serves both
            "unicode", "basestring", "long", "xrange", "unichr", "raw_input", "reduce", "reload", "cmp",
            "execfile", "file", "buffer", "intern", "apply", "coerce", "StandardError",
        }
    ),
    constructors=("__init__", "__new__"),
    allocators=frozenset({"__new__"}),
    call="__call__",
    index="__getitem__",
    enter=("__enter__", "__aenter__"),
    read="__get__",
    hooks=frozenset({"__getattr__"}),
    transparent_classes=frozenset(
        {
            "dataclass", "total_ordering", "final", "runtime_checkable", "unique", "define", "frozen", "mutable",
            "attrs", "attr", "s", "deprecated", "verify", "global_enum", "dataclass_transform", "skip", "skipif",
            "skipIf", "skipUnless", "usefixtures", "parametrize", "mark", "no_type_check", "tag", "disjoint_base",
            "django_db", "asyncio", "slow", "xfail", "flaky", "filterwarnings", "register",
        }
    ),
    transparent=frozenset(
        {
            "property", "classmethod", "staticmethod", "cached_property", "lru_cache", "cache", "abstractmethod",
            "override", "final", "deprecated", "wraps", "no_type_check", "typechecked", "setter", "getter", "deleter",
            "abstractproperty", "overload", "singledispatch", "singledispatchmethod", "skip", "skipif", "skipIf",
            "skipUnless", "parametrize", "usefixtures", "xfail", "mark", "total_ordering", "login_required",
            "hybrid_property", "coroutine", "abstractclassmethod", "abstractstaticmethod", "hybrid_method",
        }
    ),
    contexts=frozenset({"contextmanager", "asynccontextmanager"}),
    uncallable=frozenset({"fixture", "command", "group", "option", "argument", "task", "shared_task", "hookimpl",
                          "hookspec", "given", "patch", "object", "inject", "composite", "pass_context", "pass_obj"}),
    neutral_bases=_LIKE_OBJECT,
    own_files=(".py", ".pyi", ".pyw"),
    imports=ImportSyntax(
        module=r"from\s+([.\w\s]+?)\s+import\b|([.\w]+)",
        alias=r"\s+as\s+\w+",
        comment="#",
        one="from {module} import {name}",
        whole="import {module}",
        separator=".",
    ),
    unbound_methods=True,
    module_of_known="conflictscan.languages.python.known",
)  # fmt: skip


def outside_members(dotted: str) -> frozenset[str] | None:
    """The attribute names of an instance of a class of the standard library; None when they are not known."""
    if dotted in _LIKE_OBJECT:
        return _OBJECT
    if dotted in _TUPLES:
        return _NAMED_TUPLE
    module, _, name = dotted.rpartition(".")
    if module == "typing":
        module = "collections.abc"
    found: object = getattr(_MODULES.get(module, types), name, None)
    if not isinstance(found, type) or isinstance(found, enum.EnumType) is not (
        module == "enum" and name != "EnumType"
    ):
        return None
    members: frozenset[str] = frozenset(dir(cast("object", found)))
    if issubclass(found, type):
        return None
    extra: frozenset[str] = _ENUM if module == "enum" else frozenset()
    return members | _OBJECT | extra
