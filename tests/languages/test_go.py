"""What Go's own part of the shared passes says: names of imports, and the types that methods belong to."""

from __future__ import annotations

import pytest

from conflictscan.languages.go.blocks import differing
from conflictscan.languages.go.grammar import local_name


@pytest.mark.parametrize(
    ("module", "use", "name"),
    [
        ("example.com/shop/mail", "mail.Send()", "mail"),
        ("example.com/shop/v3", "shop.Open()", "shop"),
        ("gopkg.in/yaml.v3", "yaml.Marshal()", "yaml"),
        ("github.com/ipfs/go-cid", "cid.Undef", "cid"),
        ("github.com/urfave/cli/v2", "cli.NewApp()", "cli"),
        ("github.com/mitchellh/go-homedir", "", "homedir"),
    ],
)
def test_a_package_is_called_by_what_its_path_and_its_uses_say(module: str, use: str, name: str) -> None:
    assert local_name(module, use.encode()) == name


def test_a_method_whose_text_one_version_has_is_told_by_its_name() -> None:
    old = b"package a\n\nfunc (s *S) Get() int {\n\treturn 1\n}\n\nfunc Put() {\n}\n"
    assert b"Get" in differing(old, old.replace(b"return 1", b"return 2"))
    assert b"Put" not in differing(old, old.replace(b"return 1", b"return 2"))
