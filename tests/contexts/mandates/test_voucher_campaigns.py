"""Campaigns for free security keys: their codes, and what makes sense."""

from datetime import timedelta
from typing import Any

import pytest

from strongroom.foundation.reasons import ReasonUnfit
from strongroom.mandates.errors import CampaignOver, CampaignUnfit
from strongroom.mandates.models import VoucherCode
from strongroom.mandates.queries import Stock, get_campaign, stocks_of
from strongroom.mandates.services import Delivery, Rule, end_campaign, import_codes, withdraw_codes
from tests.support.given import NOON
from tests.support.vouchers import EVERYBODY, OTTO, campaign, claim, codes, maintainer

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = "KEY-0001", "KEY-0002", "KEY-0003"
PAST = NOON.date() - timedelta(days=1)


def test_a_code_is_imported_once_over_all_campaigns() -> None:
    first, second = campaign(), campaign(name="More keys")
    codes(first, FIRST, SECOND)
    done = codes(second, SECOND, THIRD, THIRD, "")
    assert (done.imported, done.repeated) == (1, 2)
    assert "Duplicates left out: 2" in done.words


def test_codes_are_not_imported_where_they_do_not_fit() -> None:
    keys = campaign(regions=("AT",))
    with pytest.raises(CampaignUnfit, match="no keys to Japan"):
        codes(keys, FIRST, regions=("JP",))
    with pytest.raises(CampaignUnfit, match="expired"):
        codes(keys, FIRST, expires_on=NOON.date() - timedelta(days=1))
    with pytest.raises(CampaignOver):
        codes(keys, FIRST, at=NOON + timedelta(days=31))
    assert not VoucherCode.objects.exists()


@pytest.mark.parametrize(
    ("table", "terms", "words"),
    [
        (
            "code,regions\nKEY-0001,AT\n\nKEY-0002,FR",
            {},
            "Line 4: the campaign gives no keys to France. Nothing was imported: take the region or the line out, and import the file again.",
        ),
        (
            "KEY-0001",
            {"regions": ("FR",)},
            "The campaign gives no keys to France. Nothing was imported: name regions of the campaign alone, or none.",
        ),
        (
            "code,expires_on\nKEY-0001,\nKEY-0002,2026-01-01",
            {},
            "Line 3: codes that expired on 2026-01-01 are not imported. Nothing was imported: take lines of expired codes out, and import",
        ),
        (
            "KEY-0001",
            {"expires_on": PAST},
            f"Codes that expired on {PAST} are not imported. Nothing was imported: give the last day on which they can be redeemed.",
        ),
        (
            "KEY-0001\nabc",
            {},
            "Line 2 is not a code. .* Nothing was imported: mend the line, and import the file again.",
        ),
    ],
)
def test_a_refused_file_says_which_line_it_is_what_to_do_and_that_nothing_was_imported(
    table: str, terms: dict[str, Any], words: str
) -> None:
    keys = campaign(regions=("AT",))
    with pytest.raises(CampaignUnfit, match=words):
        codes(keys, table, **terms)
    assert not VoucherCode.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": " "}, "name has to have"),
        ({"redeem_url": "http://keys.example/"}, "https://"),
        ({"redeem_url": "https://[keys/"}, "https://"),
        ({"closes_on": NOON.date() - timedelta(days=1)}, "before the first"),
        ({"rule": Rule()}, "met by nobody"),
        ({"rule": Rule(bound=True, account_days=-1)}, "age of an account"),
        (
            {"rule": Rule(critical_before=NOON.date() + timedelta(days=1))},
            f"has not come: give {NOON.date()} or an earlier one",
        ),
        ({"codes_expire_on": NOON.date() + timedelta(days=29)}, "expire before the campaign closes"),
        ({"opens_on": PAST, "closes_on": PAST}, "over before it begins"),
    ],
)
def test_a_campaign_has_to_make_sense(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(CampaignUnfit, match=words):
        campaign(**wrong)


def test_codes_may_expire_on_the_day_the_campaign_closes() -> None:
    assert campaign(closes_on=NOON.date(), codes_expire_on=NOON.date())


def test_the_stock_counts_what_can_be_given_and_who_waits() -> None:
    [here, there] = [campaign(regions=("AT", "JP")), campaign(name="More keys", regions=("AT",))]
    codes(here, FIRST, regions=("AT",))
    codes(here, SECOND, expires_on=NOON.date())
    claim(there, maintainer("mira"))
    assert stocks(here, there) == {
        here: Stock(("Austria", "Japan"), is_for_all=True, waiting=0),
        there: Stock((), is_for_all=False, waiting=1),
    }
    assert stocks(here, days=1)[here] == Stock(("Austria",), is_for_all=False, waiting=0)
    claim(here, maintainer("nora"))
    withdraw_codes(here, by=OTTO, reason="The vendor cancelled them.", now=NOON)
    assert stocks(here)[here] == Stock((), is_for_all=False, waiting=0)


@pytest.mark.parametrize("reason", ["\n ", "x" * 501])
def test_nothing_is_done_with_a_campaign_without_a_reason_that_fits(reason: str) -> None:
    keys = campaign()
    codes(keys, FIRST)
    for act in (withdraw_codes, end_campaign):
        with pytest.raises(ReasonUnfit):
            act(keys, by=OTTO, reason=reason, now=NOON)
    with pytest.raises(ReasonUnfit):
        import_codes(keys, Delivery(SECOND.encode(), reason), by=OTTO, now=NOON)
    assert stocks(keys)[keys].is_for_all
    assert VoucherCode.objects.count() == 1


def stocks(*campaigns: int, days: int = 0) -> dict[int, Stock]:
    """Return the stocks of these campaigns so many days from now."""
    return stocks_of([get_campaign(one) for one in campaigns], today=NOON.date() + timedelta(days=days))


def test_two_campaigns_have_two_names() -> None:
    campaign(rule=EVERYBODY)
    with pytest.raises(CampaignUnfit, match="of that name"):
        campaign()
