"""The comment of a pull request and the list of open ones, against a small server that speaks as GitHub does."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from conflictscan.cli.ci.api import Api, ApiError
from conflictscan.report.markdown import MARKER
from tests.ci.jobs import JobFolder, commands
from tests.ci.servers import BASE, RENAMED, USED, checkout, git, server

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


class Forge:
    """What the server holds, and what it was asked."""

    def __init__(self) -> None:
        self.address = ""
        self.comments: list[dict[str, Any]] = []
        self.pulls: list[dict[str, Any]] = []
        self.asked: list[tuple[str, str]] = []
        self.tokens: set[str] = set()
        self.refuse: dict[str, int] = {}
        self.moved_to = ""

    def comment(self, body: str, *, kind: str = "Bot", association: str = "NONE") -> None:
        number = len(self.comments) + 1
        row = {"id": number, "body": body, "user": {"type": kind}, "author_association": association}
        self.comments.append(row)

    def environment(self) -> dict[str, str]:
        return {"GITHUB_API_URL": self.address, "GITHUB_REPOSITORY": "octo/shop"}

    @property
    def api(self) -> Api:
        return Api(self.environment(), "secret")


@pytest.fixture
def forge() -> Generator[Forge]:
    with serving() as forge:
        yield forge


@contextmanager
def serving() -> Generator[Forge]:
    forge = Forge()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            path = urlsplit(self.path).path.removeprefix("/repos/octo/shop")
            forge.asked.append((self.command, path))
            forge.tokens.add(self.headers.get("Authorization", ""))
            if forge.moved_to:
                self.send_response(301)
                self.send_header("Location", forge.moved_to + self.path)
                self.end_headers()
                return
            status = forge.refuse.get(self.command, 200)
            body = json.dumps(self.found(path) if status == 200 else {"message": "no"}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = answer  # noqa: N815 - the names that http.server calls

        def found(self, path: str) -> object:
            if self.command == "GET":
                query = parse_qs(urlsplit(self.path).query)
                rows = forge.comments if path.endswith("/comments") else forge.pulls
                rows = [
                    row for row in rows if row.get("base", {}).get("ref") in (None, *query.get("base", ()))
                ]
                start = (int(query["page"][0]) - 1) * int(query["per_page"][0])
                return rows[start : start + int(query["per_page"][0])]
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"]
            if self.command == "POST":
                forge.comment(body)
            else:
                next(row for row in forge.comments if row["id"] == int(path.rsplit("/", 1)[1]))["body"] = body
            return {}

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base class has it
            del format, args

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    forge.address = f"http://127.0.0.1:{running.server_port}"
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    try:
        yield forge
    finally:
        running.shutdown()
        thread.join()
        running.server_close()


def test_the_first_comment_is_made_and_the_next_ones_replace_it(forge: Forge) -> None:
    forge.comment("hello", kind="User")
    assert forge.api.comment(7, f"{MARKER}\none", only_update=False)
    assert forge.api.comment(7, f"{MARKER}\ntwo", only_update=False)
    assert [row["body"] for row in forge.comments] == ["hello", f"{MARKER}\ntwo"]
    assert forge.tokens == {"Bearer secret"}


def test_our_comment_is_found_behind_hundreds_of_others(forge: Forge) -> None:
    for number in range(250):
        forge.comment(f"{number}", kind="User")
    forge.comment(f"{MARKER}\none")
    assert forge.api.comment(7, f"{MARKER}\ntwo", only_update=True)
    assert len(forge.comments) == 251
    assert forge.comments[-1]["body"] == f"{MARKER}\ntwo"


def test_nothing_to_say_makes_no_comment_and_clears_one(forge: Forge) -> None:
    assert not forge.api.comment(7, f"{MARKER}\nclean", only_update=True)
    assert forge.comments == []
    forge.comment(f"{MARKER}\nfindings")
    assert forge.api.comment(7, f"{MARKER}\nclean", only_update=True)
    assert [row["body"] for row in forge.comments] == [f"{MARKER}\nclean"]


def test_a_comment_that_says_the_same_is_left_alone(forge: Forge) -> None:
    forge.comment(f"{MARKER}\none")
    forge.api.comment(7, f"{MARKER}\none", only_update=False)
    assert [method for method, _ in forge.asked] == ["GET"]


@pytest.mark.parametrize(("association", "count"), [("NONE", 2), ("CONTRIBUTOR", 2), ("MEMBER", 1)])
def test_a_stranger_who_copies_the_marker_is_not_handed_our_comment(
    forge: Forge, association: str, count: int
) -> None:
    forge.comment(f"{MARKER}\nmine", kind="User", association=association)
    forge.api.comment(7, f"{MARKER}\nours", only_update=False)
    assert len(forge.comments) == count
    forge.comment(f"> {MARKER}\nquoted", association="MEMBER")
    forge.api.comment(7, f"{MARKER}\nours again", only_update=False)
    assert forge.comments[-1]["body"].startswith(">")


def test_open_pull_requests_come_by_pages_and_by_target(forge: Forge) -> None:
    forge.pulls = [
        {"number": number, "base": {"ref": "a/b&c" if number % 2 else "main"}} for number in range(300)
    ]
    assert forge.api.open_pulls("a/b&c") == list(range(1, 300, 2))


def test_a_token_is_not_carried_to_another_server(forge: Forge) -> None:
    with serving() as other:
        forge.moved_to = other.address
        with pytest.raises(ApiError, match="301"):
            forge.api.open_pulls("main")
        assert other.asked == []


def test_an_answer_that_is_none_is_an_error_in_words(forge: Forge) -> None:
    forge.pulls = [{"no": "number"}]
    with pytest.raises(ApiError, match="not documented"):
        forge.api.open_pulls("main")
    unreachable = Api({"GITHUB_API_URL": "http://127.0.0.1:1", "GITHUB_REPOSITORY": "o/r"}, "secret")
    with pytest.raises(ApiError, match="cannot be reached"):
        unreachable.open_pulls("main")
    with pytest.raises(ApiError, match="no web address"):
        Api({"GITHUB_API_URL": "file:///etc"}, "secret")


# -- in a job ----------------------------------------------------------------------------------


def job(tmp_path: Path, *, healthy: bool = False) -> tuple[JobFolder, dict[str, Any]]:
    made = server(tmp_path / "server.git")
    old = made.line(None, BASE)
    main = made.line(old, RENAMED)
    head = made.line(main if healthy else old, {"shop/note.txt": "x"} if healthy else USED)
    made.ref("refs/heads/main", main)
    made.ref("refs/pull/7/head", head)
    made.ref("refs/pull/9/head", made.line(old, {"shop/other.txt": "x"}))
    clone = checkout(made, tmp_path / "clone", git(made.path, "rev-parse", "main"))
    pull = {"number": 7, "head": {"ref": "x", "sha": head}, "base": {"ref": "main", "sha": main}}
    return JobFolder(tmp_path / "job", clone), {
        "pull_request": pull,
        "repository": {"default_branch": "main"},
    }


def test_a_job_keeps_one_comment_up_to_date(forge: Forge, tmp_path: Path) -> None:
    folder, payload = job(tmp_path)
    asked = {"INPUT_COMMENT": "true", "INPUT_TOKEN": "secret", **forge.environment()}
    for _ in range(2):
        assert folder.ci("pull_request", payload, **asked).status == 1
    (comment,) = forge.comments
    assert comment["body"].startswith(MARKER)
    assert "RW102" in comment["body"]


def test_a_job_that_did_not_ask_for_a_comment_makes_none(forge: Forge, tmp_path: Path) -> None:
    folder, payload = job(tmp_path)
    folder.ci("pull_request", payload, INPUT_TOKEN="secret", **forge.environment())  # noqa: S106 - no secret
    assert forge.asked == []


def test_a_token_that_may_not_write_stops_nothing(forge: Forge, tmp_path: Path) -> None:
    folder, payload = job(tmp_path)
    forge.refuse = {"POST": 403}
    asked = {"INPUT_COMMENT": "true", "INPUT_TOKEN": "secret", **forge.environment()}
    done = folder.ci("pull_request", payload, **asked)
    assert (done.status, done.outputs["exit-code"]) == (1, "1")
    assert [kind for kind, _ in commands(done.log)] == ["error", "warning"]
    assert "no comment was written: GitHub refused POST /issues/7/comments: 403" in done.log


def test_a_schedule_asks_which_pull_requests_are_open(forge: Forge, tmp_path: Path) -> None:
    folder, payload = job(tmp_path)
    forge.pulls = [{"number": number, "base": {"ref": "main"}} for number in (7, 404)]
    token = {"INPUT_TOKEN": "secret"}
    done = folder.ci("schedule", {"repository": payload["repository"]}, **token, **forge.environment())
    assert done.findings == {("pull request 7", "main"): ["RW102"]}
    assert "secret" not in done.log
