"""Refusals of this room."""

from strongroom.foundation.errors import Refusal


class LogUnreadable(Refusal):
    """A log file cannot be opened or is in no form that is read here."""

    code = "log_unreadable"
