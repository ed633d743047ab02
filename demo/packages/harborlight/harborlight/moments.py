"""How far away a moment is."""

from datetime import datetime

_STEPS = (("day", 86_400), ("hour", 3_600), ("minute", 60))


def distance(moment: datetime, *, now: datetime) -> str:
    """Return `in 3 days`, `2 hours ago`, `yesterday`, `tomorrow` or `now`."""
    seconds = (moment - now).total_seconds()
    for unit, length in _STEPS:
        amount = int(abs(seconds) // length)
        if amount:
            return _phrase(amount, unit, ahead=seconds > 0)
    return "now"


def _phrase(amount: int, unit: str, *, ahead: bool) -> str:
    if unit == "day" and amount == 1:
        return "tomorrow" if ahead else "yesterday"
    counted = f"{amount} {unit}" if amount == 1 else f"{amount} {unit}s"
    return f"in {counted}" if ahead else f"{counted} ago"
