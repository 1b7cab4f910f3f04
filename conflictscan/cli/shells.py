r"""The scripts of the shells, and how bash says what has been typed.

For zsh and fish they are click's own. Bash cuts the line into words at colons too (`:index` is two), and
replaces the last of them alone; so its script hands over the line as it was typed, and takes off what stands before
the last colon. It does without what only bash 4.4 has: macOS still brings 3.2.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

from click.shell_completion import ShellComplete, add_completion_class, get_completion_class, split_arg_string

from conflictscan.cli.app import COMPLETE_VARIABLE, app

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

PROGRAM: Final = "conflictscan"
_LINE: Final = "_CONFLICTSCAN_LINE"
_ASSIGNMENT: Final = re.compile(r"\w+=.*")
_BASH: Final = """\
%(complete_func)s() {
    local line="${COMP_LINE:0:COMP_POINT}" kind value
    local word="${line##*[[:space:]]}"
    local before="${word%%"${word##*:}"}"
    [[ $COMP_WORDBREAKS == *:* ]] || before=
    COMPREPLY=()
    while IFS=, read -r kind value; do
        case $kind in
            dir) compopt -o dirnames 2>/dev/null ;;
            file) compopt -o default 2>/dev/null ;;
            plain) COMPREPLY+=("${value#"$before"}") ;;
        esac
    done < <(_CONFLICTSCAN_LINE="$line" %(complete_var)s=bash_complete "$1" 2>/dev/null)
}
complete -o nosort -F %(complete_func)s %(prog_name)s 2>/dev/null || complete -F %(complete_func)s %(prog_name)s
"""


class Bash(ShellComplete):
    """Bash, by the line as it stands before the cursor."""

    name = "bash"
    source_template = _BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is typed, and that one."""
        line = os.environ.get(_LINE, "")
        words = split_arg_string(line)
        incomplete = "" if line[-1:].isspace() or not words else words.pop()
        while words and _ASSIGNMENT.fullmatch(words[0]):
            words.pop(0)
        return words[1:], incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """Kind and value."""
        return f"{item.type},{item.value}"


def teach() -> None:
    """Make click go by our script for bash."""
    add_completion_class(Bash)


def script(shell: str) -> str:
    """The script of a shell."""
    teach()
    found = get_completion_class(shell)
    assert found is not None  # noqa: S101 - click knows zsh and fish, and bash is above
    return found(app, {}, PROGRAM, COMPLETE_VARIABLE).source().rstrip("\n") + "\n"
