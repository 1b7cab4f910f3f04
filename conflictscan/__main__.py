"""`python -m conflictscan`, and the `conflictscan` command."""

# No `from __future__`: what is imported here must be built in, or loaded by Python itself before (see below).
import gc
import os
import sys


def run() -> None:
    """Run the command line and leave with its status."""
    gc.disable()  # the process ends before it would pay
    from conflictscan.cli import main  # noqa: PLC0415 - nothing is imported before it is needed

    status = main(sys.argv[1:])
    gc.freeze()  # nothing is searched for cycles on the way out
    sys.exit(status)


def _leave_the_current_folder() -> None:
    """Take back what `-m` did: modules would come from the current folder, the repository that is scanned."""
    if not sys.flags.safe_path and sys.path[0] == os.getcwd():  # noqa: PTH109 - pathlib would be imported
        del sys.path[0]


if __name__ == "__main__":
    _leave_the_current_folder()
    run()
