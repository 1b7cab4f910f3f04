from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Git

LATE = "from shop.users import get_user\n\nBUYER = get_user(1)\n"


def test_a_merge_that_would_break_is_stopped(installed: Path, git: Git) -> None:
    head = git("rev-parse", "HEAD").text
    done = git("merge", "--no-edit", "invoices", check=False)
    assert done.status != 0
    assert "shop/invoices.py:" in done.text
    assert "RW102" in done.text
    assert git("rev-parse", "HEAD").text == head
    assert installed.exists()


def test_who_is_stopped_reads_what_came_in_and_how_it_goes_on(installed: Path, git: Git) -> None:
    stopped = git("merge", "--no-edit", "invoices", check=False).text
    assert "error between HEAD (" in stopped
    assert " and invoices (" in stopped
    assert "`conflictscan fix --apply`" in stopped
    assert "`git merge --abort` takes it back" in stopped
    again = git("commit", "--no-edit", check=False).text
    assert " and MERGE_HEAD (" in again
    assert "`git commit --no-verify` makes it as it is" in again
    git("merge", "--abort")
    git("checkout", "--quiet", "-b", "more-invoices", "invoices")
    assert "`git push --no-verify`" in git("push", "origin", "more-invoices", check=False).text
    assert installed.exists()


def test_a_commit_with_nothing_to_merge_says_nothing(installed: Path, git: Git) -> None:
    (installed / "shop" / "early.py").write_text("GREETING = 'hello'\n")
    git("add", ".")
    assert "conflict" not in git("commit", "--message", "early").text


def test_a_healthy_merge_goes_through(installed: Path, git: Git) -> None:
    assert "no semantic conflict" in git("merge", "--no-edit", "gift-wrapping").text
    assert (installed / "shop" / "gifts.py").exists()


def test_an_octopus_is_scanned_head_by_head(installed: Path, git: Git) -> None:
    git("branch", "fine", "gift-wrapping")
    done = git("merge", "--no-edit", "gift-wrapping", "invoices", check=False)
    assert done.status != 0
    assert "RW102" in done.text
    assert installed.exists()


def test_a_commit_that_would_break_the_target_is_stopped(installed: Path, git: Git) -> None:
    git("checkout", "--quiet", "-b", "late", "gift-wrapping")
    (installed / "shop" / "late.py").write_text(LATE)
    git("add", ".")
    done = git("commit", "--message", "late", check=False)
    assert done.status != 0
    assert "shop/late.py:1 RW102" in done.text


def test_a_commit_of_all_changes_is_scanned_as_it_will_be(installed: Path, git: Git) -> None:
    git("checkout", "--quiet", "-b", "late", "gift-wrapping")
    with (installed / "shop" / "gifts.py").open("a") as file:
        file.write("\n\n" + LATE)
    assert git("commit", "--all", "--message", "late", check=False).status != 0
    with (installed / "shop" / "text.py").open("a") as file:
        file.write("\n\nNAMES = ()\n")
    assert git("commit", "--message", "only names", "shop/text.py").status == 0


def test_a_healthy_commit_goes_through(installed: Path, git: Git) -> None:
    git("checkout", "--quiet", "-b", "early", "gift-wrapping")
    (installed / "shop" / "early.py").write_text("GREETING = 'hello'\n")
    git("add", ".")
    git("commit", "--message", "early")


def test_a_merge_that_stopped_is_scanned_when_it_is_committed(installed: Path, git: Git) -> None:
    git("merge", "--no-commit", "invoices")
    done = git("commit", "--no-edit", check=False)
    assert done.status != 0
    assert "RW102" in done.text
    file = installed / "shop" / "invoices.py"
    file.write_text(file.read_text().replace("get_user", "fetch_user"))
    git("add", ".")
    assert "no semantic conflict" in git("commit", "--no-edit").text


def test_a_resolution_that_drops_what_one_side_added_is_stopped(installed: Path, git: Git) -> None:
    users = installed / "shop" / "users.py"
    start = users.read_text()
    git("checkout", "--quiet", "-b", "by-email")
    users.write_text(start + "\n\ndef user_by_email(email: str) -> str:\n    return email.lower()\n")
    (installed / "shop" / "login.py").write_text(
        "from shop.users import user_by_email\n\nADMIN = user_by_email('ann@example.org')\n"
    )
    git("add", ".")
    git("commit", "--no-verify", "--message", "by email")
    git("checkout", "--quiet", "-b", "by-role", "main")
    users.write_text(start + "\n\ndef users_by_role(role: str) -> list[str]:\n    return [role]\n")
    git("commit", "--no-verify", "--all", "--message", "by role")
    assert git("merge", "by-email", check=False).status != 0
    git("checkout", "--ours", "shop/users.py")
    git("add", ".")
    done = git("commit", "--no-edit", check=False)
    assert done.status != 0
    assert "shop/login.py:1 WW307 theirs added `user_by_email`" in done.text
    users.write_text(
        users.read_text() + "\n\ndef user_by_email(email: str) -> str:\n    return email.lower()\n"
    )
    git("add", ".")
    assert "no semantic conflict" in git("commit", "--no-edit").text


def test_a_squashed_merge_is_scanned_when_it_is_committed(installed: Path, git: Git) -> None:
    git("merge", "--squash", "invoices")
    assert git("commit", "--message", "squashed", check=False).status != 0
    assert installed.exists()


def test_a_push_that_would_break_the_target_is_stopped(installed: Path, git: Git) -> None:
    git("checkout", "--quiet", "-b", "more-invoices", "invoices")
    done = git("push", "origin", "more-invoices", check=False)
    assert done.status != 0
    assert "RW102" in done.text
    assert git("push", "origin", "gift-wrapping:refs/heads/gifts").status == 0
    assert installed.exists()


def test_tags_and_deletions_are_pushed_unseen(installed: Path, git: Git) -> None:
    git("tag", "v1", "invoices")
    assert "semantic" not in git("push", "origin", "v1").text
    assert "semantic" not in git("push", "origin", ":invoices").text
    assert installed.exists()


def test_where_there_is_nothing_to_compare_with_git_goes_on(
    tmp_path: Path, git: Git, installed: Path
) -> None:
    git("remote", "remove", "origin")
    (installed / "shop" / "late.py").write_text("LATE = True\n")
    git("add", ".")
    assert "nothing to compare with" in git("commit", "--message", "on main alone").text
    git("checkout", "--quiet", "--orphan", "pages")
    git("commit", "--message", "unrelated")
    assert tmp_path.exists()


def test_a_broken_configuration_of_the_target_stops_with_one_sentence(installed: Path, git: Git) -> None:
    (installed / "conflictscan.toml").write_text("selct = []\n")
    git("add", ".")
    git("commit", "--no-verify", "--message", "configure")
    git("push", "--no-verify", "origin", "main")
    git("checkout", "--quiet", "-b", "late", "gift-wrapping")
    done = git("commit", "--allow-empty", "--message", "late", check=False)
    assert done.status != 0
    assert "unknown key 'selct' in conflictscan.toml of origin/main; did you mean 'select'?" in done.text
