"""Voucher campaigns, how far somebody is with one, and what its rule asks about people."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from strongroom.accounts.queries import Person, Protection, joined_at, list_people
from strongroom.catalog.queries import Collaborator, list_people_who_may_publish
from strongroom.criticality.queries import designated_since
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.errors import CampaignNotFound
from strongroom.mandates.models import VoucherCampaign, VoucherClaim
from strongroom.mandates.queries.terms import list_terms
from strongroom.mandates.rules.eligibility import (
    Eligible,
    Facts,
    Ineligible,
    Rule,
    eligible,
    rule_of,
    words_of,
)
from strongroom.mandates.rules.regions import REGIONS, offered
from strongroom.mandates.rules.vouchers import CampaignPhase, passes_on_at, phase_on


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign, as its table keeps it; without a single code."""

    id: int
    name: str
    vendor: str
    about: str
    redeeming: str
    redeem_url: str
    regions: tuple[str, ...]
    rule: Rule
    opens_on: date
    closes_on: date
    codes_expire_on: date
    created_at: datetime
    created_by: str
    reason: str
    ended_at: datetime | None
    ended_because: str

    def phase(self, today: date) -> CampaignPhase:
        """How far it is."""
        return phase_on(self.opens_on, self.closes_on, ended=self.ended_at is not None, today=today)

    @property
    def rule_words(self) -> list[str]:
        """Who may have a code, in sentences."""
        return words_of(self.rule)

    @property
    def offered_regions(self) -> list[tuple[str, str]]:
        """Code and name of the regions to choose from, by name."""
        return offered(self.regions)


@dataclass(frozen=True, slots=True)
class HeldClaim:
    """How far somebody is with a campaign.

    Args:
        place: In the waiting list, from 1; 0 for whoever has a code.
        expires_on: The last day on which the code can be redeemed; None without one.
    """

    id: int
    campaign_id: int
    region: str
    asked_at: datetime
    assigned_at: datetime | None
    shown_at: datetime | None
    expires_on: date | None
    place: int

    @property
    def region_name(self) -> str:
        """Where the key is to go, in words."""
        return REGIONS[self.region]

    @property
    def look_before(self) -> datetime | None:
        """When a code that was not looked at may go to somebody else; None if it cannot."""
        if self.assigned_at is None or self.shown_at is not None:
            return None
        return passes_on_at(self.assigned_at)


def list_campaigns() -> list[Campaign]:
    """Return every campaign, the newest first."""
    return [record_of(row) for row in VoucherCampaign.objects.order_by("-pk")]


def get_campaign(campaign_id: int) -> Campaign:
    """Return one campaign.

    Raises:
        CampaignNotFound: there is none of that number.
    """
    row = VoucherCampaign.objects.filter(pk=campaign_id).first()
    if row is None:
        raise CampaignNotFound("There is no such campaign.")
    return record_of(row)


def find_claim(campaign_id: int, *, user_id: int) -> HeldClaim | None:
    """Return how far somebody is with a campaign; None for whoever has not asked, or has given it back."""
    return list_claims(user_id).get(campaign_id)


def list_claims(user_id: int) -> dict[int, HeldClaim]:
    """Return how far somebody is, by the number of the campaign."""
    rows = VoucherClaim.objects.filter(user_id=user_id, ended_at=None).select_related("code__lot")
    return {row.campaign_id: _claim(row) for row in rows}


def eligibility_of(user_id: int, campaign: Campaign, *, now: datetime) -> Eligible | Ineligible:
    """Return whether the rule of a campaign lets somebody have a code now, and why."""
    return eligible(campaign.rule, facts_of([user_id], campaign_id=campaign.id, now=now)[user_id])


def facts_of(user_ids: Collection[int], *, campaign_id: int, now: datetime) -> dict[int, Facts]:
    """Return what the rule of a campaign asks about these people: a few queries, however many they are."""
    rights: dict[int, list[Collaborator]] = {}
    for right in list_people_who_may_publish(user_ids=user_ids):
        rights.setdefault(right.user_id, []).append(right)
    projects = {right.project for several in rights.values() for right in several}
    terms = list_terms(projects)
    critical, joined = designated_since(), joined_at(user_ids)
    elsewhere = _have_code_elsewhere(user_ids, campaign_id)
    return {
        person.user_id: Facts(
            username=person.username,
            is_open=person.is_active,
            joined_on=joined[person.user_id].date(),
            today=now.date(),
            waits_until=_waits_until(person, now),
            is_bound=any(
                term.covers(right.project) for right in rights.get(person.user_id, ()) for term in terms
            ),
            critical_since=_critical_since(rights.get(person.user_id, ()), critical),
            publishes=person.user_id in rights,
            holds_key=person.protection is Protection.PHISHING_RESISTANT,
            has_other_code=person.user_id in elsewhere,
        )
        for person in list_people(user_ids)
    }


def record_of(row: VoucherCampaign) -> Campaign:
    """Return a row as others may have it."""
    return Campaign(
        id=row.pk,
        name=row.name,
        vendor=row.vendor,
        about=row.about,
        redeeming=row.redeeming,
        redeem_url=row.redeem_url,
        regions=tuple(row.regions),
        rule=rule_of(row.rule),
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        codes_expire_on=row.codes_expire_on,
        created_at=row.created_at,
        created_by=row.created_by,
        reason=row.reason,
        ended_at=row.ended_at,
        ended_because=row.ended_because,
    )


def _claim(row: VoucherClaim) -> HeldClaim:
    has_code = row.assigned_at is not None
    before = VoucherClaim.objects.filter(
        campaign_id=row.campaign_id, assigned_at=None, ended_at=None, pk__lt=row.pk
    )
    return HeldClaim(
        id=row.pk,
        campaign_id=row.campaign_id,
        region=row.region,
        asked_at=row.asked_at,
        assigned_at=row.assigned_at,
        shown_at=row.shown_at,
        expires_on=row.code.lot.expires_on if has_code else None,
        place=0 if has_code else before.count() + 1,
    )


def _have_code_elsewhere(user_ids: Collection[int], campaign_id: int) -> set[int]:
    held = VoucherClaim.objects.filter(user_id__in=user_ids, assigned_at__isnull=False, ended_at=None)
    return set(held.exclude(campaign_id=campaign_id).values_list("user_id", flat=True))


def _waits_until(person: Person, now: datetime) -> datetime | None:
    until = person.hands_until
    return until if until is not None and now < until else None


def _critical_since(rights: Collection[Collaborator], critical: dict[NormalizedName, date]) -> date | None:
    """Return the first day on which somebody could publish a project that is critical since then."""
    days = [
        max(critical[right.project], min(one.since for one in right.rights).date())
        for right in rights
        if right.project in critical
    ]
    return min(days, default=None)
