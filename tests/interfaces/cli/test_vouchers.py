"""`strongroom vouchers …`: a campaign from its beginning to its end, without a code on the screen."""

from pathlib import Path

import pytest

from strongroom.foundation import clock
from strongroom.mandates.queries import get_campaign, list_campaigns
from strongroom.mandates.services import default_rule
from tests.interfaces.cli.conftest import Strongroom
from tests.support.given import NOON
from tests.support.vouchers import claim, maintainer

pytestmark = pytest.mark.django_db

CREATE = (
    *("vouchers", "create", "Keys of spring", "--vendor", "Example Keys", "--about", "A key for USB-C."),
    *("--redeeming", "Enter it in the basket.", "--url", "https://keys.example/", "--reason", "A gift."),
    *("--closes", "2026-04-30", "--redeem-until", "2026-06-30"),
)


@pytest.fixture(autouse=True)
def _present(_clock_put_back: None) -> None:
    clock.install(lambda: NOON)


def test_a_campaign_from_beginning_to_end(strongroom: Strongroom, tmp_path: Path) -> None:
    made = strongroom(*CREATE, "--any-project", "--account-days", "0", "--regions", "at jp")
    assert "Campaign 1 is made" in made.output.replace(str(list_campaigns()[0].id), "1")
    number = str(list_campaigns()[0].id)
    claim(int(number), maintainer("mira"))
    file = tmp_path / "codes.txt"
    file.write_text("KEY-0001\nKEY-0002\n\nKEY-0002\n")
    first = strongroom("vouchers", "import", number, str(file))
    assert "Codes imported: 2, given at once to people who waited: 1. Duplicates left out: 1." in first.output
    again = strongroom("vouchers", "import", number, str(file))
    assert "Codes imported: 0" in again.output
    shown = strongroom("vouchers", "show", number).output + strongroom("vouchers", "list").output
    assert "Austria: 1 claimed, 0 looked at, 0 waiting" in shown
    assert "2 codes, 1 claimed, 1 left" in shown
    assert "KEY-" not in made.output + first.output + again.output + shown
    assert "Codes withdrawn: 1" in strongroom("vouchers", "withdraw", number, "--reason", "Wrong.").output
    assert "has ended" in strongroom("vouchers", "end", number, "--reason", "Enough.").output
    assert get_campaign(int(number)).ended_because == "Enough."


def test_without_a_ground_the_default_rule_holds(strongroom: Strongroom) -> None:
    strongroom(*CREATE)
    assert list_campaigns()[0].rule == default_rule(NOON.date())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["vouchers", "show", "9"], "There is no such campaign."),
        ([*CREATE, "--regions", "XX"], "'XX' is not a region."),
        ([*CREATE, "--opens", "2026-05-01"], "The last day is before the first one."),
    ],
)
def test_what_does_not_fit_is_said_in_a_line(
    strongroom: Strongroom, arguments: list[str], words: str
) -> None:
    result = strongroom(*arguments)
    assert result.exit_code == 1
    assert words in result.output


def test_nothing_is_said_where_nothing_is(strongroom: Strongroom) -> None:
    assert strongroom("vouchers", "list").output == "There is no campaign.\n"


def test_codes_do_not_expire_before_the_campaign_closes(strongroom: Strongroom) -> None:
    refused = strongroom(*CREATE, "--any-project", "--redeem-until", "2026-04-29")
    assert refused.exit_code == 1
    assert "they have to last until 2026-04-30 or longer" in refused.stderr
    assert list_campaigns() == []
