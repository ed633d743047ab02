"""The overview of an account says first what needs attention; every page of an account leads to the others."""

import re
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus

import pytest
from allauth.account.models import EmailAddress

from strongroom.accounts import services
from strongroom.accounts.models import AddressHistory, User
from strongroom.accounts.queries import Person
from strongroom.accounts.services import HandsCause
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append
from strongroom.interfaces.web.accounts.urls import urlpatterns
from strongroom.interfaces.web.signed_in import PROOF_KEY
from tests.contexts.accounts.given import NOW, OTTO, app_of, proof_of, somebody
from tests.interfaces.accounts.given import Browser, text_of
from tests.support import given

OVERVIEW = "/account/"
NAVIGATION = 'aria-label="Your account"'

BESIDE: dict[str, str] = {
    "account_logout": "It leaves the account.",
    "prove": "It stands before another page.",
    "prove_continue": "It stands before another page.",
    "report_leak": "It is about anybody's token.",
    "account_reset_password": "It is for whoever cannot sign in.",
    "account_password_reset_completed": "It is for whoever cannot sign in.",
    "socialaccount_login_cancelled": "It is a step of a sign-in.",
}
"""Pages below /account/ that show no navigation to whoever is signed in, and why."""


@pytest.fixture
def ada() -> Person:
    """Somebody without a second factor."""
    return somebody()


@pytest.fixture
def browser(visitor: Browser, ada: Person) -> Browser:
    """Ada's browser, signed in."""
    visitor.force_login(User.objects.get(pk=ada.user_id))
    return visitor


def attention(browser: Browser) -> list[str]:
    """Sign in anew, for sessions end with a changed factor; return the headings of the notices, the first one first."""
    browser.force_login(User.objects.get(username="ada"))
    return re.findall(r'<h2 class="notice-title">(.*?)</h2>', text_of(browser.get(OVERVIEW)))


def record(kind: str, *, reason: str, ago: timedelta = timedelta()) -> None:
    with write():
        append(Fact(kind, subject="ada", reason=reason), by=OTTO, at=NOW - ago)


def test_a_protected_account_with_its_codes_needs_nothing(browser: Browser, ada: Person) -> None:
    app_of(ada)
    (code, *_) = services.issue_recovery_codes(proof_of(ada), now=NOW)
    services.confirm_recovery_codes(ada.user_id, code=code, now=NOW)
    assert attention(browser) == []


def _hands(person: Person) -> None:
    user = User.objects.get(pk=person.user_id)
    with write():
        services.record_hands_change(user, HandsCause.PASSWORD_RESET, by=given.acting(person), now=NOW)


def _lapsed(person: Person) -> None:
    address = EmailAddress.objects.get(user_id=person.user_id)
    EmailAddress.objects.update(verified=False)
    AddressHistory.objects.update_or_create(
        address=address, defaults={"lapsed_at": NOW, "lapsed_because": "It is gone."}
    )


def _unconfirmed(person: Person) -> None:
    EmailAddress.objects.create(user_id=person.user_id, email="new@example.org", verified=False)


def _frozen_once(_person: Person) -> None:
    record("account.unfrozen", reason="It is you again.")


def _without_codes(person: Person) -> None:
    app_of(person)


def _with_unused_codes(person: Person) -> None:
    app_of(person)
    services.issue_recovery_codes(proof_of(person), now=NOW)


@pytest.mark.parametrize(
    "happens, words",
    [
        (_hands, "You change no critical project until 11 July 2026, 12:00 UTC"),
        (_frozen_once, "The account was opened again"),
        (_lapsed, "ada@example.org does not count any more"),
        (_unconfirmed, "new@example.org is not confirmed"),
        (lambda _: None, "Your account has no second factor"),
        (_without_codes, "You have no recovery codes"),
        (_with_unused_codes, "Show that you have kept your recovery codes"),
    ],
)
def test_what_needs_attention_comes_first(
    browser: Browser, ada: Person, happens: Callable[[Person], None], words: str
) -> None:
    happens(ada)
    assert attention(browser)[0] == words


def test_what_a_mandate_asks_is_said_once(browser: Browser, ada: Person) -> None:
    given.critical_project(ada)
    given.mandate(at=NOW - timedelta(days=10))
    page = text_of(browser.get(OVERVIEW))
    assert page.count("you need a second factor for harborlight") == 1


def test_the_reason_of_an_operator_stands_there_for_two_weeks(browser: Browser) -> None:
    record("account.frozen", reason="Long ago.", ago=timedelta(days=14))
    record("account.unfrozen", reason="Lately.", ago=timedelta(days=13))
    page = text_of(browser.get(OVERVIEW))
    assert "Otto, operator, on 25 June 2026: “Lately.”" in page
    assert "Long ago." not in page.partition("What happened to your account")[0]


def test_the_sign_in_before_this_one_is_shown(browser: Browser, ada: Person) -> None:
    for hours in (5, 3):
        services.signed_in(
            ada.user_id,
            method=services.ProofMethod.PASSWORD,
            proved_at=NOW,
            now=NOW - timedelta(hours=hours),
            is_new_browser=False,
        )
    assert "Last sign-in before this one: <time" in text_of(browser.get(OVERVIEW))
    assert "07:00 UTC" in text_of(browser.get(OVERVIEW))


def test_every_page_of_an_account_leads_to_the_others(browser: Browser, ada: Person) -> None:
    session = browser.session
    session[PROOF_KEY] = proof_of(ada).mark()
    session.save()
    lost = []
    for pattern in urlpatterns:
        unnamed_or_about_one = pattern.name is None or "<" in str(pattern.pattern)
        answer = None if unnamed_or_about_one else browser.get(f"{OVERVIEW}{pattern.pattern}")
        if (
            answer is None
            or answer.status_code != HTTPStatus.OK
            or "html" not in answer.headers["Content-Type"]
        ):
            continue
        if (NAVIGATION in text_of(answer)) == (pattern.name in BESIDE):
            lost.append(pattern.name)
    assert lost == []


def test_the_page_that_is_shown_is_marked(browser: Browser) -> None:
    page = text_of(browser.get("/account/mail/"))
    assert re.findall(r'aria-current="page">([^<]+)</a></li>', page) == ["Mail you get"]


def test_other_pages_show_no_navigation_of_the_account(browser: Browser) -> None:
    assert NAVIGATION not in text_of(browser.get("/help/policy/"))
    assert NAVIGATION not in text_of(Browser(browser.watch).get("/account/login/"))
