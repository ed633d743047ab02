"""The reason of a change, which others read: that there is one where one is needed, and that it fits."""

from strongroom.catalog.errors import ReasonMissing, ReasonTooLong
from strongroom.foundation.reasons import REASON_LENGTH


def fitting_reason(reason: str) -> str:
    """Return the reason without white space around it; it may be empty.

    Raises:
        ReasonTooLong: it does not fit.
    """
    reason = reason.strip()
    if len(reason) > REASON_LENGTH:
        raise ReasonTooLong(
            f"The reason has {len(reason)} characters; {REASON_LENGTH} fit.",
            next_step="Say it shortly, and name an address where more is to be read.",
        )
    return reason


def needed_reason(reason: str, *, read_by: str) -> str:
    """Return the reason without white space around it, where one is needed.

    Args:
        read_by: Who will read it: the beginning of a sentence, such as "The owner of the namespace".

    Raises:
        ReasonMissing: there is none.
        ReasonTooLong: it does not fit.
    """
    reason = fitting_reason(reason)
    if not reason:
        raise ReasonMissing(
            "A reason is needed.", why=f"{read_by} will read it.", next_step="Say why, in a sentence."
        )
    return reason
