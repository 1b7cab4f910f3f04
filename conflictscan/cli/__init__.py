"""The command line: options in, exit status out."""

from __future__ import annotations
