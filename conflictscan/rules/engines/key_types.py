"""Foreign keys whose type a database does not compare with that of the key they refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.facts.schema import Family
from conflictscan.rules.engines.schema_state import Held, Link, references

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.rules.engines.schemas import States


class KeyPair(msgspec.Struct, frozen=True, kw_only=True):
    """One column of a foreign key, and the column that it refers to."""

    chain: str
    table: str
    column: Held
    link: Link
    target: str
    key: Held

    @property
    def use(self) -> tuple[str, ...]:
        """What the referring side states: who refers to what, with which type."""
        own, key = self.column.column, self.key.column
        return (self.table, own.name, own.family, self.target, key.name)


def misfits(states: States) -> Iterator[KeyPair]:
    """All pairs of one tree that do not fit."""
    for pair in key_pairs(states):
        own, key = pair.column.column.family, pair.key.column.family
        if Family.UNKNOWN not in (own, key) and own is not key:
            yield pair


def key_pairs(states: States) -> Iterator[KeyPair]:
    """All foreign keys of one tree, column by column, where both ends are known."""
    for chain, state in states.chains.items():
        for table, link in references(state):
            target = states.table(chain, link.reference.table)
            if target is None or target.doubtful:
                continue
            names = link.reference.targets or target.primary
            if len(names) != len(link.reference.columns):
                continue
            for name, wanted in zip(link.reference.columns, names, strict=True):
                column, key = table.columns.get(name), target.columns.get(wanted)
                if column is not None and key is not None:
                    yield KeyPair(
                        chain=chain, table=table.name, column=column, link=link, target=target.name, key=key
                    )


def stated(states: States, pair: KeyPair) -> tuple[Held, Link] | None:
    """The column and foreign key of the chain in a tree that state the same; what they refer to may be missing."""
    name, column, family, target, _ = pair.use
    state = states.chains.get(pair.chain)
    for table, link in references(state) if state is not None else ():
        held = table.columns.get(column)
        if (
            table.name == name
            and link.reference.table == target
            and column in link.reference.columns
            and held is not None
            and held.column.family == family
        ):
            return held, link
    return None
