"""The UTC day of a log line, in any of the forms in which logs write instants."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

_MONTHS = {
    name: number
    for number, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], start=1
    )
}
_NAMED = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2})[ /]([A-Z][a-z]{2})[ /](\d{4})(?:[ :](.*))?", re.DOTALL | re.ASCII
)
_NUMBER = re.compile(r"(\d{9,20})(?:\.\d{1,9})?", re.ASCII)
FIRST_DAY = date(2000, 1, 1)
"""Before there were packages to download: a clock that says so was never set."""
_TIME = re.compile(r"(\d\d):(\d\d):(\d\d) (?:GMT|UTC|([+-])(\d\d)(\d\d))", re.ASCII)


def utc_day(text: str) -> date | None:
    """Return the day in UTC, or None where the text is no instant and no day.

    Args:
        text: `23/Nov/2026` with or without `:02:44:00 +0100` (Apache HTTP Server, mod_log_config: %t), `Mon, 23 Nov 2026` with or
            without `02:44:00 GMT` (RFC 9110, 5.6.7), a day or an instant of ISO 8601, or seconds since 1970, or thousandths,
            millionths or billionths of them. Without an offset it is taken for UTC.
    """
    try:
        named = _NAMED.fullmatch(text)
        return _named_day(named) if named else _iso_day(text)
    except (ValueError, KeyError, OverflowError, OSError):
        return None


def is_countable(day: date, *, last: date) -> bool:
    """Return whether anybody can have downloaded on this day: not long ago, nor after the last one."""
    return FIRST_DAY <= day <= last


def _named_day(found: re.Match[str]) -> date | None:
    day = date(int(found[3]), _MONTHS[found[2]], int(found[1]))
    if found[4] is None:
        return day
    time = _TIME.fullmatch(found[4])
    if time is None:
        return None
    hours, minutes, seconds = (int(part) for part in time.group(1, 2, 3))
    ahead = timedelta(hours=int(time[5] or 0), minutes=int(time[6] or 0))
    zone = timezone(-ahead if time[4] == "-" else ahead)
    # 60 is a leap second.
    at = datetime(day.year, day.month, day.day, hours, minutes, min(seconds, 59), tzinfo=zone)
    return at.astimezone(UTC).date()


def _iso_day(text: str) -> date:
    number = _NUMBER.fullmatch(text)
    if number:
        # Seconds since 1970 have 9 to 11 digits from 1973 to 5138.
        seconds = int(number[1]) // 1000 ** ((len(number[1]) - 9) // 3)
        return datetime.fromtimestamp(seconds, tz=UTC).date()
    at = datetime.fromisoformat(text)
    return at.date() if at.tzinfo in (None, UTC) else at.astimezone(UTC).date()
