"""The line of those who want a code: everybody goes through it, and the first who may have one gets it (ADR 16).

One code goes to one person by one conditional UPDATE in the writers' queue, and two unique constraints stand behind
it. Whoever may not have a code when their turn comes (a frozen account, say) keeps the place and is passed over.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.conf import settings
from django.db.models import QuerySet

from strongroom.accounts.services import Mail, MailKind, write_to_people
from strongroom.foundation.actors import Actor
from strongroom.foundation.letters import Letter
from strongroom.infra.journal.services import Fact, append
from strongroom.mandates.errors import CampaignNotFound
from strongroom.mandates.models import VoucherCampaign, VoucherClaim, VoucherCode, VoucherLot
from strongroom.mandates.queries.voucher_stock import lots_to_give
from strongroom.mandates.queries.vouchers import facts_of
from strongroom.mandates.rules import voucher_letters as letters
from strongroom.mandates.rules.eligibility import Eligible, eligible, rule_of
from strongroom.mandates.rules.regions import covers
from strongroom.mandates.rules.vouchers import CampaignPhase, Ending, passes_on_at, phase_on

LINE = Actor.system("voucher-line")
"""Who gives codes to those who wait: the index itself, whoever caused it."""

_AT_A_TIME = 200
"""People whose standing is looked up together: few of those who wait get a code at once."""

_KINDS = {
    Ending.LEFT: "voucher.wait_ended",
    Ending.OVER: "voucher.wait_ended",
    Ending.GIVEN_BACK: "voucher.given_back",
    Ending.PASSED_ON: "voucher.passed_on",
    Ending.EXPIRED: "voucher.expired",
    Ending.ACCOUNT_CLOSED: "voucher.given_back",
}
"""The journal's kind for each ending."""


def get_row(campaign_id: int) -> VoucherCampaign:
    """Return the row of a campaign.

    Raises:
        CampaignNotFound: there is none of that number.
    """
    row = VoucherCampaign.objects.filter(pk=campaign_id).first()
    if row is None:
        raise CampaignNotFound("There is no such campaign.")
    return row


def phase_of(campaign: VoucherCampaign, *, today: date) -> CampaignPhase:
    """Return how far a campaign is."""
    ended = campaign.ended_at is not None
    return phase_on(campaign.opens_on, campaign.closes_on, ended=ended, today=today)


def open_claims(campaign: VoucherCampaign) -> QuerySet[VoucherClaim]:
    """Return the claims of a campaign that wait or have a code, in the order of arrival."""
    return campaign.claims.filter(ended_at=None).select_related("campaign", "user").order_by("pk")


def serve(campaign: VoucherCampaign, *, now: datetime, asking: int | None = None) -> int:
    """Give codes to those who wait, in the order of arrival, as far as there are any; return to how many.

    To be called in the write transaction of what changed: somebody came, codes came, a code was given back.

    Args:
        asking: The claim of whoever is looking at it right now, and needs no mail.
    """
    if phase_of(campaign, today=now.date()) is not CampaignPhase.OPEN:
        return 0
    lots = _lots_to_give(campaign, now.date())
    # Lots that run out leave the list while the line is walked.
    served = [(claim, lot) for claim in _in_turn(campaign, lots, now) if (lot := _take(claim, lots, now))]
    for claim, _ in served:
        record(claim, "voucher.assigned", by=LINE, now=now)
    tell([(claim, _of_assignment(claim, lot)) for claim, lot in served if claim.pk != asking], now=now)
    return len(served)


def those_eligible(
    campaign: VoucherCampaign, claims: list[VoucherClaim], *, now: datetime
) -> list[VoucherClaim]:
    """Return those of these claims of a campaign whose people may have a code now."""
    rule = rule_of(campaign.rule)
    facts = facts_of([claim.user_id for claim in claims], campaign_id=campaign.pk, now=now)
    return [claim for claim in claims if isinstance(eligible(rule, facts[claim.user_id]), Eligible)]


def end_claim(claim: VoucherClaim, ending: Ending, *, by: Actor, now: datetime) -> None:
    """Let a claim wait no more, or free its code; to be called in a write transaction."""
    VoucherCode.objects.filter(claim=claim).update(claim=None)
    claim.ended_at, claim.ending = now, ending
    claim.save(update_fields=["ended_at", "ending"])
    record(claim, _KINDS[ending], by=by, now=now)


def record(claim: VoucherClaim, kind: str, *, by: Actor, now: datetime) -> None:
    """Append what happened to somebody's claim to the journal."""
    data = {"campaign": claim.campaign_id, "name": claim.campaign.name}
    append(Fact(kind, subject=claim.user.username, data=data), by=by, at=now)


def tell(told: list[tuple[VoucherClaim, Letter]], *, now: datetime) -> None:
    """Write these letters to those whose claims they are about."""
    why = "you asked for a free security key"
    mails = [
        Mail(
            claim.user.username,
            MailKind.VOUCHERS,
            letter.subject,
            letter.text,
            why,
            thread=f"voucher/{claim.campaign_id}",
        )
        for claim, letter in told
    ]
    write_to_people(mails, at=now)


def keys_of(campaign: VoucherCampaign) -> letters.Keys:
    """Return a campaign as its letters name it."""
    url = f"{settings.STRONGROOM_URL}/account/free-keys/{campaign.pk}/"
    return letters.Keys(campaign.name, campaign.vendor, url)


def _lots_to_give(campaign: VoucherCampaign, today: date) -> list[VoucherLot]:
    """Return the lots that codes are left of, in the order in which they are used: what serves few regions goes first."""
    lots = lots_to_give(today).filter(campaign=campaign)
    return sorted(lots, key=lambda lot: (not lot.regions, lot.expires_on, lot.pk))


def _in_turn(campaign: VoucherCampaign, lots: list[VoucherLot], now: datetime) -> Iterator[VoucherClaim]:
    """Yield those who wait and may have a code now, as long as there are lots."""
    last = 0
    while lots:
        waiting = open_claims(campaign).filter(assigned_at=None, pk__gt=last)
        if all(lot.regions for lot in lots):
            waiting = waiting.filter(region__in={region for lot in lots for region in lot.regions})
        some = list(waiting[:_AT_A_TIME])
        if not some:
            return
        yield from those_eligible(campaign, some, now=now)
        last = some[-1].pk


def _take(claim: VoucherClaim, lots: list[VoucherLot], now: datetime) -> VoucherLot | None:
    """Give a code to a claim, if there is one for its region; return the lot it is of."""
    for lot in [one for one in lots if covers(one.regions, claim.region)]:
        free = VoucherCode.objects.filter(lot=lot, claim=None, withdrawn_at=None)
        first = free.order_by("pk").values_list("pk", flat=True).first()
        if first is None:
            lots.remove(lot)
        elif free.filter(pk=first).update(claim=claim):
            claim.assigned_at = now
            claim.save(update_fields=["assigned_at"])
            return lot
    return None


def _of_assignment(claim: VoucherClaim, lot: VoucherLot) -> Letter:
    assert claim.assigned_at is not None  # noqa: S101 - it was just given
    look_before = passes_on_at(claim.assigned_at)
    return letters.assigned(keys_of(claim.campaign), look_before=look_before, expires_on=lot.expires_on)
