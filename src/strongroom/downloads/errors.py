"""Refusals of this room."""

from strongroom.foundation.errors import Refusal


class LogRefused(Refusal):
    """A log is not counted; nothing of it was."""

    code = "log_refused"


class LogUnreadable(LogRefused):
    """A log file cannot be opened or is in no form that is read here."""

    code = "log_unreadable"


class LogGrew(LogRefused):
    """A log begins with all of one that was counted under its name: to count it would count those lines twice."""

    code = "log_grew"
