"""The command line: options in, exit status out.

`--version` and `--help` import no more than click: each command is a module that is loaded when it is
called, and imports what is heavy inside its function.
"""

from __future__ import annotations

from conflictscan.cli.entry import main

__all__ = ["main"]
