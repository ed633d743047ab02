"""What stands above every page for somebody whose address has lapsed, or whom mail does not reach."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from strongroom.accounts.queries import get_person, list_lapsed_addresses
from strongroom.infra.outbox.queries import list_undelivered


@dataclass(frozen=True, slots=True)
class AddressNotice:
    """What is the matter, and where it is mended."""

    sentence: str
    url: str
    action: str = "See your addresses"


def find_address_notice(user_id: int, *, now: datetime) -> AddressNotice | None:
    """Return what somebody is to be told of their addresses, if anything."""
    lapsed = list_lapsed_addresses([user_id]).get(user_id)
    if lapsed:
        return _notice(f"Your address {lapsed[0].address} is no longer confirmed. {lapsed[0].because}")
    address = get_person(user_id).address
    if address and list_undelivered([address], now=now):
        return _notice(f"Mail to your address {address} comes back: you do not get what we write.")
    return None


def _notice(sentence: str) -> AddressNotice:
    return AddressNotice(sentence, reverse("account_email"))
