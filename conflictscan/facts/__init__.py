"""What a scan knows: frozen structs, findings, rule metadata, errors."""

from __future__ import annotations
