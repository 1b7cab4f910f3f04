"""What the run time gives to every object, class and module of JavaScript."""

from __future__ import annotations

from typing import Final

from conflictscan.languages.resolver import ImportSyntax, Semantics

_OBJECT: Final = frozenset(
    {
        "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString",
        "valueOf",
        "__proto__", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__",
    }
)  # fmt: skip
_FUNCTION: Final = _OBJECT | {"apply", "bind", "call", "length", "name", "prototype", "arguments", "caller"}

_NAMES: Final = """
    AbortController AbortSignal AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array
    Blob Boolean Buffer CustomEvent DataView Date Element Error EvalError Event EventTarget File FileReader
    FinalizationRegistry Float32Array Float64Array FormData Function HTMLElement Headers Image Infinity
    Int16Array Int32Array Int8Array Intl Iterator JSON Map Math MessageChannel MessagePort MutationObserver NaN
    Node Number Object Promise Proxy RangeError ReadableStream ReferenceError Reflect RegExp Request Response
    Set SharedArrayBuffer String Symbol SyntaxError TextDecoder TextEncoder TransformStream TypeError URIError
    URL URLSearchParams Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly
    WebSocket Worker WritableStream XMLHttpRequest alert arguments atob btoa cancelAnimationFrame clearImmediate
    clearInterval clearTimeout confirm console crypto decodeURI decodeURIComponent document encodeURI
    encodeURIComponent escape eval exports fetch global globalThis history import isFinite isNaN localStorage
    location module navigator parseFloat parseInt performance process prompt queueMicrotask
    requestAnimationFrame require self sessionStorage setImmediate setInterval setTimeout structuredClone
    undefined unescape window __dirname __filename afterAll afterEach beforeAll beforeEach describe expect it
    jest test vi suite setup teardown before after Awaited Capitalize ConstructorParameters Exclude Extract
    InstanceType JSX Lowercase NoInfer NonNullable NodeJS Omit OmitThisParameter Parameters Partial Pick
    PromiseLike PropertyKey Readonly ReadonlyArray ReadonlyMap ReadonlySet Record Required ReturnType
    ThisParameterType ThisType Uncapitalize Uppercase ArrayLike Iterable IterableIterator AsyncIterable
    AsyncIterableIterator Generator AsyncGenerator PropertyDescriptor Thenable
"""
GLOBALS: Final = frozenset(_NAMES.split())
"""Names that are bound everywhere, in browsers, in Node.js, in the usual test runners, and TypeScript's own types."""

SEMANTICS: Final = Semantics(
    object_members=_OBJECT,
    class_members=_FUNCTION,
    module_members=frozenset(),
    injected=frozenset(),
    constructors=("constructor",),
    allocators=frozenset(),
    call="",
    index="",
    enter=(),
    read="",
    hooks=frozenset(),
    transparent_classes=frozenset(),
    transparent=frozenset(),
    contexts=frozenset(),
    uncallable=frozenset(),
    neutral_bases=frozenset(),
    own_files=(".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte"),
    imports=ImportSyntax(
        module=r"[^\"'`;]*[\"'`]([^\"'`\n]+)[\"'`]",
        alias=r"\s+as\s+[\w$]+|\s*:\s*[\w$]+",
        marker="type",
        braces=True,
    ),
    explicit_exports=True,
    module_targets=True,
    plain_decorators=True,
    default_constructor=True,
    static_through_instance=False,
    record_members=True,
    structural=True,
    merging=frozenset({"interface", "namespace"}),
)
