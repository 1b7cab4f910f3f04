"""Concerns of a program (who is asking, HTTP, money …) and the ways to meet each: data that a team can add to."""

from __future__ import annotations

from typing import Final

import msgspec

ECOSYSTEMS: Final = ("pypi", "npm", "maven", "go", "crates", "nuget", "gems", "composer")


class Mechanism(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One way to meet a concern in code of one's own.

    `evidence` maps what code does (`issues tokens`) to texts that show it, in which `*` stands for the rest of a name,
    a blank for any white space and `'` for either quote. `guards` are names that a framework puts before a route.
    """

    about: str = ""
    guards: tuple[str, ...] = ()
    evidence: dict[str, tuple[str, ...]] = {}


class Concern(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One concern. Each string of an ecosystem is one library: the packages it comes in, separated by blanks.

    A `*` at the end of a package's name stands for the rest of it.
    """

    about: str = ""
    off: bool = False
    development: bool = False  # what only developers run counts as well
    pypi: tuple[str, ...] = ()
    npm: tuple[str, ...] = ()
    maven: tuple[str, ...] = ()
    go: tuple[str, ...] = ()
    crates: tuple[str, ...] = ()
    nuget: tuple[str, ...] = ()
    gems: tuple[str, ...] = ()
    composer: tuple[str, ...] = ()
    mechanisms: dict[str, Mechanism] = {}

    def libraries(self, ecosystem: str) -> tuple[str, ...]:
        """The libraries of one ecosystem."""
        found: tuple[str, ...] = getattr(self, ecosystem)
        return found


Concerns = tuple[tuple[str, Concern], ...]


def extended(known: dict[str, Concern], given: Concerns) -> dict[str, Concern]:
    """What is known with what a team adds to it; a concern that it switches off is left out."""
    found = dict(known)
    for name, more in given:
        found[name] = _joined(found[name], more) if name in found else more
    return {name: concern for name, concern in found.items() if not concern.off}


def _joined(one: Concern, more: Concern) -> Concern:
    mechanisms = dict(one.mechanisms)
    for name, each in more.mechanisms.items():
        before = mechanisms.get(name, Mechanism())
        evidence = {
            kind: before.evidence.get(kind, ()) + each.evidence.get(kind, ())
            for kind in (*before.evidence, *each.evidence)
        }
        mechanisms[name] = Mechanism(each.about or before.about, before.guards + each.guards, evidence)
    return Concern(
        about=more.about or one.about,
        off=more.off,
        development=one.development or more.development,
        mechanisms=mechanisms,
        **{each: one.libraries(each) + more.libraries(each) for each in ECOSYSTEMS},
    )
