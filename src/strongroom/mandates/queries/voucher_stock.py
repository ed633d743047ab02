"""What whoever asks for a code of a campaign now meets: the regions that one is left for, and how many people wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet

from strongroom.mandates.models import VoucherClaim, VoucherCode, VoucherLot
from strongroom.mandates.queries.vouchers import Campaign
from strongroom.mandates.rules.regions import covers


@dataclass(frozen=True, slots=True)
class Stock:
    """The codes of a campaign that nobody has, seen by whoever asks.

    Args:
        left_for: Names of the regions, of those to choose from, that a code is left for.
        is_for_all: That is each of them.
        waiting: How many people wait.
    """

    left_for: tuple[str, ...]
    is_for_all: bool
    waiting: int


def stocks_of(campaigns: Sequence[Campaign], *, today: date) -> dict[int, Stock]:
    """Return the stock of each campaign, by its number: two statements, however many they are."""
    numbers = [campaign.id for campaign in campaigns]
    lots: dict[int, list[list[str]]] = {number: [] for number in numbers}
    for number, regions in (
        lots_to_give(today).filter(campaign__in=numbers).values_list("campaign_id", "regions")
    ):
        lots[number].append(regions)
    waiting = _waiting(numbers)
    return {
        campaign.id: _stock(campaign, lots[campaign.id], waiting.get(campaign.id, 0))
        for campaign in campaigns
    }


def lots_to_give(today: date) -> QuerySet[VoucherLot]:
    """Return the lots of which codes can be given: nobody has them, and they can be redeemed."""
    free = VoucherCode.objects.filter(lot=OuterRef("pk"), claim=None, withdrawn_at=None)
    return VoucherLot.objects.filter(Exists(free), expires_on__gte=today)


def _waiting(numbers: Sequence[int]) -> dict[int, int]:
    rows = VoucherClaim.objects.filter(campaign__in=numbers, assigned_at=None, ended_at=None)
    return dict(rows.values("campaign_id").annotate(people=Count("pk")).values_list("campaign_id", "people"))


def _stock(campaign: Campaign, lots: Sequence[Sequence[str]], waiting: int) -> Stock:
    offered = campaign.offered_regions
    left_for = tuple(name for code, name in offered if any(covers(regions, code) for regions in lots))
    return Stock(left_for, len(left_for) == len(offered), waiting)
