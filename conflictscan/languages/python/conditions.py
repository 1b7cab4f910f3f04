"""The conditions that stand around code: what an `if`, a `try` or a `with` says of its body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from conflictscan.languages.python.tree import Node, Tree

_HASATTR: Final = re.compile(r"\b(?:has|get)attr\(\s*[^,()]+,\s*['\"](\w+)['\"]")
_TYPE_CHECKING: Final = re.compile(r"\bTYPE_CHECKING\b")
_NOT_TYPE_CHECKING: Final = re.compile(r"^not\s+(?:\w+\.)?TYPE_CHECKING$")
_VERSION: Final = re.compile(r"\b(?:version_info|hexversion|PY2|PY3|PY\d+|python_version)\b")
_PLATFORM: Final = re.compile(
    r"\bsys\.platform\b|\bos\.name\b|\bplatform\.(?:system|machine)\b|\b(?:IS_)?(?:WINDOWS|WIN|WIN32|MACOS)\b"
)
_RAISES: Final = re.compile(r"(?:^|\.)(?:raises|assertRaises(?:Regex)?|warns|assertWarns)$")
_CAUGHT: Final = {
    "ImportError": "except:ImportError",
    "ModuleNotFoundError": "except:ImportError",
    "AttributeError": "except:AttributeError",
    "NameError": "except:NameError",
    "TypeError": "except:TypeError",
    "Exception": "except:*",
    "BaseException": "except:*",
}


def arm_guards(condition: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Guards of the body of an `if`, and of what follows it, from the text of its condition."""
    both: list[str] = []
    if _VERSION.search(condition):
        both.append("version")
    if _PLATFORM.search(condition):
        both.append("platform")
    if _NOT_TYPE_CHECKING.match(condition):
        return tuple(both), (*both, "type_checking")
    positive = list(both)
    if _TYPE_CHECKING.search(condition):
        positive.append("type_checking")
    if "attr(" in condition:
        positive.extend(f"hasattr:{name}" for name in _HASATTR.findall(condition))
    return tuple(positive), tuple(both)


def try_guards(node: Node, tree: Tree) -> tuple[str, ...]:
    """Which errors the handlers of a `try` statement take, of those that excuse a missing name."""
    found: set[str] = set()
    for clause in node.children:
        if clause.kind not in ("except_clause", "except_group_clause"):
            continue
        caught = clause.all("value")
        if not caught:
            found.add("except:*")
        for value in caught:
            found.update(_named_errors(value, tree))
    return tuple(sorted(found))


def with_guards(node: Node, tree: Tree) -> tuple[str, ...]:
    """`raises` for a body that is expected to fail; the errors that `suppress` takes."""
    found: set[str] = set()
    for clause in node.children:
        if clause.kind != "with_clause":
            continue
        for item in clause.named:
            value = item.get("value")
            call = value.named[0] if value is not None and value.kind == "as_pattern" else value
            if call is None or call.kind != "call":
                continue
            function, arguments = call.get("function"), call.get("arguments")
            name = tree.text(function) if function is not None else ""
            if _RAISES.search(name):
                found.add("raises")
            elif name.rpartition(".")[2] == "suppress" and arguments is not None:
                found.update(_named_errors(arguments, tree))
    return tuple(sorted(found))


def _named_errors(value: Node, tree: Tree) -> set[str]:
    if value.kind == "as_pattern":
        value = value.named[0]
    nodes = value.named if value.kind in ("tuple", "argument_list", "parenthesized_expression") else [value]
    names = {tree.text(node).rpartition(".")[2] for node in nodes}
    return {_CAUGHT[name] for name in names if name in _CAUGHT}
