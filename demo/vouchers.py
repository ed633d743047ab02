"""The demonstration's voucher campaign: a vendor that is made up, a few codes that open nothing, and people who wait."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import islice

from strongroom.accounts.services import prove_by_operator
from strongroom.foundation.actors import Actor
from strongroom.mandates.queries import Campaign, Eligible, eligibility_of, list_campaigns, list_claims
from strongroom.mandates.services import (
    Delivery,
    NewCampaign,
    Rule,
    claim_voucher,
    create_campaign,
    import_codes,
    show_voucher,
    tend_vouchers,
)

DEMO = Actor.system("demo")
BEGUN = 30
"""Days ago."""

CODES = 12
DELIVERED_AGAIN = 6
"""Days ago, when there were people who waited; so few came that some wait still."""

CAME = range(BEGUN - 1, 0, -2)
"""Days ago on which people asked."""

_LATER_CODES = 3
_REGIONS = ("AT", "BR", "CA", "DE", "IN", "JP", "KE", "US")
_PEOPLE_A_DAY = 2
_LEFT_OUT = {"ada", "ben", "otto"}
"""Visitors take their places, and ask for themselves."""


def live_through(day: int, actors: Mapping[str, Actor], at: datetime) -> None:
    """Let happen what is planned for one day."""
    if day == BEGUN:
        _begin(at)
    elif day in CAME:
        _claim(day, actors, at)
        tend_vouchers(by=DEMO, now=at)
    if day == DELIVERED_AGAIN:
        _deliver(range(CODES, CODES + _LATER_CODES), at)


def _operator() -> Actor:
    return Actor.operator(name="otto")


def _begin(at: datetime) -> None:
    create_campaign(
        NewCampaign(
            name="Keys for critical projects",
            vendor="Example Keys",
            about="A security key for USB-C and NFC, with shipping paid. The vendor is made up, and so are the codes.",
            redeeming="Put one key into the basket, enter the code as a voucher, and give the address that it is sent to.",
            redeem_url="https://keys.example/basket",
            regions=_REGIONS,
            opens_on=at.date(),
            closes_on=(at + timedelta(days=90)).date(),
            codes_expire_on=(at + timedelta(days=180)).date(),
            rule=Rule(bound=True, critical_before=at.date(), account_days=60),
        ),
        by=_operator(),
        reason="A vendor offered them.",
        now=at,
    )
    _deliver(range(CODES), at)


def _deliver(numbers: range, at: datetime) -> None:
    [campaign] = list_campaigns()
    text = "\n".join(f"DEMO-ONLY-OPENS-NOTHING-{number:03}" for number in numbers)
    import_codes(campaign.id, Delivery(text.encode(), "They came by mail."), by=_operator(), now=at)


def _claim(day: int, actors: Mapping[str, Actor], at: datetime) -> None:
    """Let the next people ask who can have a code and have none, and every second of those look at it."""
    [campaign] = list_campaigns()
    comers = (
        one for name, one in sorted(actors.items()) if name not in _LEFT_OUT and _comes(one, campaign, at)
    )
    for number, actor in enumerate(islice(comers, _PEOPLE_A_DAY)):
        region = _REGIONS[(day + number * 3) % len(_REGIONS)]
        held = claim_voucher(campaign.id, region=region, by=actor, now=at)
        if not held.place and number:
            show_voucher(prove_by_operator(actor.name, by=DEMO, now=at), campaign.id, now=at)


def _comes(actor: Actor, campaign: Campaign, at: datetime) -> bool:
    if actor.user_id is None or campaign.id in list_claims(actor.user_id):
        return False
    return isinstance(eligibility_of(actor.user_id, campaign, now=at), Eligible)
