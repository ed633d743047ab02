"""Durations as people write them."""

import re
from datetime import timedelta

__all__ = ["UNITS", "parse", "spell"]

UNITS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
"""Seconds of each unit, longest first."""

_PART = re.compile(r"\s*(\d+)\s*([wdhms])")


def parse(text: str) -> timedelta:
    """Return the duration that a text such as `1h 30m` names.

    Raises:
        ValueError: if the text is no duration, or names a unit twice.
    """
    seconds: dict[str, int] = {}
    position = 0
    while part := _PART.match(text, position):
        amount, unit = part.groups()
        if unit in seconds:
            raise ValueError(f"{text!r} gives {unit!r} twice")
        seconds[unit] = int(amount) * UNITS[unit]
        position = part.end()
    if not seconds or text[position:].strip():
        raise ValueError(f"{text!r} is not a duration; write it like '1h 30m'")
    return timedelta(seconds=sum(seconds.values()))


def spell(duration: timedelta) -> str:
    """Return the duration in the longest units that fit, such as `2d 3h`."""
    rest = round(duration.total_seconds())
    if rest < 0:
        return f"-{spell(-duration)}"
    parts = []
    for unit, length in UNITS.items():
        amount, rest = divmod(rest, length)
        if amount:
            parts.append(f"{amount}{unit}")
    return " ".join(parts) or "0s"
