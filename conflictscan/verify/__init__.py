"""Runs a checker or the tests on ours, theirs and the merge, and tells what only the merge has.

This executes code of the repository, which a scan never does: it happens only where somebody asks for it.
"""

from conflictscan.verify.problems import Problem
from conflictscan.verify.readers import AUTO, READERS
from conflictscan.verify.verifying import Emergent, Request, Run, Verification, verify

__all__ = ["AUTO", "READERS", "Emergent", "Problem", "Request", "Run", "Verification", "verify"]
