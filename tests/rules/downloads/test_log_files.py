"""Whose file a path is, as far as its name tells; and what of a line operators may see."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.downloads.rules.log_files import filename_of, project_in, project_named
from strongroom.downloads.rules.log_samples import without_addresses


@pytest.mark.parametrize(
    "path, filename",
    [
        ("/packages/ab/cd/ef/demo-1.0-py3-none-any.whl", "demo-1.0-py3-none-any.whl"),
        ("/packages/source/d/demo/demo-1.0%2Blocal.tar.gz", "demo-1.0+local.tar.gz"),
        ("/packages/ab/cd/ef/demo-1.0.zip?x=1", "demo-1.0.zip"),
        ("/packages/ab/cd/ef/demo-1.0-py3-none-any.whl.metadata", None),
        ("/packages/ab/cd/ef/demo-1.0.tar.gz.asc", None),
        ("/packages/", None),
    ],
)
def test_distributions_are_told_from_what_is_beside_them(path: str, filename: str | None) -> None:
    assert filename_of(path) == filename


@pytest.mark.parametrize(
    "filename, project",
    [
        ("Demo_Thing-1.0-py3-none-any.whl", "demo-thing"),
        ("demo.thing-1.0.tar.gz", "demo-thing"),
        ("demo-thing-1.0.zip", "demo-thing"),
        ("demo_2-1.0.tar.gz", "demo-2"),
        ("demo-1.0-beta-2.tar.gz", None),
        ("demo-1.0-beta-x.tar.gz", None),
        ("demo-1.0.exe", None),
        ("-1.0-py3-none-any.whl", None),
    ],
)
def test_a_file_name_tells_its_project_unless_it_could_be_several(filename: str, project: str | None) -> None:
    assert project_in(filename) == project


def test_names_are_normalized_and_what_is_none_is_left_out() -> None:
    assert project_named("Harbor.Light") == "harbor-light"
    assert project_named("(null)") is None


@given(st.ip_addresses(), st.emails(), st.text(st.characters(codec="utf-8"), max_size=20))
def test_a_sample_shows_no_address_and_no_query(address: object, mail: str, text: str) -> None:
    line = f"{text} {address} - {mail.partition('@')[0]}@example.org [GET /simple/?token=geheim HTTP/1.1]"
    shown = without_addresses(line.encode())

    assert "geheim" not in shown
    assert "example.org" not in shown
    assert str(address) not in shown or str(address) in text
    assert not re.search(r"\d+\.\d+\.\d+\.\d+", shown)
    assert "\n" not in shown


def test_a_sample_shows_the_day_with_its_year_and_no_address_that_looks_alike() -> None:
    told = without_addresses(
        b"192.0.2.7 - - [20/Nov/2031:10:00:00 +0000] abc/2001:10:20:30::7 abc/2001:db8::7"
    )

    assert told == "… - - [20/Nov/2031… +0000] abc/… abc/…"
