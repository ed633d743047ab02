"""How a day and an instant are written inside a sentence: the same on pages and in mail, always UTC."""

from datetime import UTC, date, datetime


def utc_day(value: date | datetime) -> date:
    """Return the day (UTC) of an instant; a day is its own."""
    return value.astimezone(UTC).date() if isinstance(value, datetime) else value


def day_words(value: date | datetime) -> str:
    """Write a UTC day: 8 July 2022."""
    on = utc_day(value)
    return f"{on.day} {on:%B %Y}"


def instant_words(value: datetime) -> str:
    """Write an instant, to the minute: 8 July 2022, 14:05 UTC."""
    return f"{day_words(value)}, {value.astimezone(UTC):%H:%M} UTC"
