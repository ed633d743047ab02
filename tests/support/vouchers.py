"""Voucher campaigns for tests, made by the services themselves."""

from datetime import datetime, timedelta
from typing import Any

from strongroom.accounts.models import User
from strongroom.accounts.queries import Person
from strongroom.foundation.actors import Actor
from strongroom.mandates.queries import HeldClaim
from strongroom.mandates.services import (
    Delivery,
    Imported,
    NewCampaign,
    Rule,
    claim_voucher,
    create_campaign,
    import_codes,
)
from tests.support import given
from tests.support.given import NOON, acting

OTTO = Actor.operator(name="otto")
EVERYBODY = Rule(any_project=True, account_days=0)
"""The rule of most tests: whoever publishes anything."""


def campaign(*, at: datetime = NOON, **other: Any) -> int:
    """Make a campaign that is open for thirty days from today."""
    said: dict[str, Any] = {
        "name": "Keys for maintainers",
        "vendor": "Example Keys",
        "about": "A key for USB-C.",
        "redeeming": "Enter the code in the basket.",
        "redeem_url": "https://keys.example/basket",
        "regions": (),
        "opens_on": NOON.date(),
        "closes_on": NOON.date() + timedelta(days=30),
        "codes_expire_on": NOON.date() + timedelta(days=90),
        "rule": EVERYBODY,
        **other,
    }
    return create_campaign(NewCampaign(**said), by=OTTO, reason="They were offered to us.", now=at)


def codes(campaign_id: int, *some: str, at: datetime = NOON, **terms: Any) -> Imported:
    """Import these codes."""
    delivery = Delivery("\n".join(some).encode(), reason="They came by mail.", **terms)
    return import_codes(campaign_id, delivery, by=OTTO, now=at)


def maintainer(name: str) -> Person:
    """Return somebody who publishes a project of their own, with an old account."""
    somebody = given.person(name)
    User.objects.filter(pk=somebody.user_id).update(date_joined=NOON - timedelta(days=400))
    given.release(somebody, f"{name}-tools", at=NOON - timedelta(days=300))
    return somebody


def claim(campaign_id: int, somebody: Person, *, region: str = "AT", at: datetime = NOON) -> HeldClaim:
    """Let somebody ask for a code."""
    return claim_voucher(campaign_id, region=region, by=acting(somebody), now=at)
