"""Whether a draft that foreign code made can be used: what is wrong shows in its rule, not later in the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from conflictscan.rules.framework.confidence import LEVEL
from conflictscan.rules.framework.drafts import Draft

if TYPE_CHECKING:
    from conflictscan.rules.framework.drafts import Place
    from conflictscan.rules.framework.world import World


def checked(draft: object, world: World) -> Draft:
    """The draft itself. Raises TypeError or ValueError for what is none, or speaks of what is not there."""
    if not isinstance(draft, Draft):
        raise TypeError(f"a rule gives `Draft`s, not {type(draft).__name__!r}")
    try:
        msgspec.convert(msgspec.to_builtins(draft), Draft)
    except msgspec.ValidationError as error:
        raise TypeError(f"the draft about {draft.subject!r} is not well typed: {error}") from error
    if not 0 <= draft.level < len(LEVEL):
        raise ValueError(f"`level` is 0 to {len(LEVEL) - 1}, not {draft.level}")
    if not all(0 <= factor <= 1 for factor in draft.factors):
        raise ValueError(f"`factors` lie between 0 and 1, not {draft.factors}")
    for place in (draft.cause, draft.effect, *draft.related):
        _check_place(place, world)
    return draft


def _check_place(place: Place, world: World) -> None:
    tree = world.base if place.in_base else world.tree(place.side)
    if tree.snapshot.kind(place.path) is None:
        where = "the merge base" if place.in_base else place.side.value
        raise ValueError(f"there is no file {place.path!r} in {where}")
