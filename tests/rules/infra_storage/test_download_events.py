"""A download as a line, and back."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.foundation.download_events import DownloadEvent
from strongroom.foundation.names import normalize

EVENT = DownloadEvent(
    at=datetime(2026, 11, 22, 12, tzinfo=UTC),
    filename="foo-1.0.tar.gz",
    project=normalize("foo"),
    version="1.0",
    installer="pip",
    installer_version="26.3",
    python_version="3.11.7",
)
events = st.builds(
    DownloadEvent,
    at=st.datetimes(timezones=st.just(UTC)),
    filename=st.text(),
    project=st.from_regex(r"[a-z0-9](-?[a-z0-9]){0,20}", fullmatch=True).map(normalize),
    version=st.text(),
    installer=st.text(),
    installer_version=st.text(),
    python_version=st.text(),
)


@given(events)
def test_writing_and_reading_returns_the_event(event: DownloadEvent) -> None:
    assert DownloadEvent.from_line(event.to_line()) == event


@given(events)
def test_an_event_is_one_line_of_ascii(event: DownloadEvent) -> None:
    assert len(event.to_line().splitlines()) == 1
    assert event.to_line().isascii()


def test_the_time_is_kept_in_utc() -> None:
    elsewhere = DownloadEvent(
        EVENT.at.astimezone(timezone(timedelta(hours=5))),
        *(getattr(EVENT, name) for name in EVENT.__slots__[1:]),
    )
    assert elsewhere.to_line() == EVENT.to_line()


def _changed(**fields: object) -> bytes:
    return json.dumps({**json.loads(EVENT.to_line()), **fields}).encode()


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff\xfe{", id="no text"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"null", id="nothing"),
        pytest.param(b"[" * 100_000, id="too deep"),
        pytest.param(EVENT.to_line()[:-5], id="torn"),
        pytest.param(b"{}", id="no fields"),
        pytest.param(_changed(at="yesterday"), id="no time"),
        pytest.param(_changed(at=7), id="a number as time"),
        pytest.param(_changed(at="2026-11-22T12:00:00"), id="a local time"),
        pytest.param(_changed(at="0001-01-01T00:00:00+23:00"), id="a time before all time"),
        pytest.param(_changed(project="Foo_Bar"), id="a name that is not normalized"),
        pytest.param(_changed(project="../foo"), id="no name"),
        pytest.param(_changed(project=["foo"]), id="several names"),
        pytest.param(_changed(version=None), id="no version"),
        pytest.param(_changed(installer=3), id="a number as installer"),
    ],
)
def test_a_malformed_line_is_no_event(line: bytes) -> None:
    assert DownloadEvent.from_line(line) is None


def test_a_key_of_a_later_version_is_ignored() -> None:
    assert DownloadEvent.from_line(_changed(country="NZ")) == EVENT


@given(st.binary())
def test_no_line_is_a_fault(line: bytes) -> None:
    assert DownloadEvent.from_line(line) is None or line.startswith(b"{")
