"""Errors a user may see.

ConflictScanError            one clear sentence; exit status 2
├── UsageError               arguments or configuration
├── CommandFailed            a command that was to be verified with could not be run, or not be read
└── GitError                 what the repository does not give
    ├── NotARepository
    ├── UnknownRevision
    ├── NoMergeBase          unrelated or shallow histories
    └── MissingObjects       partial clone, corrupt or absent objects
"""

from __future__ import annotations


class ConflictScanError(Exception):
    """Base of all errors that end a scan; the text says what is wrong, where, and what to do."""


class UsageError(ConflictScanError):
    """Arguments or configuration that cannot be used."""


class CommandFailed(ConflictScanError):
    """A checker or test command that gave nothing to compare."""


class GitError(ConflictScanError):
    """The repository cannot give what the scan needs."""


class NotARepository(GitError):
    """No git repository at or above the folder."""


class UnknownRevision(GitError):
    """A revision that git cannot resolve."""


class NoMergeBase(GitError):
    """The two sides share no history that is present here."""


class MissingObjects(GitError):
    """Objects that the scan needs are absent or corrupt."""
