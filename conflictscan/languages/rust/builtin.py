"""Written types of Rust that coerce into no other. The Rust Reference, Type coercions."""

from __future__ import annotations

from typing import Final

from conflictscan.languages.written import Builtin, own

_INTEGERS: Final = "i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize"

BUILTIN: Final = Builtin(
    families=own(f"{_INTEGERS} f32 f64 bool char String &str PathBuf &Path Duration Instant SystemTime"),
    literals={
        "str": frozenset({"&str"}),
        "int": frozenset(_INTEGERS.split()),
        "float": frozenset({"f32", "f64"}),
        "bool": frozenset({"bool"}),
    },
    lists=frozenset({"Vec", "VecDeque", "HashSet", "BTreeSet"}),
    wrappers=frozenset({"Option", "Result", "HashMap", "BTreeMap"}),
    nothing=frozenset({"", "()"}),
    nothing_is_kept=True,
    dropped=frozenset({"mut"}),
)
