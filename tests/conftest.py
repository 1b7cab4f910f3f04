"""Options of the whole test suite."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-expect", action="store_true", help="write what scans find into the fixtures' expectations"
    )
