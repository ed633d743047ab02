"""Which releases' documents a change may alter."""

import pytest

from strongroom.readpath.rules.concerned import versions_concerned

FILES = {"a-1.0.tar.gz": "1.0", "a-1.0-py3-none-any.whl": "1.0", "a-1.0.0.tar.gz": "1.0.0", "a-2.tar.gz": "2"}
ALL = {"1.0", "1.0.0", "2"}


@pytest.mark.parametrize(
    ("fact", "concerned"),
    [
        pytest.param(("file.published", "a-2.tar.gz"), {"2"}, id="an upload: its release"),
        pytest.param(("release.yanked", "2"), {"2"}, id="a yank: its release"),
        pytest.param(("release.unyanked", "2"), {"2"}, id="a yank taken back: its release"),
        pytest.param(("release.yanked", "1.0"), {"1.0", "1.0.0"}, id="equal versions go together"),
        pytest.param(("release.yanked", "3"), set(), id="a release that is there no more"),
        pytest.param(("file.published", "a-3.tar.gz"), ALL, id="a file that is there no more: who knows"),
        pytest.param(("project.archived", ""), ALL, id="the project as a whole"),
        pytest.param(("thing.invented", "2"), ALL, id="what is not known here"),
    ],
)
def test_a_fact_concerns(fact: tuple[str, str], concerned: set[str]) -> None:
    assert versions_concerned([fact], files=FILES) == concerned


def test_facts_concern_what_any_of_them_does() -> None:
    yanked, published = ("release.yanked", "2"), ("file.published", "a-1.0.tar.gz")
    assert versions_concerned([], files=FILES) == set()
    assert versions_concerned([yanked, published], files=FILES) == ALL
    assert versions_concerned([yanked, ("project.withdrawn", "")], files=FILES) == ALL
