"""Free security keys in the browser: asking, waiting, looking at the code; and the desk, which never shows one."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.infra.journal.models import JournalEntry
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.mandates.queries import campaign_figures, list_campaigns, list_claims
from strongroom.mandates.rules.vouchers import LARGEST_FILE_BYTES
from strongroom.mandates.services import Rule
from tests.interfaces.web.conftest import SignIn, prove
from tests.interfaces.web.desk import REASON, operator
from tests.support.given import NOON
from tests.support.vouchers import campaign, claim, codes, maintainer

pytestmark = pytest.mark.django_db

KEY = "KEY-0001"
NEW = {
    "name": "Keys of spring",
    "vendor": "Example Keys",
    "about": "A key for USB-C.",
    "redeeming": "Enter it in the basket.",
    "redeem_url": "https://keys.example/",
    "regions": "at, jp",
    "opens_on": f"{NOON:%Y-%m-%d}",
    "closes_on": f"{NOON + timedelta(days=30):%Y-%m-%d}",
    "redeem_until": f"{NOON + timedelta(days=60):%Y-%m-%d}",
    "any_project": "on",
    "enrolled_too": "on",
    "account_days": "30",
    "reason": REASON,
}


@pytest.fixture
def mira(sign_in: SignIn) -> tuple[Person, Client]:
    """Somebody who publishes, and her browser."""
    person = maintainer("mira")
    return person, sign_in(person)


def text(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_without_a_campaign_the_page_says_so(mira: tuple[Person, Client]) -> None:
    assert "None are given away now" in text(mira[1], "/account/free-keys/")


def test_one_asks_looks_and_reads_how_to_redeem(mira: tuple[Person, Client]) -> None:
    person, browser = mira
    keys = campaign(regions=("AT", "JP"))
    codes(keys, KEY)
    assert "You can ask for one" in text(browser, "/account/free-keys/")
    page = text(browser, f"/account/free-keys/{keys}/")
    assert "Austria" in page
    assert "Belgium" not in page
    assert "For people who may publish any project." in page
    answer = browser.post(f"/account/free-keys/{keys}/", {"region": "AT"}, follow=True)
    assert "A code is yours" in answer.content.decode()
    assert KEY not in answer.content.decode()
    shown = prove(browser, person).post(f"/account/free-keys/{keys}/show/").content.decode()
    assert KEY in shown
    assert "https://keys.example/basket" in shown
    assert KEY not in text(browser, f"/account/free-keys/{keys}/")


def test_where_none_is_left_the_line_is_offered_in_the_same_words(mira: tuple[Person, Client]) -> None:
    keys = campaign(regions=("AT", "JP"))
    claim(keys, maintainer("nora"))
    pages = [text(mira[1], path) for path in ("/account/free-keys/", f"/account/free-keys/{keys}/")]
    for page in pages:
        assert "None is left; 1 waits." in page
        assert "You can join the line" in page
        assert "You can ask for one" not in page
    assert "You get one at once" not in pages[1]
    codes(keys, KEY, regions=("AT",))
    codes(keys, "KEY-0002", regions=("AT",))
    for path in ("/account/free-keys/", f"/account/free-keys/{keys}/"):
        assert "Left for Austria only; nobody waits." in text(mira[1], path)


def test_the_code_is_shown_after_a_proof_only(mira: tuple[Person, Client]) -> None:
    person, browser = mira
    keys = campaign()
    codes(keys, KEY)
    claim(keys, person)
    answer = browser.post(f"/account/free-keys/{keys}/show/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/prove/")
    assert browser.get(f"/account/free-keys/{keys}/show/").status_code == 405


def test_one_waits_sees_the_place_and_leaves(mira: tuple[Person, Client]) -> None:
    person, browser = mira
    keys = campaign()
    claim(keys, maintainer("nora"))
    browser.post(f"/account/free-keys/{keys}/", {"region": "AT"})
    assert "Place 2 of those who wait" in text(browser, f"/account/free-keys/{keys}/")
    left = browser.post(f"/account/free-keys/{keys}/give-up/", follow=True)
    assert list_claims(person.user_id) == {}
    assert "Done: you wait no more." in left.content.decode()


@pytest.mark.parametrize("somebody_waits", [True, False])
def test_one_gives_a_code_back_and_reads_where_it_went(
    mira: tuple[Person, Client], *, somebody_waits: bool
) -> None:
    person, browser = mira
    keys = campaign()
    codes(keys, KEY)
    claim(keys, person)
    if somebody_waits:
        claim(keys, maintainer("nora"))
    answer = browser.post(f"/account/free-keys/{keys}/give-up/", follow=True).content.decode()
    assert ("Done: it went to the next who waited." in answer) is somebody_waits
    assert ("Done: it is yours no more." in answer) is not somebody_waits


def test_who_cannot_have_one_reads_why(mira: tuple[Person, Client]) -> None:
    keys = campaign(rule=Rule(named=frozenset({"mira"}), account_days=500))
    page = text(mira[1], f"/account/free-keys/{keys}/")
    assert "400 days old; this campaign asks for 500 days" in page
    assert "Ask for a code" not in page
    answer = mira[1].post(f"/account/free-keys/{keys}/", {"region": "AT"})
    assert answer.status_code == 403
    assert "You cannot have a key of this campaign" in answer.content.decode()


@pytest.mark.parametrize("region", ["", "FR", "nowhere"])
def test_a_region_that_is_not_offered_is_bad_input(mira: tuple[Person, Client], region: str) -> None:
    keys = campaign(regions=("AT",))
    assert mira[1].post(f"/account/free-keys/{keys}/", {"region": region}).status_code == 400
    assert mira[1].get("/account/free-keys/99/").status_code == 404


def test_operators_make_a_campaign_and_bring_its_codes(sign_in: SignIn) -> None:
    browser = operator(sign_in)
    assert "No campaign yet" in text(browser, "/desk/vouchers/")
    assert browser.post("/desk/vouchers/new/create/", NEW).status_code == 302
    [made] = list_campaigns()
    assert made.regions == ("AT", "JP")
    file = SimpleUploadedFile("codes.csv", b"code,regions\nKEY-0001,AT\nKEY-0002,\nKEY-0002,\n\n")
    answer = browser.post(f"/desk/vouchers/{made.id}/import/", {"file": file, "reason": REASON}, follow=True)
    assert "Codes imported: 2" in answer.content.decode()
    assert "Duplicates left out: 1" in answer.content.decode()
    browser.post(f"/desk/vouchers/{made.id}/import/", {"codes": "KEY-0002\nKEY-0003", "reason": REASON})
    assert campaign_figures(made.id, today=NOON.date()).imported == 3


def test_the_desk_shows_figures_and_never_a_code(sign_in: SignIn) -> None:
    keys = campaign()
    codes(keys, KEY, "KEY-0002")
    claim(keys, maintainer("mira"), region="JP")
    page = text(operator(sign_in), f"/desk/vouchers/{keys}/")
    assert "Japan" in page
    assert "Codes claimed and looked at" in page
    assert "KEY-000" not in page + text(operator(sign_in, name="olga"), "/desk/vouchers/")


def test_operators_withdraw_and_end(sign_in: SignIn) -> None:
    keys = campaign()
    codes(keys, KEY)
    browser = operator(sign_in)
    assert browser.post(f"/desk/vouchers/{keys}/withdraw/", {"reason": REASON}).status_code == 302
    assert browser.post(f"/desk/vouchers/{keys}/end/", {"reason": REASON}).status_code == 302
    page = text(browser, f"/desk/vouchers/{keys}/")
    assert REASON in page
    assert f"/desk/vouchers/{keys}/import/" not in page


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        ({}, "Give a file, or the codes themselves."),
        ({"codes": "two words"}, "Line 1 is not a code"),
        ({"codes": KEY, "regions": "xx"}, "is not a region"),
        ({"codes": KEY, "redeem_until": "2020-01-01"}, "are not imported"),
        ({"file": SimpleUploadedFile("codes", b"x" * (LARGEST_FILE_BYTES + 1))}, "2 MiB at most"),
        ({"file": SimpleUploadedFile("codes", b"\xff\xff")}, "not text in UTF-8"),
    ],
)
def test_bad_deliveries_are_refused_and_change_nothing(
    sign_in: SignIn, given_: dict[str, object], words: str
) -> None:
    keys, browser = campaign(), operator(sign_in)
    before = JournalEntry.objects.count()
    answer = browser.post(f"/desk/vouchers/{keys}/import/", {"reason": REASON, **given_})
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert KEY not in answer.content.decode() or "codes" in given_
    assert JournalEntry.objects.count() == before


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"any_project": ""}, "met by nobody"),
        ({"any_project": "", "named": "nobody-here"}, "There is no account named"),
        ({"any_project": "", "named": "mira ada"}, "There is no account named &#x27;mira ada&#x27;."),
        ({"redeem_url": "http://keys.example/"}, "https://"),
        ({"closes_on": "2026-03-01"}, "before the first"),
    ],
)
def test_a_campaign_that_makes_no_sense_is_refused(
    sign_in: SignIn, wrong: dict[str, str], words: str
) -> None:
    answer = operator(sign_in).post("/desk/vouchers/new/create/", {**NEW, **wrong})
    assert answer.status_code in {400, 404}
    assert words in answer.content.decode()
    assert list_campaigns() == []


@pytest.mark.usefixtures("mira")
def test_people_are_named_with_commas_or_line_ends_between_them(sign_in: SignIn, ada: Person) -> None:
    named = {**NEW, "any_project": "", "named": f"mira,\r\n{ada.username}"}
    assert operator(sign_in).post("/desk/vouchers/new/create/", named).status_code == 302
    [campaign_] = list_campaigns()
    assert campaign_.rule.named == {"ada", "mira"}


def test_who_waited_finds_the_code_where_the_letter_says(mira: tuple[Person, Client]) -> None:
    keys = campaign()
    claim(keys, mira[0])
    codes(keys, KEY)
    [letter] = OutgoingMail.objects.filter(recipient=mira[0].address, subject__contains="is there for you")
    found = re.search(r"^ {4}\S+?(/account/\S+)$", letter.text, re.MULTILINE)
    assert found is not None
    assert KEY not in letter.text
    assert "A code is yours" in text(mira[1], found[1])
    assert "A code is yours" in text(mira[1], "/account/free-keys/")
