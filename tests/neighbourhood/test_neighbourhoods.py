from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from conflictscan.cli.present import context_of
from conflictscan.cli.scanning import Pair, scanned
from conflictscan.facts.findings import Changed, Neighbour, Neighbourhood, Side, Tie
from conflictscan.report.html import render
from conflictscan.scan import ScanOptions, scan
from tests.fixture_cases import Case, all_cases, build

if TYPE_CHECKING:
    from pathlib import Path

    from conflictscan.facts.findings import Report

Files = dict[str, str]
LOUD = [case for case in all_cases() if case.expectation().finding]


def surveyed(repository: Path, ours: str = "ours", theirs: str = "theirs") -> Report:
    return scan(
        ScanOptions(
            repository=repository,
            ours=ours,
            theirs=theirs,
            cache=False,
            prefilter=False,  # law 6: no difference
            neighbourhoods=True,
        )
    )


def only(folder: Path, base: Files, ours: Files, theirs: Files) -> Neighbourhood:
    """The neighbourhood of the one finding of three trees; what a side does not name stays as it is."""
    trees = {"base": base, "ours": base | ours, "theirs": base | theirs}
    repository = build(
        folder, {side: {p: t.encode() for p, t in tree.items()} for side, tree in trees.items()}
    )
    report = surveyed(repository)
    assert len(report.findings) == 1
    return report.neighbourhoods[report.findings[0].fingerprint]


def told(around: Neighbourhood) -> list[str]:
    """Each tie as a sentence."""
    names = [each.name or each.path for each in around.neighbours]
    return [
        f"{names[t.user]} {t.verb} {names[t.used]}{' and breaks' if t.breaks else ''}" for t in around.ties
    ]


USERS = "def get_user(key):\n    return {key: 1}[key]\n"
RENAMED = USERS.replace("get_user", "fetch_user")
CALLER = "from users import get_user\n\n\ndef old():\n    return get_user(1)\n"
NEW = "from users import get_user\n\n\ndef new():\n    return get_user(2)\n"


def test_a_rename_is_drawn_with_who_followed_and_who_did_not(tmp_path: Path) -> None:
    followed = CALLER.replace("get_user", "fetch_user")
    around = only(
        tmp_path,
        {"users.py": USERS, "caller.py": CALLER},
        {"users.py": RENAMED, "caller.py": followed},
        {"new.py": NEW},
    )
    assert around.neighbours[0] == Neighbour(
        name="fetch_user",
        kind="function",
        path="users.py",
        line=1,
        changes=(Changed(Side.OURS, "renamed to `fetch_user`"),),
    )
    assert around.subjects == 1
    assert told(around) == [
        "new.py imports fetch_user and breaks",
        "new calls fetch_user and breaks",
        "old calls fetch_user",
    ]


def test_users_are_found_behind_an_alias_and_by_their_class(tmp_path: Path) -> None:
    base = {
        "box.py": "class Box:\n    def __init__(self, size):\n        self.size = size\n",
        "plain.py": "from box import Box\n\n\ndef plain():\n    return Box(1, lid=2)\n",
        "alias.py": "import box as b\nfrom box import Box as Crate\n\n\ndef one():\n    return b.Box(1, lid=2)\n\n\n"
        "def two():\n    return Crate(1, lid=2)\n",
        "stranger.py": "def Box(size):\n    return size\n\n\ndef three():\n    return Box(1)\n",
    }
    base |= {path: text.replace(", lid=2", "") for path, text in base.items()}
    ours = {"box.py": base["box.py"].replace("size)", "size, *, lid)", 1)}
    ours |= {path: base[path].replace("(1)", "(1, lid=2)") for path in ("plain.py", "alias.py")}
    theirs = {"new.py": "from box import Box\n\n\ndef new():\n    return Box(3)\n"}
    around = only(tmp_path, base, ours, theirs)
    assert told(around) == [
        "new calls Box.__init__ and breaks",
        "one calls Box.__init__",
        "two calls Box.__init__",
        "plain calls Box.__init__",
    ]


def test_what_is_gone_is_said_to_be(tmp_path: Path) -> None:
    around = only(tmp_path, {"users.py": USERS + "\n\nX = 1\n"}, {"users.py": "X = 1\n"}, {"new.py": NEW})
    subject = around.neighbours[0]
    assert (subject.name, subject.gone, subject.line) == ("get_user", True, 1)
    assert subject.changes == (Changed(Side.OURS, "`get_user` removed"),)


def test_of_many_users_those_that_a_side_changed_come_first_and_the_rest_are_counted(tmp_path: Path) -> None:
    base = {"mail.py": "def send(to):\n    return to\n"}
    base |= {
        f"a{n:02}.py": f"from mail import send\n\n\ndef f{n}():\n    return send({n})\n" for n in range(60)
    }
    ours = {"mail.py": "async def send(to):\n    return to\n", "a38.py": base["a38.py"].replace("38)", "39)")}
    theirs = {"new.py": "from mail import send\n\n\ndef new():\n    return send(1).upper()\n"}
    around = only(tmp_path, base, ours, theirs)
    names = [each.name for each in around.neighbours]
    assert names[:3] == ["send", "new", "f38"]
    assert len(names) == 9
    assert around.more_users + len(names) - 1 + around.unread == 61


def test_nothing_is_computed_where_nobody_asks(tmp_path: Path) -> None:
    repository = build(tmp_path, LOUD[0].trees())
    plain = scan(ScanOptions(repository=repository, ours="ours", theirs="theirs", cache=False))
    asked = surveyed(repository)
    assert plain.neighbourhoods == {}
    assert plain.findings == asked.findings


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in LOUD[::7]])
def test_swapping_the_sides_swaps_them_in_the_picture_and_nothing_else(case: Case, tmp_path: Path) -> None:
    repository = build(tmp_path, case.trees())
    one, other = surveyed(repository), surveyed(repository, "theirs", "ours")
    assert {key: swapped(around) for key, around in other.neighbourhoods.items()} == one.neighbourhoods
    for around in one.neighbourhoods.values():
        assert 1 <= around.subjects <= len(around.neighbours)
        assert all(0 <= end < len(around.neighbours) for tie in around.ties for end in (tie.user, tie.used))
        # where both places are one definition, nothing lies between them that could break
        assert around.subjects == 1 or any(tie.breaks for tie in around.ties)


def swapped(around: Neighbourhood) -> Neighbourhood:
    neighbours = tuple(
        msgspec.structs.replace(
            each,
            changes=tuple(Changed(change.side.other, change.how) for change in reversed(each.changes)),
        )
        for each in around.neighbours
    )
    return msgspec.structs.replace(around, neighbours=neighbours)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in LOUD[3::7]])
def test_a_page_can_be_made_of_every_finding(case: Case, tmp_path: Path) -> None:
    repository = build(tmp_path, case.trees())
    with scanned(repository, Pair("ours", "theirs"), cache=False, neighbourhoods=True) as result:
        text = render(result.report, context_of(result))
        assert text == render(result.report, context_of(result))
    assert text.count("<article ") == len(result.report.findings)
    assert text.count('class="frame" role="group"') >= len(result.report.findings)


def test_a_tie_knows_how_often_a_function_uses_another(tmp_path: Path) -> None:
    more = CALLER.replace("get_user(1)", "get_user(1), get_user(2)").replace("get_user", "fetch_user")
    around = only(
        tmp_path,
        {"users.py": USERS, "caller.py": CALLER},
        {"users.py": RENAMED, "caller.py": more},
        {"new.py": NEW},
    )
    assert around.ties[-1] == Tie(user=3, used=0, verb="calls", times=2)


def test_names_are_whole_words_in_any_script(tmp_path: Path) -> None:
    around = only(
        tmp_path,
        {
            "users.py": USERS.replace("get_user", "größe"),
            "caller.py": CALLER.replace("get_user", "größe"),
            "other.py": "def größer():\n    return 1\n\n\nX = größer()\n",
        },
        {
            "users.py": USERS.replace("get_user", "größe").replace("(key)", "(key, unit)"),
            "caller.py": CALLER.replace("get_user", "größe").replace("(1)", "(1, 2)"),
        },
        {"new.py": NEW.replace("get_user", "größe")},
    )
    assert told(around) == ["new calls größe and breaks", "old calls größe"]
