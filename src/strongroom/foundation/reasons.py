"""The words that somebody gives for what they do, and others read: that there are some where they are needed, and that they fit."""

from strongroom.foundation.errors import Refusal

REASON_LENGTH = 500
"""Characters. Letters quote it, pages have it in their head, and installers print that of a yank on a terminal."""


class ReasonUnfit(Refusal):
    """What others are to read is missing, or too long."""

    code = "reason_unfit"


def fitting_reason(reason: str, *, called: str = "reason", longest: int = REASON_LENGTH) -> str:
    """Return the words on one line; there may be none.

    Args:
        called: What the words are, where they are no reason.
        longest: Characters.

    Raises:
        ReasonUnfit: they do not fit.
    """
    reason = " ".join(reason.split())
    if len(reason) > longest:
        raise ReasonUnfit(
            f"The {called} has {len(reason)} characters; {longest} fit.",
            next_step="Say it shortly, and name an address where more is to be read.",
        )
    return reason


def needed_reason(reason: str, *, read_by: str, called: str = "reason", longest: int = REASON_LENGTH) -> str:
    """Return the words on one line, where there have to be some.

    Args:
        read_by: Who will read them: the beginning of a sentence, such as "Every operator".
        called: What the words are, where they are no reason.
        longest: Characters.

    Raises:
        ReasonUnfit: there are none, or they do not fit.
    """
    reason = fitting_reason(reason, called=called, longest=longest)
    if not reason:
        raise ReasonUnfit(
            f"The {called} is missing.", why=f"{read_by} will read it.", next_step="Say it in a sentence."
        )
    return reason
