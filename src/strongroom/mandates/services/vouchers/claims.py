"""What people do about free security keys: ask for a code, look at it, give it back unseen, wait no more."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum

from django.conf import settings

from strongroom.accounts.services import RecentProof, SealedColumn
from strongroom.accounts.services.factors.proofs import require
from strongroom.foundation.actors import Actor
from strongroom.foundation.days import day_words, instant_words
from strongroom.infra.db import write
from strongroom.infra.throttle.services import Limit, count_attempt
from strongroom.mandates.errors import CampaignOver, ClaimUnfit, NotEligible
from strongroom.mandates.models import VoucherCampaign, VoucherClaim, VoucherCode
from strongroom.mandates.queries.vouchers import (
    Campaign,
    HeldClaim,
    eligibility_of,
    facts_of,
    find_claim,
    record_of,
)
from strongroom.mandates.rules.eligibility import Ineligible
from strongroom.mandates.rules.regions import REGIONS, covers
from strongroom.mandates.rules.vouchers import CampaignPhase, Ending
from strongroom.mandates.services.vouchers.line import (
    end_claim,
    get_row,
    open_claims,
    phase_of,
    record,
    serve,
)

CLAIMS = Limit(10, timedelta(hours=1))
"""Of one person: whoever asks and gives back over and over keeps the line from moving."""


class GivenUp(Enum):
    """What somebody gave up, and what became of it."""

    PLACE = "a place in the line"
    CODE = "a code, for which nobody waits who could have it"
    PASSED_ON = "a code, which somebody who waited has now"


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A code, for the one person whose it is. Secret."""

    code: str = field(repr=False)
    expires_on: date


def seal_context(digest: bytes) -> str:
    """Return what a code of this digest is sealed for: no other row opens it."""
    return f"voucher:{digest.hex()}"


def _context_of(code: VoucherCode) -> str:
    return seal_context(bytes(code.digest))


SEALED_CODES = SealedColumn(VoucherCode, "sealed_code", _context_of)
"""The codes, for the rotation of sealing keys."""


def claim_voucher(campaign_id: int, *, region: str, by: Actor, now: datetime) -> HeldClaim:
    """Ask for a code: go to the end of the line, and get one at once if it reaches so far.

    Raises:
        CampaignNotFound: there is no such campaign.
        CampaignOver: it has not begun, or is over.
        NotEligible: the rule, or the standing of the account, is against it; it says why.
        ClaimUnfit: the person has a code or waits already, or no keys go to that region.
        TooManyAttempts: asked too often.
    """
    user_id = by.account
    count_attempt(f"voucher:{user_id}", CLAIMS, now=now)
    with write():
        campaign = get_row(campaign_id)
        _check_open(campaign, now)
        _check_eligible(record_of(campaign), user_id, now)
        _check_fits(campaign, region, user_id)
        claim = VoucherClaim.objects.create(
            campaign=campaign, user_id=user_id, region=region.upper(), asked_at=now
        )
        record(claim, "voucher.asked_for", by=by, now=now)
        serve(campaign, now=now, asking=claim.pk)
        held = find_claim(campaign_id, user_id=user_id)
    if held is None:
        raise AssertionError("what was just asked for is open")
    return held


def show_voucher(proof: RecentProof, campaign_id: int, *, now: datetime) -> ShownCode:
    """Return the code of whoever has just proved who they are; from now on it stays theirs.

    Raises:
        ProofNeeded: the proof is too old or too weak.
        ClaimUnfit: they have none of this campaign, or it has expired unseen.
        NotEligible: the account may have got into other hands.
    """
    user = require(proof, now=now)
    with write():
        claim = _claim(campaign_id, user.pk)
        if claim.assigned_at is None:
            raise ClaimUnfit(
                "No code is there for you yet.", next_step="We write to you when it is your turn."
            )
        lot = claim.code.lot
        _check_hands(user.pk, campaign_id, now)
        if claim.shown_at is None:
            if lot.expires_on < now.date():
                raise ClaimUnfit(f"This code could be redeemed until {day_words(lot.expires_on)}.")
            claim.shown_at = now
            claim.save(update_fields=["shown_at"])
            record(claim, "voucher.shown", by=proof.by, now=now)
    opened = settings.STRONGROOM_KEYRING.open(bytes(claim.code.sealed_code), context=_context_of(claim.code))
    return ShownCode(opened.decode(), lot.expires_on)


def give_up_voucher(campaign_id: int, *, by: Actor, now: datetime) -> GivenUp:
    """Wait no more, or give a code back that was never shown: it goes to the next in line, if there is one.

    Raises:
        ClaimUnfit: the person has neither, or has seen the code.
    """
    with write():
        claim = _claim(campaign_id, by.account)
        if claim.shown_at is not None:
            raise ClaimUnfit(
                "A code that was shown cannot be given back.", why="Nobody could know that it was not used."
            )
        if claim.assigned_at is None:
            end_claim(claim, Ending.LEFT, by=by, now=now)
            return GivenUp.PLACE
        end_claim(claim, Ending.GIVEN_BACK, by=by, now=now)
        return GivenUp.PASSED_ON if serve(claim.campaign, now=now) else GivenUp.CODE


def release_vouchers(by: Actor, *, now: datetime) -> None:
    """Free what somebody whose account is closed has not looked at, and let them wait no more.

    To be called in the transaction that closes the account.
    """
    open_rows = VoucherClaim.objects.filter(user_id=by.account, ended_at=None, shown_at=None)
    for claim in open_rows.select_related("campaign", "user").order_by("pk"):
        end_claim(claim, Ending.ACCOUNT_CLOSED, by=by, now=now)
        serve(claim.campaign, now=now)


def _claim(campaign_id: int, user_id: int) -> VoucherClaim:
    claim = open_claims(get_row(campaign_id)).filter(user_id=user_id).first()
    if claim is None:
        raise ClaimUnfit("You have no code of this campaign, and wait for none.")
    return claim


def _check_open(campaign: VoucherCampaign, now: datetime) -> None:
    phase = phase_of(campaign, today=now.date())
    if phase is CampaignPhase.COMING:
        raise CampaignOver(f"This campaign begins on {day_words(campaign.opens_on)}.")
    if phase is CampaignPhase.OVER:
        raise CampaignOver("This campaign is over.")


def _check_eligible(campaign: Campaign, user_id: int, now: datetime) -> None:
    verdict = eligibility_of(user_id, campaign, now=now)
    if isinstance(verdict, Ineligible):
        raise NotEligible("You cannot have a key of this campaign.", why=verdict.why)


def _check_fits(campaign: VoucherCampaign, region: str, user_id: int) -> None:
    if region.upper() not in REGIONS or not covers(campaign.regions, region.upper()):
        raise ClaimUnfit("No keys of this campaign go there.", next_step="Choose one of the regions listed.")
    if open_claims(campaign).filter(user_id=user_id).exists():
        raise ClaimUnfit("You have a code of this campaign already, or wait for one.")


def _check_hands(user_id: int, campaign_id: int, now: datetime) -> None:
    until = facts_of([user_id], campaign_id=campaign_id, now=now)[user_id].waits_until
    if until is not None:
        raise NotEligible(
            f"This code is shown from {instant_words(until)} on.",
            why="Your account may have got into other hands.",
            next_step="It is kept for you until then.",
        )
