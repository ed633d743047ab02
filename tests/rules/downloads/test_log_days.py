"""The UTC day of an instant, however a log writes it."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.downloads.rules.log_days import is_countable, utc_day


@pytest.mark.parametrize(
    "text, day",
    [
        ("23/Nov/2026", 23),
        ("23 Nov 2026", 23),
        ("Mon, 23 Nov 2026 17:49:58 GMT", 23),
        ("23/Nov/2026:00:30:00 +0100", 22),
        ("23/Nov/2026:23:30:00 -0100", 24),
        ("2026-11-23", 23),
        ("2026-11-23T23:30:00-01:00", 24),
        ("2026-11-23T17:49:58Z", 23),
        ("1795392000", 23),
        ("1795392000.25", 23),
        ("1795392000123", 23),
        ("1795392000123.5", 23),
        ("1795392000123456", 23),
        ("1795392000123456789", 23),
    ],
)
def test_is_found_in_each_form(text: str, day: int) -> None:
    assert utc_day(text) == date(2026, 11, day)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "(null)",
        "31/Feb/2026",
        "99/Nov/2026",
        "23/Nov/2026:17",
        "23/Nov/2026:17:00:00 +9999",
        "9999-12-31T23:59:59-01:00",
        "99999999",
        "9" * 21,
        "None",
        "0x1",
    ],
)
def test_is_none_where_there_is_no_instant(text: str) -> None:
    assert utc_day(text) is None


@pytest.mark.parametrize(
    "text, countable",
    [
        ("1970-01-01", False),
        ("1999-12-31", False),
        ("2000-01-01", True),
        ("2026-11-24", True),
        ("2026-11-25", False),
        ("31 Dec 9999", False),
    ],
)
def test_nobody_downloads_long_ago_or_in_the_future(text: str, *, countable: bool) -> None:
    day = utc_day(text)

    assert day is not None
    assert is_countable(day, last=date(2026, 11, 24)) is countable


@given(st.datetimes(datetime(1980, 1, 1), datetime(2200, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_is_that_of_the_instant(at: datetime, offset: int) -> None:
    aware = at.replace(tzinfo=timezone(timedelta(minutes=offset)))

    assert utc_day(f"{aware:%d/%b/%Y:%H:%M:%S %z}") == aware.astimezone(UTC).date()
    assert utc_day(aware.isoformat()) == aware.astimezone(UTC).date()


@given(st.text(max_size=40))
def test_no_text_is_an_error(text: str) -> None:
    utc_day(text)
