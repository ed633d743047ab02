"""How API tokens end: when at the latest, in which words, and when their owners are told before."""

from datetime import UTC, date, datetime, time, timedelta

from strongroom.accounts.errors import TokenEndUnfit

LONGEST_TOKEN_LIFE = timedelta(days=3650)
"""To the end of the day (UTC), as ends are chosen by days. Whoever wants more wants a token for ever, and is to say so."""

NOTICE = timedelta(days=7)
SHORT_NOTICE = timedelta(days=1)
"""For tokens that live for two weeks or less: a week before is when they are made."""


def last_token_day(made_at: datetime) -> date:
    """Return the last day on which a token that is made now can still work, if it ends at all."""
    return (made_at + LONGEST_TOKEN_LIFE).date()


def token_end_after(days: int, *, made_at: datetime) -> datetime:
    """Return when a token ends that is to work for so many days.

    Raises:
        TokenEndUnfit: they are none, or too many.
    """
    if not 1 <= days <= LONGEST_TOKEN_LIFE.days:
        raise _unfit()
    return made_at + timedelta(days=days)


def check_end(expires_at: datetime | None, *, made_at: datetime) -> None:
    """Let a token be made that ends in time, or never.

    Raises:
        TokenEndUnfit: it would work for too long, or be over before it begins.
    """
    latest = datetime.combine(last_token_day(made_at) + timedelta(days=1), time(), UTC)
    if expires_at is not None and not made_at <= expires_at <= latest:
        raise _unfit()


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


def _unfit() -> TokenEndUnfit:
    return TokenEndUnfit(
        f"An API token works for 1 to {LONGEST_TOKEN_LIFE.days} days, or for ever.",
        next_step="Choose an earlier end, or say that it has none.",
    )
