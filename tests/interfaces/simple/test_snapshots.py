"""The bytes of the pages, as they were looked at and found right.

After a change that is meant, look at what differs and write it anew: SNAPSHOTS=write pytest (this file).
"""

import os
from pathlib import Path

import pytest

from tests.interfaces.simple.sample_index import SampleIndex

FOLDER = Path(__file__).parent / "snapshots"
JSON = "application/vnd.pypi.simple.v1+json"
PAGES = {
    "root.html": ("/simple/", "text/html"),
    "root.json": ("/simple/", JSON),
    "foo-bar.html": ("/simple/foo-bar/", "text/html"),
    "foo-bar.json": ("/simple/foo-bar/", JSON),
    "yanked.html": ("/simple/yanked/", "text/html"),
    "yanked.json": ("/simple/yanked/", JSON),
}


@pytest.mark.parametrize(("name", "asked"), PAGES.items(), ids=PAGES.keys())
def test_the_page_is_as_it_was(unchanged_index: SampleIndex, name: str, asked: tuple[str, str]) -> None:
    target, accept = asked
    body = unchanged_index.ask(target, accept=accept).body
    if os.environ.get("SNAPSHOTS") == "write":
        (FOLDER / name).write_bytes(body)
    assert body == (FOLDER / name).read_bytes()
