from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import jsonschema
import pytest

from conflictscan.config import Config
from conflictscan.fleet.audit import AuditOptions, audit
from conflictscan.report.fleet import schema
from conflictscan.report.json import schema as report_schema
from conflictscan.scan import ScanOptions, scan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.cli.conftest import Run
    from tests.fleet.conftest import Ask
    from tests.git.conftest import Work

SERVICE = """class Users:
    def __init__(self, rows):
        self.rows = rows

    def get(self, key):
        return self.rows[key]
"""
BY_EMAIL = """
    def by_email(self, email):
        return next(row for row in self.rows.values() if row.email == email)
"""
BY_ROLE = """
    def by_role(self, role):
        return [row for row in self.rows.values() if role in row.roles]
"""
LOGIN = """from users import Users


def login(users: Users, email):
    return users.by_email(email)
"""


def merge(work: Work, ours: str, theirs: str, files: Mapping[str, str | None], subject: str = "merge") -> str:
    """A merge commit on ours, whatever git would have made of it."""
    work.git("switch", "--quiet", ours)
    work.git("merge", "--no-commit", "--no-ff", "--strategy", "ours", theirs)
    work.git("read-tree", "--reset", "-u", "HEAD")
    done = work.commit(files, subject)
    assert len(work.git("rev-list", "--parents", "-n1", "HEAD").split()) == 3
    return done


@pytest.fixture
def history(work: Work) -> Work:
    """Two branches that each added a method, merged so that one is gone although it is used."""
    work.commit({"users.py": SERVICE, "note.txt": "one\n"}, "base")
    work.branch("by-role", {"users.py": SERVICE + BY_ROLE})
    work.commit({"users.py": SERVICE + BY_EMAIL, "login.py": LOGIN}, "by email")
    merge(work, "main", "by-role", {"users.py": SERVICE + BY_ROLE}, "merge by-role")
    return work


def test_a_merge_that_lost_a_method_is_found_with_who_made_it(history: Work, ask: Ask) -> None:
    told = ask(history, "audit", status=1)
    assert (told["seen"], told["by_hand"]) == (1, 1)
    [lost] = told["merges"]
    assert lost["oid"] == history.git("rev-parse", "main")
    assert [lost["ours"], lost["theirs"]] == history.git("rev-parse", "main^1", "main^2").split()
    assert (lost["author"], lost["subject"]) == ("Ada", "merge by-role")
    assert lost["textual_conflicts"] == ["users.py"]
    [finding] = lost["findings"]
    assert (finding["code"], finding["severity"]) == ("WW307", "error")
    assert finding["effect"]["path"] == "login.py"


def test_a_merge_that_kept_both_is_by_hand_and_nothing_is_said_of_it(history: Work, ask: Ask) -> None:
    history.git("reset", "--quiet", "--hard", "main^1")
    merge(history, "main", "by-role", {"users.py": SERVICE + BY_ROLE + BY_EMAIL})
    told = ask(history, "audit", status=0)
    assert (told["seen"], told["by_hand"], told["merges"]) == (1, 1, [])


def test_a_merge_that_git_made_is_not_looked_at(history: Work, ask: Ask) -> None:
    history.git("switch", "--quiet", "--create", "notes", "main^1")
    history.commit({"other.txt": "two\n", "note.txt": "one\ntwo\n"})
    history.git("switch", "--quiet", "main")
    history.git("reset", "--quiet", "--hard", "main^1")
    history.commit({"third.txt": "three\n"})
    history.git("merge", "--quiet", "--no-ff", "-m", "merge notes", "notes")
    told = ask(history, "audit", status=0)
    assert (told["seen"], told["by_hand"]) == (1, 0)


def test_a_file_that_comes_back_is_a_warning(work: Work, ask: Ask) -> None:
    work.commit({"old.py": "def old():\n    return 1\n", "a.txt": "a\n"}, "base")
    work.branch("cleanup", {"old.py": None})
    work.commit({"a.txt": "b\n"})
    merge(work, "main", "cleanup", {"a.txt": "b\n"})
    told = ask(work, "audit", status=0)
    assert "the result has it again" in told["merges"][0]["findings"][0]["message"] or (
        "nothing of 1 file" in told["merges"][0]["findings"][0]["message"]
    )
    ask(work, "audit", "--fail-on", "warning", status=1)


def test_single_lines_are_notes_and_shown_when_asked_for(work: Work, ask: Ask, run: Run) -> None:
    work.commit({"a.txt": "one\ntwo\nthree\n", "b.txt": "b\n"}, "base")
    work.branch("words", {"a.txt": "one\n2 and more\nthree\n", "c.txt": "c\n"})
    work.commit({"b.txt": "bb\n"})
    merge(work, "main", "words", {"c.txt": "c\n"})
    assert ask(work, "audit", status=0)["merges"] == []
    assert "1 note hidden" in run("audit", cwd=work.path).out
    [lost] = ask(work, "audit", "--show-notes", status=0)["merges"]
    assert [finding["severity"] for finding in lost["findings"]] == ["note"]


def test_a_range_leaves_out_what_came_before(history: Work, ask: Ask) -> None:
    history.git("tag", "then")
    assert ask(history, "audit", "then..main")["seen"] == 0
    history.commit({"more.txt": "more\n"})
    assert ask(history, "audit", "then..")["seen"] == 0
    assert ask(history, "audit", "then^1..")["seen"] == 1


def test_merges_that_a_branch_brought_along_can_be_left_out(history: Work, ask: Ask) -> None:
    history.git("switch", "--quiet", "--create", "side", "main^1")
    history.commit({"more.txt": "more\n"})
    merge(history, "side", "main", {"more.txt": "more\n", "users.py": SERVICE + BY_ROLE + BY_EMAIL})
    assert ask(history, "audit", "side")["seen"] == 2
    assert ask(history, "audit", "side", "--first-parent")["seen"] == 1


def test_what_a_squash_lost_is_found_with_the_branch_named(work: Work, ask: Ask) -> None:
    work.commit({"users.py": SERVICE, "note.txt": "one\n"}, "base")
    work.branch("feature", {"users.py": SERVICE + BY_EMAIL, "login.py": LOGIN})
    work.commit({"note.txt": "two\n"})
    work.commit({"login.py": LOGIN}, "squash of feature, the half of it")
    told = ask(work, "audit", "main", "--branch", "feature", status=1)
    assert told["since"]["oid"] == work.git("rev-parse", "main^")
    assert told["merges"][0]["theirs"] == work.git("rev-parse", "feature")
    work.commit({"users.py": SERVICE + BY_EMAIL})
    assert ask(work, "audit", "main~2..main", "--branch", "feature", status=0)["merges"] == []


def test_what_a_rebase_lost_is_found_with_the_old_tip_named(work: Work, ask: Ask) -> None:
    work.commit({"users.py": SERVICE, "note.txt": "one\n"}, "base")
    work.branch("feature", {"login.py": LOGIN})
    work.git("switch", "--quiet", "feature")
    work.commit({"users.py": SERVICE + BY_EMAIL})
    work.git("switch", "--quiet", "main")
    work.commit({"users.py": SERVICE + BY_ROLE})
    work.git("switch", "--quiet", "--create", "rebased", "main")
    work.commit({"login.py": LOGIN})
    work.commit({"users.py": SERVICE + BY_ROLE + "\n"})  # the conflict was settled the wrong way
    told = ask(work, "audit", "main..rebased", "--branch", "feature", status=1)
    assert told["merges"][0]["textual_conflicts"] == ["users.py"]


@pytest.mark.parametrize("seed", range(4))
def test_the_sieves_let_nothing_through_that_a_scan_of_each_merge_would_find(work: Work, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a choice of histories
    names = ["a.py", "b.py", "lib/c.py", "lib/d.txt"]

    def body(name: str) -> str:
        number = chance.randrange(6)
        if name.endswith(".txt"):
            return "".join(f"line {line}\n" for line in range(number + 3))
        return "".join(f"def f{n}(x):\n    return x + {chance.randrange(3)}\n\n\n" for n in range(number + 1))

    work.commit({name: body(name) for name in names}, "base")
    for turn in range(6):
        work.branch(f"side{turn}", {name: body(name) for name in chance.sample(names, 2)})
        work.commit({name: body(name) for name in chance.sample(names, 2)}, f"main {turn}")
        sides = ("main", f"side{turn}")
        kept = {name: work.git("show", f"{chance.choice(sides)}:{name}") + "\n" for name in names}
        merge(work, "main", f"side{turn}", kept, f"merge {turn}")
    found = audit(AuditOptions(repository=work.path, cache=False), lambda _done, _of: None)
    assert found.seen == 6
    expected: dict[str, tuple[str, ...]] = {}
    for oid in work.git("rev-list", "--merges", "main").split():
        report = scan(
            ScanOptions(
                repository=work.path,
                ours=f"{oid}^1",
                theirs=f"{oid}^2",
                result=oid,
                config=Config(select=("WW307",)),
                cache=False,
            )
        )
        if report.findings:
            expected[oid] = tuple(finding.fingerprint for finding in report.findings)
    assert expected
    assert {m.oid: tuple(f.fingerprint for f in m.findings) for m in found.merges} == expected


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nowhere",), "cannot resolve 'nowhere'"),
        (("nowhere..main",), "cannot resolve 'nowhere'"),
        (("by-role...main",), "has three dots"),
        ((":index",), "':index' is no commit"),
        (("main^{tree}",), "names a tree"),
        (("main", "--branch", "nowhere"), "cannot resolve 'nowhere'"),
    ],
)
def test_a_range_that_means_nothing_is_one_sentence(
    run: Run, history: Work, arguments: tuple[str, ...], sentence: str
) -> None:
    done = run("audit", *arguments, cwd=history.path)
    assert (done.status, done.out) == (2, "")
    assert sentence in done.err
    assert len(done.err.splitlines()) == 1


def test_merges_of_many_branches_or_of_strangers_are_named_as_not_looked_at(work: Work, ask: Ask) -> None:
    work.commit({"a.txt": "a\n"}, "base")
    for name in ("one", "two", "three"):
        work.branch(name, {f"{name}.txt": f"{name}\n"})
    work.git("merge", "--quiet", "-m", "octopus", "one", "two", "three")
    work.git("switch", "--quiet", "--orphan", "stranger")
    work.commit({"stranger.txt": "s\n"})
    work.git("switch", "--quiet", "main")
    work.git("merge", "--quiet", "--allow-unrelated-histories", "-m", "stranger", "stranger")
    told = ask(work, "audit", status=0)
    assert told["seen"] == 2
    reasons = {each["name"]: each["reason"] for each in told["skipped"]}
    assert "more than two branches" in reasons["octopus"]
    assert "share no history" in reasons["stranger"]


def test_people_read_the_merge_the_loss_and_the_sum(run: Run, history: Work) -> None:
    out = run("audit", cwd=history.path).out
    assert "Ada: merge by-role" in out
    assert "login.py:5 WW307" in out
    assert "1 error in 1 merge, among 1 merge of the history of HEAD" in out
    page = run("audit", "--format", "markdown", cwd=history.path).out
    assert page.startswith("# Lost updates\n")
    assert "**error** WW307 at `login.py:5`" in page


def test_a_hostile_subject_reaches_no_terminal_as_it_is(run: Run, history: Work) -> None:
    history.git("commit", "--quiet", "--amend", "-m", "\x1b[31mred\u202e")
    for form in ("console", "markdown"):
        out = run("audit", "--format", form, cwd=history.path).out
        assert "\x1b" not in out
        assert "\u202e" not in out
    json.loads(run("audit", "--format", "json", cwd=history.path).out)


def test_an_audit_writes_nothing_to_the_repository(history: Work, ask: Ask) -> None:
    before = (
        history.git("status", "--porcelain"),
        history.git("count-objects", "-v"),
        history.git("for-each-ref"),
    )
    ask(history, "audit")
    after = (
        history.git("status", "--porcelain"),
        history.git("count-objects", "-v"),
        history.git("for-each-ref"),
    )
    assert before == after


def test_the_schema_speaks_of_findings_as_the_report_does() -> None:
    jsonschema.Draft202012Validator.check_schema(schema("audit"))
    assert schema("audit")["$defs"] == report_schema()["$defs"]
