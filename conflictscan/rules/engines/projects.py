"""Projects within a repository: the folder that a manifest stands in, and what belongs to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conflictscan.graph import Tree

MANIFEST: Final = re.compile(
    r"(?:^|/)(?:pyproject\.toml|Pipfile|setup\.cfg|setup\.py|package\.json|composer\.json|Cargo\.toml|go\.mod|pom\.xml"
    r"|build\.gradle(?:\.kts)?|[^/]+\.(?:cs|fs|vb)proj|Directory\.Packages\.props|packages\.config|Gemfile|gems\.rb"
    r"|[^/]+\.gemspec|[^/]*requirements[^/]*\.(?:txt|in)|requirements/[^/]+\.(?:txt|in))$"
)
_APART: Final = re.compile(
    r"(?:^|/)(?:node_modules|vendor|third_party|examples?|samples?|docs?|demos?|templates?|fixtures?|__mocks__)/"
)
_TEST: Final = re.compile(
    r"(?:^|/)(?:tests?|testing|__tests__|specs?|e2e|cypress|benchmarks?|bench|perf)/"
    r"|(?:^|/)(?:test_[^/]*|[^/]*_test|[^/]*_spec|conftest)\.\w+$|\.(?:test|spec|stories|bench)\.\w+$|Tests?\.\w+$"
)


def root_of_manifest(path: str) -> str:
    """The project that a manifest belongs to; `requirements/base.txt` is one of the folder above."""
    folder = path.rpartition("/")[0]
    return folder.removesuffix("requirements").rstrip("/") if folder.endswith("requirements") else folder


def root_of(tree: Tree, path: str) -> str:
    """The innermost folder around a file that has a manifest; the root of the repository if none has."""
    for folder in around(path):
        if any(MANIFEST.search(entry.name) for entry in tree.snapshot.list(folder)):
            return folder
    return ""


def around(path: str) -> Iterator[str]:
    """The folders that a file stands in, the innermost first, the root of the repository last."""
    folder = path.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
    yield ""


def manifests_around(tree: Tree, root: str) -> Iterator[str]:
    """The manifests of a project, and of those around it: what they ask for, it can use."""
    for folder in around(f"{root}/manifest" if root else ""):
        for here in (folder, f"{folder}/requirements" if folder else "requirements"):
            for entry in tree.snapshot.list(here):
                path = f"{here}/{entry.name}" if here else entry.name
                if MANIFEST.search(path):
                    yield path


def is_product(path: str) -> bool:
    """Is a file part of what is shipped: no test, example, documentation or copy of another project?"""
    return not _APART.search(path) and not _TEST.search(path)


def is_own(path: str) -> bool:
    """Is a file part of the project, tests among it?"""
    return not _APART.search(path)
