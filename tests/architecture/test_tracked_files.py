"""What must not be in the repository: hosts of package registries, and paths of one machine."""

import re

import pytest

from tests.architecture.sources import ROOT, tracked_files

FORBIDDEN = {
    "the host name of a package registry": re.compile(
        r"(?<![A-Za-z0-9.-])((test\.|upload\.)?pypi\.org|files\.pythonhosted\.org|registry\.npmjs\.org"
        r"|(deb|security)\.debian\.org)"
    ),
    "the path of a machine": re.compile(r"(?<![A-Za-z0-9_.-])/(work|farm)/"),
}


def findings(path: str, text: str) -> list[str]:
    """Return `path:line` and what was found there."""
    return [
        f"{path}:{number} holds {what}"
        for number, line in enumerate(text.splitlines(), 1)
        for what, pattern in FORBIDDEN.items()
        if pattern.search(line)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "https://" + "pypi" + ".org/simple",
        "files." + "pythonhosted" + ".org",
        "see /" + "work/notes",
        "(/" + "farm/x)",
    ],
)
def test_the_rule_catches_hosts_and_paths(text: str) -> None:
    assert len(findings("README.md", f"first line\n{text}\n")) == 1


@pytest.mark.parametrize("text", ["PyPI", "docs/how-to/work/", "https://packaging.python.org/", "framework/"])
def test_the_rule_lets_pass_what_only_looks_alike(text: str) -> None:
    assert findings("README.md", text) == []


def test_no_file_names_a_registry_or_a_machine() -> None:
    found = []
    for path in tracked_files():
        content = (ROOT / path).read_bytes()
        if b"\0" not in content:
            found += findings(path, content.decode("utf-8", errors="replace"))
    assert found == []
