"""Columns of the table of counts, which has a hundred million rows: each byte of one is a hundred megabytes."""

from datetime import date, timedelta
from typing import Any

from django.db import models

from strongroom.downloads.rules.client_classes import CODES

# `_pyi_private…` tells the type checker what a column takes and gives, where Django's own would be numbers.

_EPOCH = date(1970, 1, 1)
_CLASS_OF = {code: client_class for client_class, code in CODES.items()}


def day_number(day: date) -> int:
    """Return the number of days since 1970-01-01, by which a day is stored."""
    return (day - _EPOCH).days


class DayField(models.IntegerField):  # type: ignore[type-arg]
    """A date, stored as its number."""

    _pyi_private_set_type: date  # type: ignore[assignment]
    _pyi_private_get_type: date  # type: ignore[assignment]

    def get_prep_value(self, value: Any) -> Any:
        return day_number(value) if isinstance(value, date) else value

    def from_db_value(self, value: int | None, _expression: object, _connection: object) -> date | None:
        return None if value is None else _EPOCH + timedelta(days=value)


class ClientClassField(models.SmallIntegerField):  # type: ignore[type-arg]
    """A class of clients, stored as its code."""

    _pyi_private_set_type: str
    _pyi_private_get_type: str  # type: ignore[assignment]

    def get_prep_value(self, value: Any) -> Any:
        return CODES[str(value)] if isinstance(value, str) else value

    def from_db_value(self, value: int | None, _expression: object, _connection: object) -> str | None:
        return None if value is None else _CLASS_OF[value]
