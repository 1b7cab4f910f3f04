"""What started a job, from the event file that GitHub gives it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from conflictscan.facts.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

_BRANCH: Final = "refs/heads/"
_QUEUED: Final = re.compile(r"/pr-(\d+)-[0-9a-f]+\Z")


class PullRequest(NamedTuple):
    """A pull request into a branch."""

    number: int
    head: str
    base: str


class MergeGroup(NamedTuple):
    """What a merge queue is about to put on a branch; `number` is the pull request that it ends with."""

    base_oid: str
    head: str
    base: str
    number: int | None


class Push(NamedTuple):
    """Commits that a branch has been given."""

    branch: str
    before: str
    after: str
    default: str


class Everything(NamedTuple):
    """No change in particular: a schedule, or somebody who pressed the button."""

    default: str


class Nothing(NamedTuple):
    """A job with nothing to compare, and why."""

    reason: str


Event = PullRequest | MergeGroup | Push | Everything | Nothing


class _Named(msgspec.Struct):
    ref: str
    sha: str


class _Pull(msgspec.Struct):
    number: int
    head: _Named
    base: _Named


class _Group(msgspec.Struct):
    head_sha: str
    base_sha: str
    base_ref: str
    head_ref: str = ""


class _Repository(msgspec.Struct):
    default_branch: str = ""


class _Payload(msgspec.Struct):
    pull_request: _Pull | None = None
    merge_group: _Group | None = None
    repository: _Repository | None = None
    ref: str = ""
    before: str = ""
    after: str = ""
    deleted: bool = False


def event(environ: Mapping[str, str]) -> Event:
    """The event of this job; UsageError when it is none that can be scanned."""
    name = environ.get("GITHUB_EVENT_NAME", "")
    payload = _payload(environ)
    default = payload.repository.default_branch if payload.repository else ""
    match name:
        case "pull_request_target":
            raise UsageError(
                "`pull_request_target` gives the code of strangers a token that can write; "
                "start this job by `pull_request`, which scans the same"
            )
        case "merge_group" if payload.merge_group:
            return _merge_group(payload.merge_group)
        case "push":
            return _push(payload, default)
        case "schedule" | "workflow_dispatch" | "repository_dispatch":
            return Everything(default or environ.get("GITHUB_REF_NAME", ""))
        case _ if payload.pull_request:
            pull = payload.pull_request
            return PullRequest(pull.number, _oid(pull.head.sha), pull.base.ref)
        case _:
            raise UsageError(
                f"the event {name!r} names no branches to compare; start the job by pull_request, merge_group, "
                "push, schedule or workflow_dispatch"
            )


def _payload(environ: Mapping[str, str]) -> _Payload:
    file = environ.get("GITHUB_EVENT_PATH", "")
    if not file:
        raise UsageError("GITHUB_EVENT_PATH is not set; `conflictscan ci` is for GitHub Actions")
    try:
        return msgspec.json.decode(Path(file).read_bytes(), type=_Payload)
    except OSError as error:
        raise UsageError(f"cannot read the event {file!r}: {error.strerror}") from error
    except msgspec.MsgspecError as error:
        raise UsageError(f"the event {file!r} is not as GitHub describes it: {error}") from error


def _merge_group(group: _Group) -> MergeGroup:
    number = _QUEUED.search(group.head_ref)
    return MergeGroup(
        _oid(group.base_sha),
        _oid(group.head_sha),
        group.base_ref.removeprefix(_BRANCH),
        int(number[1]) if number else None,
    )


def _push(payload: _Payload, default: str) -> Event:
    if not payload.ref.startswith(_BRANCH):
        return Nothing(f"{payload.ref} is no branch")
    branch = payload.ref.removeprefix(_BRANCH)
    if payload.deleted or set(payload.after) <= {"0"}:
        return Nothing(f"the branch {branch} was deleted")
    return Push(branch, payload.before, _oid(payload.after), default)


def _oid(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", text):
        raise UsageError(f"the event names {text!r} where a commit should be")
    return text
