"""The report as one page for a browser: nothing is fetched, and it reads well without its script."""

from conflictscan.report.html.page import html_report

__all__ = ["html_report"]
