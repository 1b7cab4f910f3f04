"""`python -m conflictscan`, and the `conflictscan` command."""

from __future__ import annotations

import gc
import sys


def run() -> None:
    """Run the command line and leave with its status."""
    gc.disable()  # the process ends before it would pay
    from conflictscan.cli import main  # noqa: PLC0415 - nothing is imported before it is needed

    status = main(sys.argv[1:])
    gc.freeze()  # nothing is searched for cycles on the way out
    sys.exit(status)


if __name__ == "__main__":
    run()
