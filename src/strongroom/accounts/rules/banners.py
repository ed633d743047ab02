"""What operators tell everybody for a while: whom, how long, how much text."""

from datetime import datetime, timedelta
from enum import StrEnum

from strongroom.accounts.errors import BannerUnfit

BANNER_LENGTH = 500
"""Characters."""

LONGEST_BANNER = timedelta(days=90)
"""Nobody reads what has always been there."""


class Audience(StrEnum):
    """Who sees a banner."""

    EVERYBODY = "everybody"
    BOUND = "bound"


def check_banner(text: str, *, begins_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Let a banner be shown that says something, and ends.

    Raises:
        BannerUnfit: it does not.
    """
    if not text.strip() or len(text) > BANNER_LENGTH:
        raise BannerUnfit(f"A banner has 1 to {BANNER_LENGTH} characters.", next_step="Say it shortly.")
    if ends_at <= max(begins_at, now):
        raise BannerUnfit("The banner would never be seen.", next_step="Let it end after it begins.")
    if ends_at - begins_at > LONGEST_BANNER:
        raise BannerUnfit(
            f"A banner is shown for at most {LONGEST_BANNER.days} days.",
            why="Nobody reads what has always been there.",
            next_step="Choose an earlier end.",
        )
