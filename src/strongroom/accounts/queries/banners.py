"""What operators tell everybody now."""

from dataclasses import dataclass
from datetime import datetime

from strongroom.accounts.models import Banner
from strongroom.accounts.rules.banners import Audience


@dataclass(frozen=True, slots=True)
class ShownBanner:
    """A banner that has not ended. `shown_by` is an actor, as the journal names them."""

    id: int
    text: str
    audience: Audience
    begins_at: datetime
    ends_at: datetime
    shown_by: str


def list_banners(*, now: datetime) -> list[ShownBanner]:
    """Return the banners that have not ended, also those that have not begun, the first to begin first."""
    columns = ("pk", "text", "audience", "begins_at", "ends_at", "shown_by")
    rows = Banner.objects.filter(ends_at__gt=now).order_by("begins_at", "pk").values_list(*columns)
    return [
        ShownBanner(key, text, Audience(audience), begins_at, ends_at, by)
        for key, text, audience, begins_at, ends_at, by in rows
    ]
