"""The table of report formats: a name, and the module whose `render` makes it.

Names alone are needed to parse a command line; the module is loaded when its format is asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from conflictscan.facts.findings import Report
    from conflictscan.report.context import Context

FORMATS = {
    "console": "conflictscan.report.console",
    "json": "conflictscan.report.json",
    "sarif": "conflictscan.report.sarif",
    "github": "conflictscan.report.github",
    "markdown": "conflictscan.report.markdown",
    "gitlab": "conflictscan.report.gitlab",
    "junit": "conflictscan.report.junit",
    "html": "conflictscan.report.html",
}


class Reporter(Protocol):
    """A module of this package that is a format."""

    @staticmethod
    def render(report: Report, context: Context) -> str:
        """The whole document."""
        ...


def rendered(form: str, report: Report, context: Context) -> str:
    """The report in one of the `FORMATS`."""
    return cast("Reporter", importlib.import_module(FORMATS[form])).render(report, context)
