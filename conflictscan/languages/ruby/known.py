"""What Ruby itself provides: methods of every object and class, and calls in class bodies that define nothing."""

from __future__ import annotations

from typing import Final

OBJECT: Final = frozenset(
    {
        "!", "!=", "!~", "<=>", "==", "===", "=~", "Array", "Complex", "Float", "Hash", "Integer", "Rational",
        "String", "__callee__", "__dir__", "__id__", "__method__", "__send__", "abort", "at_exit", "autoload",
        "autoload?", "binding", "block_given?", "caller", "caller_locations", "catch", "class", "clone",
        "define_singleton_method", "display", "dup", "enum_for", "eql?", "equal?", "eval", "exec", "exit",
        "exit!", "extend", "fail", "fork", "format", "freeze", "frozen?", "gem", "gets", "global_variables",
        "hash", "initialize", "initialize_clone", "initialize_copy", "initialize_dup", "inspect",
        "instance_eval", "instance_exec", "instance_of?", "instance_variable_defined?",
        "instance_variable_get", "instance_variable_set", "instance_variables", "is_a?", "itself", "kind_of?",
        "lambda", "load", "local_variables", "loop", "method", "method_missing", "methods", "nil?",
        "object_id", "open", "p", "pp", "print", "printf", "private_methods", "proc", "protected_methods",
        "public_method", "public_methods", "public_send", "putc", "puts", "raise", "rand", "readline",
        "readlines", "remove_instance_variable", "require", "require_relative", "respond_to?",
        "respond_to_missing?", "select", "send", "set_trace_func", "singleton_class", "singleton_method",
        "singleton_methods", "sleep", "spawn", "sprintf", "srand", "syscall", "system", "tap", "test", "then",
        "throw", "to_enum", "to_s", "trace_var", "trap", "untrace_var", "warn", "yield_self",
    }
)  # fmt: skip
CLASS: Final = OBJECT | frozenset(
    {
        "<", "<=", ">", ">=", "alias_method", "allocate", "ancestors", "append_features", "attached_object",
        "attr", "attr_accessor", "attr_reader", "attr_writer", "class_eval", "class_exec",
        "class_variable_defined?", "class_variable_get", "class_variable_set", "class_variables",
        "const_defined?", "const_get", "const_missing", "const_set", "const_source_location", "constants",
        "define_method", "deprecate_constant", "extend_object", "extended", "include", "include?", "included",
        "included_modules", "inherited", "instance_method", "instance_methods", "method_added",
        "method_defined?", "method_removed", "module_eval", "module_exec", "module_function", "name", "new",
        "prepend", "prepended", "private", "private_class_method", "private_constant",
        "private_instance_methods", "private_method_defined?", "protected", "protected_instance_methods",
        "protected_method_defined?", "public", "public_class_method", "public_constant",
        "public_instance_method", "public_instance_methods", "public_method_defined?", "refine",
        "remove_class_variable", "remove_const", "remove_method", "ruby2_keywords", "set_temporary_name",
        "singleton_class?", "subclasses", "superclass", "undef_method", "using",
    }
)  # fmt: skip
EXCEPTION: Final = frozenset(
    {
        "backtrace", "backtrace_locations", "cause", "detailed_message", "exception", "full_message",
        "message", "set_backtrace", "set_message", "to_s",
    }
)  # fmt: skip
EXCEPTIONS: Final = frozenset(
    {
        "ArgumentError", "EOFError", "EncodingError", "Exception", "FloatDomainError", "FrozenError",
        "IOError", "IndexError", "Interrupt", "KeyError", "LoadError", "LocalJumpError", "NameError",
        "NoMatchingPatternError", "NoMethodError", "NotImplementedError", "RangeError", "RegexpError",
        "RuntimeError", "ScriptError", "SecurityError", "SignalException", "StandardError", "StopIteration",
        "SyntaxError", "SystemCallError", "SystemExit", "SystemStackError", "ThreadError", "TypeError",
        "UncaughtThrowError", "ZeroDivisionError",
    }
)  # fmt: skip
CONSTANTS: Final = EXCEPTIONS | frozenset(
    {
        "ARGF", "ARGV", "ActionCable", "ActionController", "ActionDispatch", "ActionMailer", "ActionView",
        "ActiveJob", "ActiveModel", "ActiveRecord", "ActiveSupport", "Addrinfo", "Array", "BasicObject",
        "BasicSocket", "Benchmark", "BigDecimal", "BigMath", "Bignum", "Binding", "Bundler", "CGI", "CSV",
        "Capybara", "Class", "Comparable", "Complex", "ConditionVariable", "Data", "Date", "DateTime",
        "Delegator", "DidYouMean", "Digest", "Dir", "ENV", "ERB", "Encoding", "Enumerable", "Enumerator",
        "Errno", "Etc", "FalseClass", "Faraday", "Fiber", "File", "FileList", "FileTest", "FileUtils", "Find",
        "Fixnum", "Float", "Forwardable", "GC", "Gem", "Hash", "Hashie", "IO", "IPAddr", "IPSocket",
        "Integer", "JSON", "Kernel", "Logger", "Marshal", "MatchData", "Math", "Method", "MiniTest",
        "Minitest", "Mocha", "Module", "Monitor", "MonitorMixin", "Mutex", "Net", "NilClass", "Nokogiri",
        "Numeric", "Object", "ObjectSpace", "Observable", "Open3", "OpenSSL", "OpenStruct", "OptParse",
        "OptionParser", "PP", "PStore", "Pathname", "Proc", "Process", "Psych", "Queue", "REXML", "RSpec",
        "Rack", "Ractor", "Rails", "Rake", "Random", "Range", "Rational", "RbConfig", "Refinement", "Regexp",
        "Ripper", "RubyVM", "STDERR", "STDIN", "STDOUT", "SecureRandom", "Set", "Shellwords", "Sidekiq",
        "Signal", "SimpleDelegator", "Sinatra", "SingleForwardable", "Singleton", "SizedQueue", "Socket",
        "SortedSet", "String", "StringIO", "StringScanner", "Struct", "Symbol", "Syslog", "TCPServer",
        "TCPSocket", "TSort", "Tempfile", "Test", "Thread", "ThreadGroup", "Time", "Timeout", "TracePoint",
        "TrueClass", "UDPSocket", "UNIXServer", "UNIXSocket", "URI", "UnboundMethod", "WEBrick", "WIN32OLE",
        "Warning", "WeakRef", "YAML", "Zlib",
    }
)  # fmt: skip
"""Constants of Ruby, its library and common gems: a file that opens one of them adds to what is there."""

COMPARABLE: Final = frozenset(
    {
        "<", "<=", "==", ">", ">=", "between?", "clamp",
    }
)  # fmt: skip
ENUMERABLE: Final = frozenset(
    {
        "all?", "any?", "chain", "chunk", "chunk_while", "collect", "collect_concat", "compact", "count",
        "cycle", "detect", "drop", "drop_while", "each_cons", "each_entry", "each_slice", "each_with_index",
        "each_with_object", "entries", "filter", "filter_map", "find", "find_all", "find_index", "first",
        "flat_map", "grep", "grep_v", "group_by", "include?", "inject", "lazy", "map", "max", "max_by",
        "member?", "min", "min_by", "minmax", "minmax_by", "none?", "one?", "partition", "reduce", "reject",
        "reverse_each", "select", "slice_after", "slice_before", "slice_when", "sort", "sort_by", "sum",
        "take", "take_while", "tally", "to_a", "to_h", "to_set", "uniq", "zip",
    }
)  # fmt: skip
SINGLETON: Final = frozenset(
    {
        "clone", "dup", "instance",
    }
)  # fmt: skip

OUTSIDE: Final[dict[str, frozenset[str]]] = {
    "Object": frozenset(),
    "BasicObject": frozenset(),
    "Kernel": frozenset(),
    "Comparable": COMPARABLE,
    "Enumerable": ENUMERABLE,
    "Singleton": SINGLETON,
    **dict.fromkeys(EXCEPTIONS, EXCEPTION),
}
"""Classes and modules from outside whose members are all known."""

READERS: Final = frozenset({"attr_reader", "attr_accessor", "attr_writer", "attr"})
CLASS_READERS: Final = frozenset(
    {"cattr_accessor", "cattr_reader", "cattr_writer", "mattr_accessor", "mattr_reader", "mattr_writer"}
)
VISIBILITY: Final = frozenset({"private", "protected", "public"})
MIXINS: Final = frozenset({"include", "prepend", "extend"})
CALLBACKS: Final = frozenset(
    f"{when}_{what}"
    for when in ("before", "after", "around", "prepend_before", "append_before", "prepend_after")
    for what in (
        "action", "filter", "save", "create", "update", "destroy", "validation", "commit", "initialize", "perform",
        "enqueue", "rollback", "find", "touch", "create_commit", "update_commit", "destroy_commit",
    )
) | frozenset({"skip_before_action", "skip_after_action", "validate"})  # fmt: skip
"""Calls in a class body whose plain symbols name methods of the class."""

SENDS: Final = frozenset({"send", "public_send", "__send__", "method"})
NEUTRAL: Final = (
    READERS
    | CLASS_READERS
    | VISIBILITY
    | MIXINS
    | CALLBACKS
    | frozenset(
        {
            "alias_method", "delegate", "private_class_method", "private_constant", "public_class_method",
            "module_function", "require", "require_relative", "raise", "freeze", "puts", "warn", "helper_method",
            "rescue_from", "validates", "validates_presence_of", "validates_uniqueness_of", "def_delegator",
            "def_delegators", "instance_delegate", "autoload", "deprecate_constant", "ruby2_keywords", "attribute",
            "lambda", "proc", "new", "layout", "protect_from_forgery", "using", "load", "sig", "format",
            "sprintf", "Integer", "Float", "String", "Array", "Hash", "p", "pp", "print", "loop", "abort",
            "public_constant",
            "memoize",
        }
    )
)  # fmt: skip
"""Calls in a class body after which its members are still known."""
