"""Refusals of this room."""

from strongroom.foundation.errors import Refusal


class LogRefused(Refusal):
    """A log is not counted; nothing of it was."""

    code = "log_refused"


class LogUnreadable(LogRefused):
    """A log file cannot be opened or is in no form that is read here."""

    code = "log_unreadable"


class LogMisdated(LogRefused):
    """The lines of a log are of days on which nobody can have downloaded."""

    code = "log_misdated"


class LogGrew(LogRefused):
    """A log begins with all of one that was counted: to count it would count those lines twice."""

    code = "log_grew"


class LogCut(LogRefused):
    """A log is the beginning of one that was counted: to count it would count its lines twice."""

    code = "log_cut"


class SourceUnfit(LogRefused):
    """This cannot be the name of who wrote a log."""

    code = "source_unfit"


class TotalsMoved(Refusal):
    """The totals of the window were moved, or are being added up, while somebody reads them."""

    code = "totals_moved"


class DetailsRefused(Refusal):
    """Details of downloads cannot be kept or read as asked."""

    code = "details_refused"


class DetailStoreUnfit(DetailsRefused):
    """The address of a detail store means none that can be used here."""

    code = "detail_store_unfit"


class DetailsUnreachable(DetailsRefused):
    """The detail store does not answer, or cannot do what it was asked; counts are not touched by it."""

    code = "details_unreachable"


class DetailsDiffer(DetailsRefused):
    """A day of the detail store is not what the ledger says."""

    code = "details_differ"


class PieceDamaged(DetailsRefused):
    """A piece of a day cannot be read."""

    code = "piece_damaged"
