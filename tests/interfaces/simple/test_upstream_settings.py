"""How an upstream is named to an installation."""

from pathlib import Path

import pytest

from strongroom.config.env import SettingInvalid, read_environment
from strongroom.config.reading import Reading
from strongroom.config.upstream import upstream_answers
from strongroom.interfaces.simple.messages import Request
from strongroom.interfaces.simple.upstream import UpstreamAnswers
from tests.interfaces.simple.sample_index import SampleIndex


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("", ""),
        ("https://index.example/simple/", "https://index.example/simple/"),
        ("http://index.example:8080/root/pypi/+simple", "http://index.example:8080/root/pypi/+simple/"),
    ],
)
def test_the_address_ends_with_a_slash(text: str, root: str) -> None:
    assert read_environment({"STRONGROOM_UPSTREAM": text})["STRONGROOM_UPSTREAM"] == root


@pytest.mark.parametrize(
    "text",
    [
        "index.example",
        "ftp://index.example/",
        "https:///simple/",
        "https://me:secret@index.example/simple/",
        "https://index.example/simple/?x=1",
        "https://[index/simple/",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(SettingInvalid, match="STRONGROOM_UPSTREAM"):
        read_environment({"STRONGROOM_UPSTREAM": text})


def test_reserved_names_are_read_with_their_spaces() -> None:
    reserved = read_environment({"STRONGROOM_RESERVED": "Acme_*, billing ,"})["STRONGROOM_RESERVED"]
    assert reserved.entries == ("acme-*", "billing")


@pytest.mark.parametrize("text", ["*", "acme-*-tools", "my tool"])
def test_a_reserved_name_that_means_nothing_is_refused(text: str) -> None:
    with pytest.raises(SettingInvalid, match="such as acme-"):
        read_environment({"STRONGROOM_RESERVED": text})


def test_nobody_is_asked_unless_there_is_an_upstream(index: SampleIndex, tmp_path: Path) -> None:
    data = {"STRONGROOM_DATA": str(tmp_path)}
    assert upstream_answers(read_environment(data), own=index.pages, events=index.events) is None
    named = read_environment({**data, "STRONGROOM_UPSTREAM": "https://index.example/simple/"})
    assert isinstance(upstream_answers(named, own=index.pages, events=index.events), UpstreamAnswers)


@pytest.mark.parametrize(("upstream", "answered"), [("", True), ("https://index.example/simple/", False)])
def test_readers_leave_free_names_to_those_who_can_wait(
    index: SampleIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, upstream: str, answered: bool
) -> None:
    index.close()  # a process opens a store once
    monkeypatch.setenv("STRONGROOM_DATA", str(tmp_path / "node"))
    monkeypatch.setenv("STRONGROOM_UPSTREAM", upstream)
    reading = Reading()
    assert (reading.answer(Request("GET", "/simple/kite/")) is not None) == answered
    assert reading.answer(Request("GET", "/simple/foo-bar/")) is not None
    reading.pages.close()
