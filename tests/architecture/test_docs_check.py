"""The check of the documentation's links finds broken ones, and only those."""

from pathlib import Path

import pytest

from scripts.check_docs import faults

GUIDE = '# The guide\n\n## Lost your key?\n\n## Lost your key?\n\n<a id="old-name"></a>\n'


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "guide.md").write_text(GUIDE, encoding="utf-8")
    return tmp_path


def _faults(docs: Path, text: str) -> list[str]:
    (docs / "README.md").write_text(text, encoding="utf-8")
    return list(faults(docs, ["README.md"]))


@pytest.mark.parametrize(
    "link",
    ["docs/gone.md", "docs/guide.md#found-your-key", "#no-such-heading"],
)
def test_a_broken_link_is_found(docs: Path, link: str) -> None:
    assert len(_faults(docs, f"# Start\n\nSee [the guide]({link}).\n")) == 1
    assert len(_faults(docs, f"# Start\n\nSee [the guide][1].\n\n[1]: {link}\n")) == 1


@pytest.mark.parametrize(
    "link",
    [
        "docs/guide.md",
        "docs",
        "docs/guide.md#lost-your-key",
        "docs/guide.md#lost-your-key-1",
        "docs/guide.md#old-name",
        "#start",
        "https://packaging.python.org/gone",
    ],
)
def test_a_link_that_leads_somewhere_passes(docs: Path, link: str) -> None:
    assert _faults(docs, f"# Start\n\nSee [the guide]({link}).\n") == []


def test_what_stands_in_code_is_no_link(docs: Path) -> None:
    assert _faults(docs, "`[a](gone.md)`\n\n```\n[a](gone.md)\n```\n") == []
