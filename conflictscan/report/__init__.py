"""One module per report format; they see findings, never trees."""

from __future__ import annotations
