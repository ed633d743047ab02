"""How API tokens end: in which words, and when their owners are told before."""

from datetime import datetime, timedelta

NOTICE = timedelta(days=7)
SHORT_NOTICE = timedelta(days=1)
"""For tokens that live for two weeks or less: a week before is when they are made."""


def notice_due_at(created_at: datetime, *, expires_at: datetime) -> datetime | None:
    """Return from when on the owner is told; None for a token of a day or two, whose owner still knows."""
    life = expires_at - created_at
    if life > 2 * NOTICE:
        return expires_at - NOTICE
    return expires_at - SHORT_NOTICE if life > 2 * SHORT_NOTICE else None


def revocation(revoked_at: datetime, *, because: str) -> str:
    """Return the sentence about a token that was revoked, for whoever uses or owns it. The same words everywhere.

    Args:
        because: Its end, such as "it was reported as leaked"; empty where nobody kept it.
    """
    return f"It was revoked on {revoked_at:%Y-%m-%d}{f' because {because}' if because else ''}."
