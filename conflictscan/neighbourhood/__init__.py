"""What stands around a finding, for reports that draw it; nothing is computed where none asks.

Unlike a scan, which looks at what changed, this asks who else uses a definition. So it looks for the name in the bytes
of the whole merge, within limits that count files and never time: the same commits give the same picture.
"""

from conflictscan.neighbourhood.around import Trees, neighbourhoods

__all__ = ["Trees", "neighbourhoods"]
