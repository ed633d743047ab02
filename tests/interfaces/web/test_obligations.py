"""One page for whoever is bound: what is asked, for which projects, by when, what happens then, and the ways out."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from strongroom.accounts.models import RecoveryCode
from strongroom.accounts.queries import Person
from strongroom.criticality.services import contest
from strongroom.foundation import clock
from strongroom.foundation.permits import Action
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.mandates.services import Rule, Scope, Strength, permit, tend
from tests.interfaces.web.conftest import SignIn
from tests.interfaces.web.test_form_of_pages import faults
from tests.support import given, mandated, organized, vouchers
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db

PAGE = "/account/obligations/"


def shown(client: Client, query: str = "") -> str:
    """Return the page as it was sent, and see that its form is right."""
    response = client.get(PAGE + query)
    assert response.status_code == 200
    text = response.content.decode()
    assert list(faults(text)) == []
    return text


def words(client: Client, query: str = "") -> str:
    """Return what can be read on the page."""
    main = shown(client, query).partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split()).replace(" ,", ",").replace(" .", ".")


def recovery_codes(person: Person, *, one_used: bool) -> None:
    """Give somebody two recovery codes, as rows."""
    for digest, used_at in ((b"a", NOON if one_used else None), (b"b", None)):
        RecoveryCode.objects.create(user_id=person.user_id, digest=digest, created_at=NOON, used_at=used_at)


def steps(client: Client) -> list[str]:
    """Return the states of the three steps."""
    return re.findall(r'<li class="(done|now|upcoming)"[^>]*>\s*<h3>', shown(client))


def test_only_who_is_signed_in_has_one(client: Client) -> None:
    assert client.get(PAGE).status_code == 302


def test_of_somebody_without_projects_nothing_is_asked(cleo: Person, sign_in: SignIn) -> None:
    said = words(sign_in(cleo))
    assert "You publish no project here" in said
    assert "Enrol a second factor anyway" in said


def test_of_whom_nothing_is_asked_for_their_projects_it_says_so(ben: Person, sign_in: SignIn) -> None:
    given.critical_project(ben)
    assert "None of your projects is under a rule" in words(sign_in(ben))


def test_a_rule_for_every_publisher_is_told_before_the_first_upload(
    ada: Person, cleo: Person, sign_in: SignIn
) -> None:
    given.release(ada, "harborlight")
    given.mandate(scope=Scope.EVERY_PUBLISHER)
    said = words(sign_in(cleo))
    assert (
        "Before your first upload From 1 June 2026 on, whoever publishes here needs a second factor" in said
    )
    clock.install(lambda: NOON + timedelta(days=100))
    assert "Since 1 June 2026, whoever publishes here" in words(sign_in(cleo))


def test_everything_is_said_before_the_deadline(ada: Person, ben: Person, sign_in: SignIn) -> None:
    given.role(ben, given.critical_project(ada))
    given.mandate(brown_out_days=(14,))
    said = words(sign_in(ben))
    for part in (
        "Enrol a second factor before 1 June 2026",
        "Whoever changes a critical project needs a second factor.",
        "otto, operator: “Many depend on them.”",
        "An authenticator app, a security key, or a passkey",
        "You hold none.",
        "91 days left to enrol.",
        "Until then everything works as before, except on 18 May 2026 (UTC), as a rehearsal. Afterwards",
        "Rehearsal 18 May 2026",
        "Rank 1, cut-off 1",
        "Maintainer",
        "1 June 2026, in 91 days",
        "Your API tokens, all of them",
        "They are suspended, not revoked.",
        "Installing: nobody who depends on your projects notices anything.",
        "and you wait for nothing",
    ):
        assert part in said
    page = shown(sign_in(ben))
    for path in (
        "/project/harborlight/critical/",
        "/account/second-factor/key/",
        "/account/second-factor/app/",
        "/project/harborlight/manage/leave/",
    ):
        assert f'href="{path}"' in page
    assert "/manage/archive/" not in page, "a maintainer archives nothing"
    assert "Whatever is asked for one, you can leave it. Project" in said


@pytest.mark.parametrize(
    ("scope", "title"),
    [
        (Scope.CRITICAL_PROJECTS, "Critical projects"),
        (Scope.EVERY_PUBLISHER, "Everybody who publishes here"),
        (Scope.PROJECTS, "Projects that the operators have named"),
        (Scope.ORGANIZATION, "Projects of harbor"),
        (Scope.OWN, "harborlight, by its owners"),
    ],
)
def test_it_says_by_whose_rule(scope: Scope, title: str, ben: Person, sign_in: SignIn) -> None:
    mandated.under(scope, ben)
    said = words(sign_in(ben))
    assert f"{title} Announced You lack it" in said
    assert f"By whom {'asking' if scope is Scope.OWN else 'otto, operator'}" in said


def test_in_force_it_says_what_is_refused_and_what_a_late_enrolment_takes(
    ben: Person, sign_in: SignIn
) -> None:
    given.critical_project(ben)
    given.mandate()
    clock.install(lambda: NOON + timedelta(days=100))
    said = words(sign_in(ben))
    assert "Your changes are refused until you enrol" in said
    assert "everything works again, critical projects 72 hours later" in said
    assert "1 June 2026, in force" in said
    assert "In force 1 June 2026 · 9 days ago Today" in said


def test_on_a_day_of_rehearsal_it_says_until_when(ben: Person, sign_in: SignIn) -> None:
    given.critical_project(ben)
    given.mandate(brown_out_days=(14, 15))
    clock.install(lambda: NOON + timedelta(days=77))
    said = words(sign_in(ben))
    assert "Rehearsal today 18 May 2026 · today Your changes are refused until midnight UTC." in said
    assert "Rehearsal 17 May 2026 · yesterday" in said
    assert "From 19 May 2026 on everything works as before, until 1 June 2026." in said
    clock.install(lambda: NOON + timedelta(days=76))
    assert "From 19 May 2026 on everything works as before" in words(sign_in(ben)), "18 May is one as well"


def test_who_holds_it_reads_by_what(ada: Person, sign_in: SignIn) -> None:
    given.critical_project(ada)
    given.mandate()
    said = words(sign_in(ada))
    assert "You hold what is asked of you Keep a way back, too" in said
    assert "You hold the security key “key”: that is enough." in said
    assert "Critical projects Announced You hold it" in said


def test_an_app_is_not_enough_where_a_key_is_asked_for(ben: Person, sign_in: SignIn) -> None:
    given.critical_project(ben)
    given.mandate()
    given.mandate(strength=Strength.PHISHING_RESISTANT, scope=Scope.EVERY_PUBLISHER)
    given.protected(ben)
    browser = sign_in(ben)
    said = words(browser)
    assert "You hold the authenticator app “app”: that is enough." in said
    assert "You hold the authenticator app “app”: not enough here." in said
    assert said.index("Everybody who publishes here") < said.index("Critical projects"), (
        "what is lacking is first"
    )
    assert 'href="/account/second-factor/app/"' not in shown(browser)


def test_the_steps_follow_what_was_done(ben: Person, sign_in: SignIn) -> None:
    given.critical_project(ben)
    given.mandate()
    assert steps(sign_in(ben)) == ["now", "upcoming", "upcoming"]
    given.protected(ben, by_key=True)
    assert steps(sign_in(ben)) == ["done", "done", "now"]
    recovery_codes(ben, one_used=False)
    browser = sign_in(ben)
    assert steps(browser) == ["done", "done", "now"]
    assert "You have not shown yet that you kept them" in words(browser)
    RecoveryCode.objects.all().delete()
    recovery_codes(ben, one_used=True)
    assert steps(sign_in(ben)) == ["done", "done", "done"]
    assert "Nothing is left for you to do" in words(sign_in(ben))


def test_an_owner_reads_to_whom_a_project_can_be_handed_over(ben: Person, sign_in: SignIn) -> None:
    name = given.critical_project(ben)
    given.mandate()
    said = words(sign_in(ben))
    assert "Hand over: nobody else there could take it now" in said
    assert "Leave: not as its only owner" in said
    assert "for one, you can archive it or contest that it is critical." in said
    given.role(given.person("dora"), name, "owner")
    given.role(given.protected(given.person("ines")), name)
    said = words(sign_in(ben))
    assert "Hand over harborlight to ines Archive" in said, "dora holds none"
    assert "you can hand it over, archive it, leave it or contest that it is critical." in said
    page = shown(sign_in(ben))
    for slug in ("hand-over", "archive", "leave", "contest"):
        assert f'href="/project/harborlight/manage/{slug}/"' in page


def test_a_contest_that_waits_is_not_offered_again(ben: Person, sign_in: SignIn) -> None:
    name = given.critical_project(ben)
    given.mandate()
    contest(permit(acting(ben), Action.CONTEST, name, now=NOON), reason="Mirrors counted it.")
    said = words(sign_in(ben))
    assert "Contested : harborlight waits for an answer" in said
    assert "/manage/contest/" not in shown(sign_in(ben))


def test_a_right_through_an_organization_is_left_there(ada: Person, ben: Person, sign_in: SignIn) -> None:
    name = given.critical_project(ada)
    organized.organization(ben)
    organized.moved_in(name)
    given.mandate()
    said, page = words(sign_in(ben)), shown(sign_in(ben))
    assert "through the organization harbor" in said
    assert 'href="/organizations/harbor/manage/"' in page
    assert "/manage/leave/" not in page
    assert "/manage/hand-over/" not in page
    assert 'href="/project/harborlight/manage/archive/"' in page


def test_a_free_key_is_offered_to_whoever_may_have_one(ben: Person, sign_in: SignIn) -> None:
    given.critical_project(ben)
    given.mandate()
    number = vouchers.campaign()
    vouchers.codes(number, "OPENS-NOTHING")
    browser = sign_in(ben)
    assert "Get a free security key Keys for maintainers, by Example Keys" in words(browser)
    assert f'href="/account/free-keys/{number}/"' in shown(browser)
    vouchers.claim(number, ben)
    assert "Your free security key" in words(browser)
    assert steps(browser) == ["done", "now", "upcoming"]


def test_where_no_free_key_is_left_the_line_is_offered(ben: Person, sign_in: SignIn) -> None:
    given.critical_project(ben)
    given.mandate()
    vouchers.claim(vouchers.campaign(), vouchers.maintainer("mira"))
    said = words(sign_in(ben))
    assert "Join the line for a free security key None is left; 1 waits. Keys for maintainers" in said
    assert "Get a free" not in said


def test_who_cannot_have_a_free_key_is_not_sent_for_one(ben: Person, sign_in: SignIn) -> None:
    given.critical_project(ben)
    given.mandate()
    vouchers.campaign(rule=Rule(any_project=True, account_days=400))
    assert "free security key" not in words(sign_in(ben)).lower()


def test_no_banner_above_says_the_same_and_every_way_leads_here(ben: Person, sign_in: SignIn) -> None:
    given.critical_project(ben)
    given.mandate()
    browser = sign_in(ben)
    assert 'aria-label="What is asked of you"' not in shown(browser)
    letter = re.search(r'href="(/account/letters/[^"]+/)"', browser.get("/account/letters/").content.decode())
    assert letter is not None
    for path in ("/", "/account/", "/projects/mine/", "/account/letters/", letter[1]):
        assert f'href="{PAGE}"' in browser.get(path).content.decode(), path


def test_a_refusal_in_the_browser_leads_here(ben: Person, sign_in: SignIn) -> None:
    given.critical_project(ben)
    given.mandate()
    clock.install(lambda: NOON + timedelta(days=100))
    refused = sign_in(ben).get("/project/harborlight/manage/yank/")
    assert refused.status_code == 403
    assert f'<a href="{PAGE}">What is asked of you</a>' in refused.content.decode().partition("<main")[2]


@pytest.mark.parametrize("days", [0, 84, 100])
def test_every_letter_names_where_to_enrol_and_where_everything_stands(days: int, ben: Person) -> None:
    given.critical_project(ben)
    given.mandate()
    tend(by=given.SETUP, now=NOON + timedelta(days=days))
    text = OutgoingMail.objects.filter(recipient=ben.address).latest("pk").text
    for path in ("/account/second-factor/", PAGE, "/account/letters/"):
        assert path in text
    assert "What you can do instead stands there" in text


def statements(client: Client) -> int:
    """Return how many statements the page takes."""
    with CaptureQueriesContext(connection) as asked:
        shown(client)
    return len(asked)


def test_a_hundred_projects_under_three_mandates_are_grouped(
    ben: Person, cleo: Person, sign_in: SignIn
) -> None:
    names = [given.release(ben, f"wharf-{number:03}") for number in range(30)]
    given.role(cleo, names[0])
    given.mandate(scope=Scope.EVERY_PUBLISHER)
    given.mandate(scope=Scope.PROJECTS, targets=tuple(names))
    given.mandate(scope=Scope.PROJECTS, targets=tuple(names), strength=Strength.PHISHING_RESISTANT)
    browser = sign_in(ben)
    assert statements(browser) == statements(sign_in(cleo)), "no statement more for a project more"
    page = shown(browser)
    assert page.count('class="panel" aria-labelledby="mandate-') == 3
    assert "22 more of yours" in page
    assert page.count("/manage/archive/") == 25
    assert "Page 1 of 2" in page
    assert shown(browser, "?page=2").count("/manage/archive/") == 5
