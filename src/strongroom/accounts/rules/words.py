"""Words that others will read: that there are some, on one line, and that they fit."""

from strongroom.accounts.errors import WordsUnfit
from strongroom.foundation.reasons import REASON_LENGTH


def checked_words(text: str, longest: int) -> str:
    """Return what somebody says for others to judge by, on one line.

    Args:
        longest: Characters.

    Raises:
        WordsUnfit: there are no words, or too many.
    """
    text = " ".join(text.split())
    if not text:
        raise WordsUnfit(
            "Words are missing.", why="Others will judge by them.", next_step="Say it in a sentence."
        )
    return _fitting(text, longest, called="text")


def checked_reason(reason: str, *, read_by: str) -> str:
    """Return the reason of a change, on one line.

    Args:
        read_by: Who will read it: the beginning of a sentence, such as "The person".

    Raises:
        WordsUnfit: there is none, or it does not fit.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise WordsUnfit(
            "A reason is needed.", why=f"{read_by} will read it.", next_step="Say why, in a sentence."
        )
    return _fitting(reason, REASON_LENGTH, called="reason")


def _fitting(text: str, longest: int, *, called: str) -> str:
    if len(text) > longest:
        raise WordsUnfit(
            f"The {called} has {len(text)} characters; {longest} fit.", next_step="Say it shortly."
        )
    return text
