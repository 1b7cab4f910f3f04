"""Runs the command line; the one place that turns errors into an exit status and one sentence."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from conflictscan.cli.app import COMPLETE_VARIABLE, app
from conflictscan.cli.output import note, silence
from conflictscan.facts.errors import ConflictScanError

if TYPE_CHECKING:
    from collections.abc import Sequence

CLEAN = 0
CANNOT_SCAN = 2
INTERRUPTED = 130
DEBUG_VARIABLE = "CONFLICTSCAN_DEBUG"


def main(arguments: Sequence[str]) -> int:
    """The exit status: 0 clean, 1 findings, 2 could not scan."""
    if COMPLETE_VARIABLE in os.environ:
        from conflictscan.cli.shells import teach  # noqa: PLC0415 - after a Tab alone

        teach()
    try:
        status = app.main(list(arguments) or ["--help"], prog_name="conflictscan", standalone_mode=False)
        sys.stdout.flush()
    except (click.Abort, KeyboardInterrupt):
        return _refused("interrupted", INTERRUPTED)
    except BrokenPipeError:
        silence(sys.stdout)
        return CANNOT_SCAN
    except (click.ClickException, ConflictScanError) as error:
        return _refused(_sentence(error))
    except Exception as error:  # noqa: BLE001 - an unknown error must not look like a finding (status 1)
        return _internal(error)
    return status if isinstance(status, int) else CLEAN


def _sentence(error: Exception) -> str:
    """The message; that of click as one sentence, with the help that is near."""
    if not isinstance(error, click.UsageError):
        return error.format_message() if isinstance(error, click.ClickException) else str(error)
    text = error.format_message().replace("\n", " ").rstrip(".")
    path = error.ctx.command_path if error.ctx else "conflictscan"
    return f"{text[:1].lower()}{text[1:]}; see `{path} --help`"


def _refused(message: str, status: int = CANNOT_SCAN) -> int:
    from conflictscan.report.display import displayed  # noqa: PLC0415 - only on the way out

    note(f"conflictscan: {displayed(message)}")
    return status


def _internal(error: Exception) -> int:
    if os.environ.get(DEBUG_VARIABLE):
        raise error
    return _refused(
        f"internal error ({type(error).__name__}: {error}); please report it with the traceback"
        f" that {DEBUG_VARIABLE}=1 shows"
    )
