"""What a voucher campaign has to say before it is made, and what comes with each delivery of codes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from strongroom.mandates.errors import CampaignUnfit
from strongroom.mandates.rules.eligibility import LONGEST_ACCOUNT_DAYS, Rule
from strongroom.mandates.rules.regions import REGIONS
from strongroom.mandates.rules.vouchers import CodeRow, unfit_line

CAMPAIGN_NAME_LENGTH = 100
CAMPAIGN_TEXT_LENGTH = 2000
CAMPAIGN_URL_LENGTH = 500
"""Characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCampaign:
    """A campaign that is to be made.

    Args:
        about: What the key is, in plain text.
        redeeming: How to redeem a code at the vendor, in plain text.
        redeem_url: Where; https.
        regions: Where the vendor ships to, by ISO 3166-1 alpha-2; none for everywhere.
        opens_on: The first day (UTC) on which codes can be claimed.
        closes_on: The last one.
        codes_expire_on: The last day on which codes can be redeemed, unless a delivery says otherwise; not before `closes_on`.
    """

    name: str
    vendor: str
    about: str
    redeeming: str
    redeem_url: str
    regions: tuple[str, ...]
    opens_on: date
    closes_on: date
    codes_expire_on: date
    rule: Rule


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file of codes from the vendor, and what holds for those of which it does not say so itself.

    Args:
        regions: Where these codes can be redeemed; none for all regions of the campaign.
        expires_on: The last day on which they can be; the campaign's if it is not given.
        reason: Why they come, for other operators.
    """

    content: bytes
    reason: str
    regions: tuple[str, ...] = ()
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Redemption:
    """The regions where a code can be redeemed, none for all of the campaign, and the last day on which it can."""

    regions: tuple[str, ...]
    expires_on: date


def checked(new: NewCampaign, *, today: date) -> NewCampaign:
    """Return the campaign with its words tidied.

    Raises:
        CampaignUnfit: a part of it is missing, too long, or does not fit the others.
    """
    tidy = replace(
        new,
        name=" ".join(new.name.split()),
        vendor=" ".join(new.vendor.split()),
        about=new.about.strip(),
        redeeming=new.redeeming.strip(),
        redeem_url=new.redeem_url.strip(),
        rule=replace(new.rule, named=frozenset(name.lower() for name in new.rule.named)),
    )
    for fault in _faults(tidy, today):
        raise CampaignUnfit(fault)
    return tidy


def redemption_of(row: CodeRow, delivery: Delivery, *, codes_expire_on: date) -> Redemption:
    """Return where and until when a code can be redeemed: by its own line, else by the delivery, else by the campaign."""
    return Redemption(
        row.regions or delivery.regions, row.expires_on or delivery.expires_on or codes_expire_on
    )


def check_redemption(redemption: Redemption, row: CodeRow, *, regions: tuple[str, ...], today: date) -> None:
    """Let a code that can be redeemed so be imported into a campaign of these regions.

    Args:
        row: Of the code. What it does not say itself holds for the whole delivery.

    Raises:
        CampaignUnfit: it is for a region where the campaign gives none, or has expired.
    """
    outside = sorted(set(redemption.regions) - set(regions)) if regions else []
    if outside:
        place = REGIONS[outside[0]]
        if row.regions:
            raise unfit_line(
                row.line, f": the campaign gives no keys to {place}.", mend="take the region or the line out"
            )
        raise CampaignUnfit(
            f"The campaign gives no keys to {place}.",
            next_step="Nothing was imported: name regions of the campaign alone, or none.",
        )
    if redemption.expires_on < today:
        expired = f"odes that expired on {redemption.expires_on:%Y-%m-%d} are not imported."
        if row.expires_on:
            raise unfit_line(row.line, f": c{expired}", mend="take lines of expired codes out")
        raise CampaignUnfit(
            f"C{expired}", next_step="Nothing was imported: give the last day on which they can be redeemed."
        )


def _faults(new: NewCampaign, today: date) -> Iterator[str]:
    lengths = (
        ("name", new.name, CAMPAIGN_NAME_LENGTH),
        ("vendor", new.vendor, CAMPAIGN_NAME_LENGTH),
        ("text about the key", new.about, CAMPAIGN_TEXT_LENGTH),
        ("text on how to redeem a code", new.redeeming, CAMPAIGN_TEXT_LENGTH),
        ("address of the vendor's page", new.redeem_url, CAMPAIGN_URL_LENGTH),
    )
    for what, text, longest in lengths:
        if not 0 < len(text) <= longest:
            yield f"The {what} has to have 1 to {longest} characters."
    if not _is_https(new.redeem_url):
        yield "The address of the vendor's page has to begin with https://."
    if new.closes_on < new.opens_on:
        yield "The last day is before the first one."
    if new.closes_on < today:
        yield "The campaign would be over before it begins."
    if new.codes_expire_on < new.closes_on:
        yield f"The codes would expire before the campaign closes: they have to last until {new.closes_on} or longer."
    if not new.rule.has_ground:
        yield "Say for whom it is: the rule as it stands is met by nobody."
    before = new.rule.critical_before
    if before is not None and before > today:
        yield f"The day {before}, before which somebody could publish a critical project, has not come: give {today} or an earlier one."
    if not 0 <= new.rule.account_days <= LONGEST_ACCOUNT_DAYS:
        yield f"The age of an account is 0 to {LONGEST_ACCOUNT_DAYS} days."


def _is_https(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and address.isprintable() and " " not in address
