"""The report as one page for a browser: nothing is fetched, and it reads well without its script."""

from conflictscan.report.html.page import render

__all__ = ["render"]
