"""The names that queries give to nodes: a closed set, the same for all languages.

A kind says what a node is; a role says what it is to the nearest marked node around it. One node may have a kind and
roles. Where two patterns give a node two kinds, the one that stands first in `KINDS` holds.
"""

from __future__ import annotations

from typing import Final

KINDS: Final[dict[str, str]] = {
    "opaque": "a region whose meaning is not read: macros, templates",
    # definitions
    "method": "a function that belongs to the class around it",
    "function": "a function; without a name, a lambda",
    "class": "a class, struct, interface, trait, enumeration: `modifier` children and `sort.*` say which",
    "variant": "a member of an enumeration",
    "field": "a named part of a class, declared in its body",
    "alias": "a type alias",
    "namespace": "a named region whose definitions carry its name",
    "extension": "a region that adds members to a class defined elsewhere (`impl T`, `extension T`)",
    # what definitions are made of
    "parameters": "a parameter list",
    "parameter": "one parameter",
    "modifier": "a keyword or marker whose text says something of the definition around it",
    "decorator": "an annotation, attribute or decorator on a definition",
    "typeparameter": "a type parameter, which hides outer names",
    # statements
    "import": "a statement that brings names from elsewhere",
    "export": "a statement that hands names to elsewhere",
    "declare": "a variable declaration: `target`, `type`, `value`",
    "hoist": "declarations within bind in the whole function",
    "assign": "`target` takes `value`",
    "augment": "`target` is read and written",
    "delete": "`target` is taken away",
    "return": "leaves the function with a value",
    "throw": "raises",
    "yield": "gives one of many values",
    "jump": "break, continue, goto",
    "if": "`condition`, `consequence`, `alternative`",
    "loop": "a loop; with `target` and `iterated`, over elements",
    "try": "a statement with handlers",
    "catch": "a handler: `type`, `target`, `body`",
    "with": "`target` holds `value` while the body runs",
    "switch": "a case analysis of `subject`",
    "case": "one arm, its alternatives in `pattern`",
    "default": "the arm for everything else",
    "statement": "any other statement",
    "conditional": "a region that a build may leave out",
    "block": "a region with names of its own",
    # expressions; where a grammar has one node for all names, those of types are told first
    "type": "a name where a type is meant",
    "identifier": "a name of a variable, function or class where a value is meant",
    "shorthand": "a key and the variable of that name at once",
    "self": "the receiver",
    "super": "the receiver as its base class sees it",
    "member": "`object` . `property`",
    "index": "`object` [ … ]",
    "call": "`callee` ( `arguments` )",
    "construct": "builds an instance of `callee` from `arguments`",
    "record": "builds an instance of `callee` (or of what is expected) from named fields",
    "arguments": "an argument list",
    "argument": "a named argument: `name`, `value`",
    "spread": "any number of arguments or entries",
    "await": "waits for a value",
    "group": "parentheses and all else that gives its one part",
    "cast": "`value` taken as `type`",
    "choice": "one of its parts",
    "pattern": "takes a value apart into names",
    "pair": "`key` and `value` of an entry or pattern",
    "rest": "what is left of a pattern, or fields of any name in a class",
    "str": "a string",
    "int": "an integer",
    "float": "a number with a fraction",
    "bool": "a truth value",
    "none": "no value",
    "list": "a list display",
    "dict": "a mapping display",
    "tuple": "a display of a fixed number of values",
    "regex": "a regular expression",
    "truth": "an expression that gives a truth value",
    # types
    "generic": "`name` with `typearguments`",
    "array": "many of the type within",
    "nullable": "the type within, or nothing",
    "union": "one of the types within",
    "results": "several results of one function",
    "typerecord": "a type given by its fields",
    # the rest
    "comment": "text for people",
}

ROLES: Final[dict[str, str]] = {
    "name": "names a definition, argument or generic type",
    "value": "the value, default or initialiser",
    "target": "what is bound, written or deleted",
    "object": "stands before the dot or bracket",
    "property": "the name behind the dot",
    "callee": "what is called or built",
    "arguments_of": "the argument list of a call whose node has a kind of its own",
    "body": "the body of a definition or handler",
    "annotation": "the declared type of a variable, field or parameter",
    "returns": "the declared result type",
    "base": "a class that is extended",
    "implemented": "an interface or trait that is implemented",
    "condition": "decides",
    "consequence": "runs if so",
    "alternative": "runs if not",
    "subject": "is analysed",
    "pattern_of": "an alternative of an arm",
    "key": "the key of a pair, or the part of a value that a pattern takes",
    "local": "the local name of an import or export",
    "source": "where an import comes from",
    "receiver": "the parameter that stands before the dot of a call",
    "iterated": "what a loop runs over",
    "typearguments": "a type argument",
    "thrown": "a declared exception",
    "optional": "may be left out",
    "variadic": "takes any number",
    "keyword": "is given by name only",
    "element": "a record that is an element of a page",
    "promoted": "a parameter that is a field as well",
    "operand": "an alternative of a choice",
    "caught": "a class of which a value, perhaps a caught one, is asked to be",
}

SORTS: Final = frozenset(
    {
        "sort.interface",
        "sort.enum",
        "sort.struct",
        "sort.trait",
        "sort.object",
        "sort.record",
        "sort.annotation",
    }
)
"""What kind of class a `class` node is: becomes a modifier of the symbol."""
