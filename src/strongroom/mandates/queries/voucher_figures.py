"""Figures of voucher campaigns: how many codes, where they went and when; never which."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from strongroom.mandates.models import VoucherClaim, VoucherCode, VoucherLot


@dataclass(frozen=True, slots=True)
class RegionFigures:
    """One region of a campaign: codes that somebody has, those of them that were looked at, and people who wait."""

    region: str
    claimed: int
    shown: int
    waiting: int


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day (UTC) of a campaign: codes imported, codes given that somebody still has, codes looked at."""

    on: date
    imported: int
    claimed: int
    shown: int


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """A campaign in numbers of codes, but for `waiting`, which are people.

    Args:
        expired: Nobody has them, and nobody can have them any more.
        left: To be given.
    """

    imported: int
    claimed: int
    shown: int
    expired: int
    withdrawn: int
    left: int
    waiting: int
    by_region: tuple[RegionFigures, ...]
    by_day: tuple[DayFigures, ...]


@dataclass(frozen=True, slots=True)
class VoucherFigures:
    """All campaigns: the codes imported for them, and those that somebody has."""

    codes: int
    claimed: int


def campaign_figures(campaign_id: int, *, today: date) -> CampaignFigures:
    """Return the figures of one campaign; all nought if there is none."""
    free, past = Q(claim=None, withdrawn_at=None), Q(lot__expires_on__lt=today)
    codes = VoucherCode.objects.filter(lot__campaign_id=campaign_id).aggregate(
        imported=Count("pk"),
        claimed=Count("pk", filter=Q(claim__isnull=False)),
        shown=Count("pk", filter=Q(claim__shown_at__isnull=False)),
        expired=Count("pk", filter=free & past),
        withdrawn=Count("pk", filter=Q(withdrawn_at__isnull=False)),
        left=Count("pk", filter=free & ~past),
    )
    claims = VoucherClaim.objects.filter(campaign_id=campaign_id, ended_at=None)
    return CampaignFigures(
        **codes,
        waiting=claims.filter(assigned_at=None).count(),
        by_region=_by_region(claims),
        by_day=_by_day(campaign_id, claims),
    )


def voucher_figures() -> VoucherFigures:
    """Return the figures of all campaigns, for everybody to read."""
    given = VoucherClaim.objects.filter(ended_at=None, assigned_at__isnull=False)
    return VoucherFigures(codes=VoucherCode.objects.count(), claimed=given.count())


def _by_region(claims: QuerySet[VoucherClaim]) -> tuple[RegionFigures, ...]:
    rows = claims.values("region").annotate(
        claimed=Count("pk", filter=Q(assigned_at__isnull=False)),
        shown=Count("pk", filter=Q(shown_at__isnull=False)),
        waiting=Count("pk", filter=Q(assigned_at=None)),
    )
    return tuple(RegionFigures(**row) for row in rows.order_by("region"))


def _by_day(campaign_id: int, claims: QuerySet[VoucherClaim]) -> tuple[DayFigures, ...]:
    imported = _days(VoucherLot.objects.filter(campaign_id=campaign_id), "imported_at", counted="codes")
    claimed, shown = _days(claims, "assigned_at"), _days(claims, "shown_at")
    days = sorted({*imported, *claimed, *shown})
    return tuple(DayFigures(on, imported[on], claimed[on], shown[on]) for on in days)


def _days(rows: QuerySet[Any], column: str, *, counted: str = "pk") -> Counter[date]:
    """Count rows, or what belongs to them, by the day (UTC) of a column; rows without one are left out."""
    dated = rows.filter(**{f"{column}__isnull": False}).annotate(on=TruncDate(column, tzinfo=UTC))
    found: Iterable[tuple[date, int]] = (
        dated.values("on").annotate(number=Count(counted)).values_list("on", "number")
    )
    return Counter(dict(found))
