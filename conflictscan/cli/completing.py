"""What Tab offers for revisions and rules. Each Tab starts the program anew: nothing slow is loaded."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from conflictscan.facts.errors import ConflictScanError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import click
    from click.shell_completion import CompletionItem

_UNRECORDED: Final = ("HEAD", ":index", ":worktree")
_FOLDERS: Final = ("refs/heads", "refs/remotes", "refs/tags")
# A branch may be called `$(…)` by a stranger, and what Tab inserts the shell reads: other names are not offered.
_PLAIN: Final = re.compile(r"[\w.@:][\w./@+:=%,#-]*")
_TITLE: Final = re.compile(r"# ([A-Z]{2,5}\d{3}) (\S+)")


def revisions(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Branches, remote branches, tags, and the states that have no commit."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - not at start-up

    folder = context.params.get("repo") or Path()
    names = (*_UNRECORDED, *_references(folder))
    return [CompletionItem(name) for name in names if name.startswith(incomplete) and _PLAIN.fullmatch(name)]


def revisions_or_files(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The same, and files where no revision fits."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - not at start-up

    return [*revisions(context, parameter, incomplete), CompletionItem(incomplete, type="file")]


def _references(folder: Path) -> list[str]:
    from conflictscan.git.layout import program_for  # noqa: PLC0415 - not at start-up

    try:
        git = program_for(folder, os.environ)
        told = os.fsdecode(git.run("for-each-ref", "--format=%(refname:short)", *_FOLDERS).out)
    except ConflictScanError:  # no git, no folder: there is nothing to offer
        return []
    return told.splitlines()


def rules(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Codes and names of the package's rules."""
    return _items(incomplete, "")


def rule_list(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The same for the last of several, joined by commas."""
    before, comma, last = incomplete.rpartition(",")
    return _items(last, before + comma)


def _items(incomplete: str, before: str) -> list[CompletionItem]:
    """Codes, or names once a small letter was typed."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - not at start-up

    by_name = incomplete[:1].islower()
    return [
        CompletionItem(before + (name if by_name else code), help=code if by_name else name)
        for code, name in _titles()
        if (name if by_name else code).startswith(incomplete)
    ]


def _titles() -> Iterator[tuple[str, str]]:
    """Code and name of every rule, from the heads of their pages: to load the rules takes longer than a Tab may."""
    from conflictscan.cli.pages import pages_folder  # noqa: PLC0415 - not at start-up

    for page in sorted(pages_folder().glob("*.md")):
        with page.open(encoding="utf-8") as lines:
            found = _TITLE.match(lines.readline())
        if found is not None:
            yield found[1], found[2]
