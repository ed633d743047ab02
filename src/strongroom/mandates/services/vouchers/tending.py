"""What is due in voucher campaigns. Whenever it runs, it does what the dates ask for, and nothing twice."""

from datetime import date, datetime

from strongroom.foundation.actors import Actor
from strongroom.infra.db import write
from strongroom.mandates.models import VoucherCampaign, VoucherClaim
from strongroom.mandates.rules import voucher_letters as letters
from strongroom.mandates.rules.regions import covers
from strongroom.mandates.rules.vouchers import UNSEEN_FOR, CampaignPhase, Ending, reminder_due
from strongroom.mandates.services.vouchers.line import (
    end_claim,
    keys_of,
    open_claims,
    phase_of,
    serve,
    tell,
    those_eligible,
)


def tend_vouchers(*, by: Actor, now: datetime) -> None:
    """Pass codes on that nobody looked at, take back those that expired unseen, serve the line, and remind."""
    for campaign in VoucherCampaign.objects.order_by("pk"):
        with write():
            if phase_of(campaign, today=now.date()) is CampaignPhase.OVER:
                dismiss_waiting(campaign, because="the campaign is over.", by=by, now=now)
            _take_back_expired(campaign, by, now)
            _pass_on(campaign, by, now)
            serve(campaign, now=now)
            _remind(campaign, now)


def dismiss_waiting(campaign: VoucherCampaign, *, because: str, by: Actor, now: datetime) -> None:
    """End the waiting list of a campaign, and tell everybody on it; in a write transaction.

    Args:
        because: The end of "There will be none: …".
    """
    waiting = list(open_claims(campaign).filter(assigned_at=None))
    for claim in waiting:
        end_claim(claim, Ending.OVER, by=by, now=now)
    letter = letters.over(keys_of(campaign), because=because)
    tell([(claim, letter) for claim in waiting], now=now)


def _take_back_expired(campaign: VoucherCampaign, by: Actor, now: datetime) -> None:
    unseen = open_claims(campaign).filter(shown_at=None, code__lot__expires_on__lt=now.date())
    for claim in unseen:
        end_claim(claim, Ending.EXPIRED, by=by, now=now)


def _pass_on(campaign: VoucherCampaign, by: Actor, now: datetime) -> None:
    """Take back what was not looked at in time, as far as somebody waits who could have it."""
    unseen = list(
        open_claims(campaign)
        .filter(shown_at=None, assigned_at__lte=now - UNSEEN_FOR)
        .select_related("code__lot")
    )
    in_line = list(open_claims(campaign).filter(assigned_at=None)) if unseen else []
    waiting = [claim.region for claim in those_eligible(campaign, in_line, now=now)]
    for claim in unseen:
        wanted = next((region for region in waiting if covers(claim.code.lot.regions, region)), None)
        if wanted is not None:
            waiting.remove(wanted)
            end_claim(claim, Ending.PASSED_ON, by=by, now=now)
            tell([(claim, letters.passed_on(keys_of(campaign)))], now=now)


def _remind(campaign: VoucherCampaign, now: datetime) -> None:
    """Remind each person once that the last day of their code is near."""
    held = open_claims(campaign).filter(assigned_at__isnull=False, reminded_at=None)
    due = [claim for claim in held.select_related("code__lot") if _is_due(claim, now.date())]
    campaign.claims.filter(pk__in=[claim.pk for claim in due]).update(reminded_at=now)
    keys = keys_of(campaign)
    tell([(claim, letters.reminder(keys, expires_on=claim.code.lot.expires_on)) for claim in due], now=now)


def _is_due(claim: VoucherClaim, today: date) -> bool:
    assigned_at = claim.assigned_at
    return assigned_at is not None and reminder_due(
        claim.code.lot.expires_on, assigned_on=assigned_at.date(), today=today
    )
