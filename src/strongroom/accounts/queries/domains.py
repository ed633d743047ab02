"""The watch over mail domains in numbers, for everybody to read: no domain and no person is named."""

from dataclasses import dataclass

from django.conf import settings

from strongroom.accounts.models import AddressHistory, WatchedDomain
from strongroom.accounts.rules.domains import domain_of


@dataclass(frozen=True, slots=True)
class DomainFigures:
    """Mail domains that are watched; those that have lapsed, and the open accounts that have an address there.

    Args:
        watched: 0 where the watch is off, for what is left of it is looked at no more.
        lapsed: An address that was confirmed there does not count any more, and was not confirmed again.
    """

    watched: int
    lapsed: int
    accounts: int


def domains_are_watched() -> bool:
    """Say whether the watch is on: name servers are asked."""
    return settings.STRONGROOM_DNS is not None


def domain_figures() -> DomainFigures:
    """Return the figures as they are."""
    rows = AddressHistory.objects.filter(
        lapsed_at__isnull=False, address__verified=False, address__user__is_active=True
    )
    lapsed = list(rows.values_list("address__email", "address__user_id"))
    return DomainFigures(
        watched=WatchedDomain.objects.count() if domains_are_watched() else 0,
        lapsed=len({domain_of(address) for address, _ in lapsed}),
        accounts=len({user_id for _, user_id in lapsed}),
    )
