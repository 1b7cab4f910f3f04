"""The little of GitHub's REST interface that the action uses: open pull requests, and one comment."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import quote, urlsplit

import msgspec

from conflictscan.facts.errors import ConflictScanError
from conflictscan.report.markdown import MARKER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from http.client import HTTPMessage
    from typing import IO

_PER_PAGE: Final = 100
_MOST_PAGES: Final = 30
_SECONDS: Final = 30
_T = TypeVar("_T")
_TRUSTED: Final = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})


class ApiError(ConflictScanError):
    """GitHub did not answer, or not as asked."""


class _Pull(msgspec.Struct):
    number: int


class _User(msgspec.Struct):
    type: str = ""


class _Comment(msgspec.Struct):
    id: int
    body: str | None = None
    user: _User | None = None
    author_association: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether the action wrote it: a stranger who copies the marker must not be handed our comment."""
        by_bot = self.user is not None and self.user.type == "Bot"
        return (self.body or "").startswith(MARKER) and (by_bot or self.author_association in _TRUSTED)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nothing: the token is for one server."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """No request to anywhere else."""
        del req, fp, code, msg, headers, newurl


class Api:
    """GitHub, as one repository sees it."""

    def __init__(self, environ: Mapping[str, str], token: str) -> None:
        address = environ.get("GITHUB_API_URL") or "https://api.github.com"
        if urlsplit(address).scheme not in {"https", "http"}:
            raise ApiError(f"GITHUB_API_URL is {address!r}, which is no web address")
        self._root = f"{address}/repos/{quote(environ.get('GITHUB_REPOSITORY', ''))}"
        self._token = token
        self._opener = urllib.request.build_opener(_NoRedirect)

    def open_pulls(self, base: str) -> list[int]:
        """Numbers of the open pull requests into a branch, the one updated last first."""
        query = f"/pulls?state=open&sort=updated&direction=desc&base={quote(base, safe='')}"
        return [pull.number for pull in self._pages(query, list[_Pull])]

    def comment(self, number: int, body: str, *, only_update: bool) -> bool:
        """Write the one comment of a pull request anew; whether there is one.

        Without one yet it is made, unless it is only to be updated.
        """
        ours = next(
            (row for row in self._pages(f"/issues/{number}/comments?", list[_Comment]) if row.is_ours), None
        )
        if ours is not None:
            if ours.body != body:
                self._asked("PATCH", f"/issues/comments/{ours.id}", {"body": body})
        elif not only_update:
            self._asked("POST", f"/issues/{number}/comments", {"body": body})
        return ours is not None or not only_update

    def _pages(self, path: str, kind: type[list[_T]]) -> Iterator[_T]:
        for page in range(1, _MOST_PAGES + 1):
            answer = self._asked("GET", f"{path}&per_page={_PER_PAGE}&page={page}")
            try:
                rows = msgspec.json.decode(answer, type=kind)
            except msgspec.MsgspecError as error:
                raise ApiError(
                    f"GitHub answered {path!r} in a form that is not documented: {error}"
                ) from error
            yield from rows
            if len(rows) < _PER_PAGE:
                return

    def _asked(self, method: str, path: str, data: Mapping[str, str] | None = None) -> bytes:
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self._token}",
            "User-Agent": "conflictscan",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        content = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(self._root + path, content, headers, method=method)  # noqa: S310 - checked above
        try:
            with self._opener.open(request, timeout=_SECONDS) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            raise ApiError(
                f"GitHub refused {method} {path.partition('?')[0]}: {error.code} {error.reason}"
            ) from error
        except (OSError, ValueError) as error:
            raise ApiError(f"GitHub cannot be reached at {self._root}: {error}") from error
