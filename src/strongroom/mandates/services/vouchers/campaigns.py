"""What operators do about voucher campaigns: make one, bring its codes, withdraw codes, end it. None reads a code."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from strongroom.accounts.queries import get_person_named
from strongroom.foundation.actors import Actor
from strongroom.foundation.reasons import needed_reason
from strongroom.infra.crypto.keyring import KeyRing
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append
from strongroom.mandates.errors import CampaignOver, CampaignUnfit
from strongroom.mandates.models import VoucherCampaign, VoucherCode, VoucherLot
from strongroom.mandates.rules.eligibility import data_of
from strongroom.mandates.rules.voucher_campaigns import (
    Delivery,
    NewCampaign,
    Redemption,
    check_redemption,
    checked,
    redemption_of,
)
from strongroom.mandates.rules.vouchers import CampaignPhase, CodeRow, read_codes
from strongroom.mandates.services.vouchers.claims import seal_context
from strongroom.mandates.services.vouchers.line import get_row, phase_of, serve
from strongroom.mandates.services.vouchers.tending import dismiss_waiting

_READERS = "Every operator"
_AT_A_TIME = 500
"""Codes in one statement: databases have limits."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file of codes.

    Args:
        repeated: Codes that were left out, because they came twice or are in some campaign already.
        assigned: How many of the new ones went to people who waited.
    """

    imported: int
    repeated: int
    blank: int
    assigned: int

    @property
    def words(self) -> str:
        """The whole in a few words."""
        return (
            f"Codes imported: {self.imported:,}, given at once to people who waited: {self.assigned:,}. "
            f"Duplicates left out: {self.repeated:,}. Blank lines: {self.blank:,}."
        )


def create_campaign(new: NewCampaign, *, by: Actor, reason: str, now: datetime) -> int:
    """Make a campaign, still without codes; return its number.

    Raises:
        CampaignUnfit: a part of it does not fit, or there is one of that name.
        PersonNotFound: the rule names somebody who has no account.
        ReasonUnfit: no reason is given, or it does not fit.
    """
    new, reason = checked(new, today=now.date()), needed_reason(reason, read_by=_READERS)
    for username in sorted(new.rule.named):
        get_person_named(username)
    with write():
        if VoucherCampaign.objects.filter(name=new.name).exists():
            raise CampaignUnfit("There is a campaign of that name.", next_step="Give it another one.")
        campaign = VoucherCampaign.objects.create(
            name=new.name,
            vendor=new.vendor,
            about=new.about,
            redeeming=new.redeeming,
            redeem_url=new.redeem_url,
            regions=list(new.regions),
            rule=data_of(new.rule),
            opens_on=new.opens_on,
            closes_on=new.closes_on,
            codes_expire_on=new.codes_expire_on,
            created_at=now,
            created_by=str(by),
            reason=reason,
        )
        append(_fact(campaign, "vouchers.campaign_created", reason), by=by, at=now)
    return campaign.pk


def import_codes(
    campaign_id: int,
    delivery: Delivery,
    *,
    by: Actor,
    now: datetime,
    advance: Callable[[int], None] = lambda _: None,
) -> Imported:
    """Seal the codes of a file, and give them to those who wait. What is known already is left out, and counted.

    Args:
        advance: Is told of how many more codes this is done.

    Raises:
        CampaignNotFound: there is no such campaign.
        CampaignOver: it is over.
        CampaignUnfit: the file is not understood, or its codes do not fit the campaign; nothing is imported then.
        ReasonUnfit: no reason is given, or it does not fit.
    """
    file, reason = read_codes(delivery.content), needed_reason(delivery.reason, read_by=_READERS)
    with write():
        campaign = _running(campaign_id, now)
        codes = [(row.code, _redemption(row, delivery, campaign, now)) for row in file.rows]
        lots = _Lots(campaign, by, now)
        known = 0
        for start in range(0, len(codes), _AT_A_TIME):
            some = codes[start : start + _AT_A_TIME]
            known += _import(some, lots)
            advance(len(some))
        done = Imported(
            len(codes) - known, known + file.repeated, file.blank, assigned=serve(campaign, now=now)
        )
        numbers = {"imported": done.imported, "repeated": done.repeated, "assigned": done.assigned}
        append(_fact(campaign, "vouchers.codes_imported", reason, **numbers), by=by, at=now)
    return done


def withdraw_codes(campaign_id: int, *, by: Actor, reason: str, now: datetime) -> int:
    """Withdraw every code that nobody has, for good; return how many.

    Raises:
        CampaignNotFound: there is no such campaign.
        CampaignUnfit: none is left.
        ReasonUnfit: no reason is given, or it does not fit.
    """
    reason = needed_reason(reason, read_by=_READERS)
    with write():
        campaign = get_row(campaign_id)
        left = VoucherCode.objects.filter(lot__campaign=campaign, claim=None, withdrawn_at=None)
        number = left.update(withdrawn_at=now)
        if not number:
            raise CampaignUnfit("There is no code to withdraw.", why="Those that somebody has stay theirs.")
        append(_fact(campaign, "vouchers.codes_withdrawn", reason, withdrawn=number), by=by, at=now)
    return number


def end_campaign(campaign_id: int, *, by: Actor, reason: str, now: datetime) -> None:
    """End a campaign: no more codes are given. Those who wait are told why; those who have one keep it.

    Raises:
        CampaignNotFound: there is no such campaign.
        CampaignOver: it was ended before.
        ReasonUnfit: no reason is given, or it does not fit.
    """
    reason = needed_reason(reason, read_by=_READERS)
    with write():
        campaign = get_row(campaign_id)
        if campaign.ended_at is not None:
            raise CampaignOver("This campaign was ended already.")
        campaign.ended_at, campaign.ended_by, campaign.ended_because = now, str(by), reason
        campaign.save(update_fields=["ended_at", "ended_by", "ended_because"])
        append(_fact(campaign, "vouchers.campaign_ended", reason), by=by, at=now)
        dismiss_waiting(campaign, because=reason, by=by, now=now)


class _Lots:
    """The lots of one import: one for codes that can be redeemed alike, made when the first of them comes."""

    def __init__(self, campaign: VoucherCampaign, by: Actor, now: datetime) -> None:
        self._campaign, self._by, self._now = campaign, by, now
        self._lots: dict[Redemption, VoucherLot] = {}

    def of(self, redemption: Redemption) -> VoucherLot:
        """Return the lot of codes that can be redeemed so."""
        if redemption not in self._lots:
            self._lots[redemption] = VoucherLot.objects.create(
                campaign=self._campaign,
                regions=list(redemption.regions),
                expires_on=redemption.expires_on,
                imported_at=self._now,
                imported_by=str(self._by),
            )
        return self._lots[redemption]


def _redemption(row: CodeRow, delivery: Delivery, campaign: VoucherCampaign, now: datetime) -> Redemption:
    redemption = redemption_of(row, delivery, codes_expire_on=campaign.codes_expire_on)
    check_redemption(redemption, row, regions=tuple(campaign.regions), today=now.date())
    return redemption


def _import(codes: list[tuple[str, Redemption]], lots: _Lots) -> int:
    """Keep the codes that are new, sealed; return how many were not."""
    ring: KeyRing = settings.STRONGROOM_KEYRING
    new = {
        ring.keyed_digest(code.encode(), purpose="voucher"): (code, redemption) for code, redemption in codes
    }
    known = VoucherCode.objects.filter(digest__in=list(new)).values_list("digest", flat=True)
    for digest in map(bytes, known):
        del new[digest]
    VoucherCode.objects.bulk_create(
        VoucherCode(
            lot=lots.of(redemption),
            digest=digest,
            sealed_code=ring.seal(code.encode(), context=seal_context(digest)),
        )
        for digest, (code, redemption) in new.items()
    )
    return len(codes) - len(new)


def _running(campaign_id: int, now: datetime) -> VoucherCampaign:
    campaign = get_row(campaign_id)
    if phase_of(campaign, today=now.date()) is CampaignPhase.OVER:
        raise CampaignOver("This campaign is over.", why="It takes no more codes.")
    return campaign


def _fact(campaign: VoucherCampaign, kind: str, reason: str, **numbers: int) -> Fact:
    data = {"campaign": campaign.pk, "name": campaign.name, **numbers}
    return Fact(kind, reason=reason, data=data)
