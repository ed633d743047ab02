"""A project's people see what is asked of them; its owners ask for more on its page."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from strongroom.accounts.queries import Person, list_factors
from strongroom.foundation import clock
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.mandates.queries import list_requirements
from strongroom.mandates.services import Scope, Strength, permit, require_factor
from tests.interfaces.web.conftest import SignIn, prove
from tests.support import given, mandated
from tests.support.given import NOON, acting
from tests.support.mandated import HARBORLIGHT

pytestmark = pytest.mark.django_db

MANAGE = "/project/harborlight/manage/"
ASKED = 'aria-label="What is asked of you"'


@pytest.fixture
def project(ada: Person, ben: Person) -> NormalizedName:
    """A project of ada's, which ben maintains without a second factor."""
    name = given.release(ada, "harborlight")
    given.role(ben, name)
    return name


def send(browser: Client, slug: str, **given_: str) -> HttpResponse:
    return browser.post(f"{MANAGE}{slug}/", given_)  # type: ignore[return-value]


def page(browser: Client, at: str = MANAGE) -> str:
    return browser.get(at).content.decode()


def test_an_owner_asks_keeps_it_for_ever_and_everybody_sees_it(
    ada: Person, project: NormalizedName, sign_in: SignIn
) -> None:
    browser = prove(sign_in(ada), ada)
    assert "Nothing is asked of the people of harborlight." in page(browser)
    assert send(browser, "require-factor", strength="any", starts_on="2026-03-17").status_code == 302
    shown = page(browser)
    assert "Its owners ask its maintainers for a second factor." in shown
    assert "17 March 2026" in shown
    refused = send(browser, "require-for-ever", strength="any", confirmation="harbor")
    assert refused.status_code == 400
    assert "Type harborlight, exactly so." in refused.content.decode()
    assert not list_requirements()[0].for_ever
    assert send(browser, "require-for-ever", strength="any", confirmation="harborlight").status_code == 302
    assert list_requirements()[0].for_ever
    assert "For ever: its owners cannot end it." in page(Client(), "/project/harborlight/critical/")
    assert "end-requirement" not in page(browser)


def test_an_owner_ends_it(ada: Person, project: NormalizedName, sign_in: SignIn) -> None:
    browser = prove(sign_in(ada), ada)
    send(browser, "require-factor", strength="any", starts_on="2026-03-17")
    assert send(browser, "end-requirement", strength="any", reason="Not now.").status_code == 302
    assert list_requirements() == []


def test_who_lacks_one_is_named_with_the_first_day(
    ada: Person, project: NormalizedName, sign_in: SignIn
) -> None:
    browser = prove(sign_in(ada), ada)
    form = page(browser, f"{MANAGE}require-factor/")
    assert "ben has none yet: the first day you can choose is 17 March 2026." in form
    assert 'min="2026-03-17"' in form
    for day, status in (("2026-03-16", 409), ("", 400), ("soon", 400), ("2030-01-01", 409)):
        assert send(browser, "require-factor", strength="any", starts_on=day).status_code == status
    assert send(browser, "require-factor", strength="none", starts_on="2026-03-17").status_code == 400
    assert list_requirements() == []


def test_it_is_asked_for_who_is_acting_first(ada: Person, project: NormalizedName, sign_in: SignIn) -> None:
    answer = send(sign_in(ada), "require-factor", strength="any", starts_on="2026-03-17")
    assert answer.status_code == 302
    assert "prove" in answer["Location"]
    assert list_requirements() == []


def test_a_maintainer_sees_it_and_changes_nothing(
    ben: Person, project: NormalizedName, sign_in: SignIn
) -> None:
    browser = sign_in(ben)
    assert "Nothing is asked" in page(browser)
    assert "require-factor" not in page(browser)
    assert send(browser, "require-factor", strength="any", starts_on="2026-03-17").status_code == 403


@pytest.mark.parametrize("scope", list(Scope))
def test_only_those_who_are_asked_for_something_find_it_above_every_page(
    scope: Scope, ben: Person, cleo: Person, sign_in: SignIn
) -> None:
    name = mandated.under(scope, ben)
    satisfied = given.protected(given.person("safe"))
    given.role(satisfied, name)
    outsider = ASKED in page(sign_in(cleo), "/")
    assert not outsider, "cleo publishes nothing"
    assert ASKED not in page(sign_in(satisfied), "/")
    assert ASKED not in page(Client(), "/")
    browser = sign_in(ben)
    for at in (
        "/",
        "/search/?q=harbor",
        "/help/critical-projects/",
        "/dashboard/",
        "/project/harborlight/",
        MANAGE,
    ):
        assert ASKED in page(browser, at), at
    given.protected(ben)
    assert ASKED not in page(browser, "/")


def test_on_the_day_of_a_rehearsal_every_page_says_so(ben: Person, sign_in: SignIn) -> None:
    given.release(ben, "harborlight")
    given.mandate(scope=Scope.PROJECTS, targets=(HARBORLIGHT,), brown_out_days=(14,))
    assert "18 May 2026" in page(Client(), "/project/harborlight/critical/")
    assert "Rehearsal" in page(sign_in(ben), "/projects/mine/")
    clock.install(lambda: NOON + timedelta(days=77))
    browser = sign_in(ben)
    assert "Today (UTC) is a rehearsal: you need a second factor for harborlight" in page(browser, "/")
    assert "Your changes are refused today, as a rehearsal" in page(browser, "/projects/mine/")
    assert "Rehearsal today" in page(browser, MANAGE)
    assert "Rehearsal today" in page(Client(), "/project/harborlight/")


@pytest.mark.parametrize("scope", list(Scope))
def test_the_last_factor_of_somebody_bound_stays_whatever_the_scope(
    scope: Scope, ada: Person, sign_in: SignIn
) -> None:
    mandated.under(scope, ada)
    browser = prove(sign_in(ada), ada)
    (key,) = list_factors(ada.user_id)
    answer = browser.post(f"/account/second-factor/{key.kind}/{key.id}/remove/", follow=True)
    assert "cannot be removed" in answer.content.decode()


def test_its_people_are_told_once(ada: Person, ben: Person, project: NormalizedName) -> None:
    OutgoingMail.objects.all().delete()
    permitted = permit(acting(ada), Action.CHANGE_SETTINGS, project, now=NOON)
    require_factor(permitted, strength=Strength.ANY, starts_on=(NOON + timedelta(days=30)).date())
    (mail,) = OutgoingMail.objects.filter(recipient=ben.address)
    for words in ("harborlight", "1 April 2026", "/account/second-factor/"):
        assert words in mail.text
    assert "critical" not in mail.text
