from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Run


def git(folder: Path, *arguments: str, check: bool = True) -> str:
    identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, "-C", str(folder), *arguments], capture_output=True, check=check)
    return done.stdout.decode().strip()


@pytest.fixture
def copy(shop_repository: Path, tmp_path: Path) -> Path:
    """A clone on `main`, where `get_user` is called `fetch_user`; `invoices` uses the old name."""
    folder = tmp_path / "shop"
    subprocess.run(["git", "clone", "--quiet", "--no-local", str(shop_repository), str(folder)], check=True)
    for branch in ("invoices", "gift-wrapping"):
        git(folder, "branch", "--no-track", branch, f"origin/{branch}")
    git(folder, "checkout", "--quiet", "main")
    return folder


@pytest.fixture
def merging(copy: Path) -> Path:
    """The merge of `invoices` under way, not committed."""
    git(copy, "merge", "--quiet", "--no-commit", "--no-ff", "invoices")
    return copy


def test_the_patch_goes_to_standard_output_and_git_applies_it_to_the_merge(run: Run, merging: Path) -> None:
    done = run("fix", "main", "invoices", cwd=merging)
    assert done.status == 0
    assert done.err == "conflictscan: the patch mends 1 finding in 1 file\n"
    assert "-from shop.users import get_user\n+from shop.users import fetch_user\n" in done.out
    subprocess.run(["git", "apply", "-"], input=done.out.encode(), cwd=merging, check=True)
    text = (merging / "shop" / "invoices.py").read_text()
    assert "get_user" not in text
    assert text.count("fetch_user") == 2


def test_a_patch_can_go_to_a_file(run: Run, copy: Path, tmp_path: Path) -> None:
    file = tmp_path / "fix.patch"
    done = run("fix", "main", "invoices", "--output", str(file), cwd=copy)
    assert (done.status, done.out) == (0, "")
    assert file.read_bytes().startswith(b"diff --git a/shop/invoices.py b/shop/invoices.py\n")


def test_nothing_to_mend_is_an_empty_patch(run: Run, copy: Path) -> None:
    done = run("fix", "main", "gift-wrapping", cwd=copy)
    assert (done.status, done.out) == (0, "")


def test_what_is_left_is_named_and_fails(run: Run, shop_repository: Path) -> None:
    done = run("fix", "main", "password-reset", cwd=shop_repository)
    assert (done.status, done.out) == (1, "")
    assert "left: " in done.err
    assert "there is no mechanical fix" in done.err
    assert run("fix", "main", "password-reset", "--fail-on", "never", cwd=shop_repository).status == 0


def test_rules_that_are_not_selected_are_not_mended(run: Run, copy: Path) -> None:
    done = run("fix", "main", "invoices", "--select", "WW", cwd=copy)
    assert (done.status, done.out) == (0, "")


def test_apply_edits_the_merge_under_way_and_its_files_alone(run: Run, merging: Path) -> None:
    staged = git(merging, "diff", "--cached")
    done = run("fix", "--apply", cwd=merging)
    assert (done.status, done.out) == (0, "")
    assert "conflictscan: edited shop/invoices.py\n" in done.err
    assert git(merging, "diff", "--name-only") == "shop/invoices.py"
    assert git(merging, "diff", "--cached") == staged
    git(merging, "add", ".")
    git(merging, "commit", "--quiet", "--message", "merge")
    assert "fetch_user" in git(merging, "show", "HEAD:shop/invoices.py")


def test_apply_goes_on_from_what_somebody_edited_elsewhere_in_the_file(run: Run, merging: Path) -> None:
    file = merging / "shop" / "invoices.py"
    file.write_bytes(file.read_bytes() + b"\n\n# a note by hand\n")
    assert run("fix", "main", "invoices", "--apply", cwd=merging).status == 0
    text = file.read_text()
    assert "get_user" not in text
    assert text.endswith("# a note by hand\n")


def test_apply_refuses_a_file_whose_lines_are_others_and_writes_nothing(run: Run, merging: Path) -> None:
    file = merging / "shop" / "invoices.py"
    file.write_text(file.read_text().replace("import get_user", "import get_user  # old"))
    before = file.read_bytes()
    done = run("fix", "--apply", cwd=merging)
    assert (done.status, done.out) == (2, "")
    assert "cannot edit shop/invoices.py: it is not as git merged it" in done.err
    assert file.read_bytes() == before


def test_apply_keeps_the_line_ends_of_the_work_tree(run: Run, copy: Path) -> None:
    git(copy, "config", "core.autocrlf", "true")
    git(copy, "merge", "--quiet", "--no-commit", "--no-ff", "invoices")
    file = copy / "shop" / "invoices.py"
    assert b"\r\n" in file.read_bytes()
    assert run("fix", "--apply", cwd=copy).status == 0
    content = file.read_bytes()
    assert b"fetch_user" in content
    assert content.count(b"\n") == content.count(b"\r\n")


def test_apply_keeps_the_mode_of_a_file(run: Run, merging: Path) -> None:
    file = merging / "shop" / "invoices.py"
    file.chmod(0o750)
    assert run("fix", "--apply", cwd=merging).status == 0
    assert file.stat().st_mode & 0o777 == 0o750


def test_apply_does_not_follow_a_link_out_of_the_work_tree(run: Run, merging: Path, tmp_path: Path) -> None:
    file, outside = merging / "shop" / "invoices.py", tmp_path / "outside.py"
    outside.write_bytes(file.read_bytes())
    file.unlink()
    file.symlink_to(outside)
    before = outside.read_bytes()
    done = run("fix", "--apply", cwd=merging)
    assert done.status == 2
    assert "invoices.py is no plain file or folder" in done.err
    assert outside.read_bytes() == before


def test_apply_without_a_merge_under_way_says_how_to_begin_one(run: Run, copy: Path) -> None:
    done = run("fix", "main", "invoices", "--apply", cwd=copy)
    assert (done.status, done.out) == (2, "")
    assert "no merge is under way" in done.err
    assert "git merge --no-commit invoices" in done.err


def test_apply_refuses_another_merge_than_the_one_under_way(run: Run, merging: Path) -> None:
    done = run("fix", "main", "gift-wrapping", "--apply", cwd=merging)
    assert done.status == 2
    assert "the merge that is under way is not that of main and gift-wrapping" in done.err


def test_apply_and_output_exclude_each_other(run: Run, merging: Path) -> None:
    assert run("fix", "--apply", "--output", "x.patch", cwd=merging).status == 2
    assert not (merging / "x.patch").exists()


def test_a_patch_writes_nothing_to_the_repository(run: Run, copy: Path) -> None:
    def content() -> dict[str, bytes]:
        return {p.as_posix(): p.read_bytes() for p in sorted(copy.rglob("*")) if p.is_file()}

    before = content()
    run("fix", "main", "invoices", cwd=copy)
    assert content() == before
