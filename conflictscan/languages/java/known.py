"""What Java's own library says: names that need no import, and members of classes that others derive from."""

from __future__ import annotations

from typing import Final

_OBJECT: Final = frozenset(
    {"clone", "equals", "finalize", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait"}
)
_THROWABLE: Final = frozenset(
    {
        "addSuppressed", "fillInStackTrace", "getCause", "getLocalizedMessage", "getMessage", "getStackTrace",
        "getSuppressed", "initCause", "printStackTrace", "setStackTrace",
    }
)  # fmt: skip
_NAMES: Final = """
    AbstractMethodError Appendable ArithmeticException ArrayIndexOutOfBoundsException ArrayStoreException
    AssertionError AutoCloseable Boolean BootstrapMethodError Byte CharSequence Character Class
    ClassCastException ClassCircularityError ClassFormatError ClassLoader ClassNotFoundException ClassValue
    CloneNotSupportedException Cloneable Comparable Deprecated Double Enum EnumConstantNotPresentException Error
    Exception ExceptionInInitializerError Float FunctionalInterface IllegalAccessError IllegalAccessException
    IllegalArgumentException IllegalCallerException IllegalMonitorStateException IllegalStateException
    IllegalThreadStateException IncompatibleClassChangeError IndexOutOfBoundsException InheritableThreadLocal
    InstantiationError InstantiationException Integer InternalError InterruptedException Iterable
    LayerInstantiationException LinkageError Long Math MatchException Module ModuleLayer
    NegativeArraySizeException NoClassDefFoundError NoSuchFieldError NoSuchFieldException NoSuchMethodError
    NoSuchMethodException NullPointerException Number NumberFormatException Object OutOfMemoryError Override
    Package Process ProcessBuilder ProcessHandle Readable Record ReflectiveOperationException Runnable Runtime
    RuntimeException RuntimePermission SafeVarargs ScopedValue SecurityException SecurityManager Short
    StackOverflowError StackTraceElement StackWalker StrictMath String StringBuffer StringBuilder
    StringIndexOutOfBoundsException StringTemplate SuppressWarnings System Thread ThreadDeath ThreadGroup
    ThreadLocal Throwable TypeNotPresentException UnknownError UnsatisfiedLinkError
    UnsupportedClassVersionError UnsupportedOperationException VerifyError VirtualMachineError Void WrongThreadException
"""
BUILTINS: Final = frozenset(_NAMES.split())
"""The types of `java.lang`."""

_INTERFACES: Final[dict[str, frozenset[str]]] = {
    "AutoCloseable": frozenset({"close"}),
    "Cloneable": frozenset(),
    "Closeable": frozenset({"close"}),
    "Comparable": frozenset({"compareTo"}),
    "EventListener": frozenset(),
    "Externalizable": frozenset({"readExternal", "writeExternal"}),
    "Flushable": frozenset({"flush"}),
    "RandomAccess": frozenset(),
    "Runnable": frozenset({"run"}),
    "Callable": frozenset({"call"}),
    "Serializable": frozenset(),
    "Supplier": frozenset({"get"}),
}
_ERRORS: Final = ("Exception", "Error", "Throwable")
_KNOWN_PACKAGES: Final = ("java.io.", "java.lang.", "java.util.", "builtins.")
_FORMS: Final[dict[str, frozenset[str]]] = {
    "enum": frozenset(
        {"compareTo", "describeConstable", "getDeclaringClass", "name", "ordinal", "valueOf", "values"}
    ),
    "record": frozenset(),
}
_PLAIN_ERRORS: Final = frozenset(name for name in BUILTINS if name.endswith(_ERRORS)) | {
    "NoSuchElementException", "ConcurrentModificationException", "TimeoutException", "ExecutionException",
    "CancellationException", "CompletionException", "IOException", "UncheckedIOException", "EOFException",
    "FileNotFoundException", "EventListener",
}  # fmt: skip

OBJECT: Final = _OBJECT


def outside_members(dotted: str) -> frozenset[str] | None:
    """What a class of Java's library, or a form of class, adds to the members of all objects; None if not known."""
    form = _FORMS.get(dotted)
    if form is not None:
        return form
    name = dotted.rpartition(".")[2]
    if not dotted.startswith(_KNOWN_PACKAGES):
        return None
    if name == "Object":
        return frozenset()
    if name in _INTERFACES:
        return _INTERFACES[name]
    return _THROWABLE if name in _PLAIN_ERRORS else None
