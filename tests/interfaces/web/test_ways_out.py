"""The ways out that pages offer are those that work now: on the page of what is asked, where a project is managed, and in the forms."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from strongroom.accounts.models import User
from strongroom.accounts.queries import Person, get_person
from strongroom.accounts.services import HandsCause, record_hands_change
from strongroom.catalog.models import Role
from strongroom.criticality.queries import list_open_contests
from strongroom.criticality.services import ContestOutcome, answer_contest, contest
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.infra.db import write
from strongroom.mandates.services import Scope, Strength, permit
from tests.interfaces.web.conftest import SignIn, prove
from tests.interfaces.web.test_obligations import shown, words
from tests.support import given, organized
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db

MANAGE = "/project/harborlight/manage/"
EVIDENCE = "/project/harborlight/critical/"


def links(client: Client, path: str) -> set[str]:
    """Return which changes of harborlight the page leads to."""
    return set(re.findall(rf'href="{MANAGE}([a-z-]+)/', client.get(path).content.decode()))


def told(client: Client, path: str) -> str:
    """Return what can be read on a page."""
    main = client.get(path).content.decode().partition("<main")[2]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def waiting(somebody: Person) -> None:
    """Let the account wait from now on."""
    with write():
        user = User.objects.get(pk=somebody.user_id)
        record_hands_change(user, HandsCause.LATE_ENROLMENT, by=acting(somebody), now=clock.now())


def refused(name: NormalizedName, by: Person) -> None:
    """Let somebody contest the designation, and the operators refuse it."""
    contest(permit(acting(by), Action.CONTEST, name, now=NOON), reason="Mirrors counted it.")
    (open_one,) = list_open_contests()
    answer_contest(open_one.id, ContestOutcome.REFUSED, words="No.", by=Actor.operator(name="otto"), now=NOON)


def test_a_demand_that_is_only_announced_leaves_handing_over_open(ada: Person, sign_in: SignIn) -> None:
    name = given.critical_project(ada)
    given.role(given.protected(given.person("vera")), name)
    given.mandate(strength=Strength.PHISHING_RESISTANT)
    hers = prove(sign_in(ada), ada)
    assert "Hand over harborlight to vera" in words(hers)
    assert "you can hand it over" in words(hers)
    assert '<option value="vera">' in hers.get(f"{MANAGE}hand-over/").content.decode()
    assert hers.post(f"{MANAGE}hand-over/", {"username": "vera"}).status_code == 302


def test_a_demand_in_force_closes_it_where_it_is_offered_and_in_the_form(
    ada: Person, sign_in: SignIn
) -> None:
    name = given.critical_project(ada)
    given.role(given.protected(given.person("vera")), name)
    given.mandate(strength=Strength.PHISHING_RESISTANT)
    clock.install(lambda: NOON + timedelta(days=100))
    hers = prove(sign_in(ada), ada)
    assert "Hand over: nobody else there could take it now" in words(hers)
    assert "No other collaborator could take it now" in told(hers, f"{MANAGE}hand-over/")


def test_while_an_account_waits_nothing_is_offered_for_critical_projects(
    ada: Person, sign_in: SignIn
) -> None:
    name = given.critical_project(ada)
    given.role(given.person("dora"), name, "owner")
    given.mandate()
    waiting(ada)
    hers = prove(sign_in(ada), ada)
    said = words(hers)
    assert "Not before 5 March 2026, 12:00 UTC" in said
    assert "you can" not in said.partition("Your projects, and the ways out")[2]
    assert "Until 5 March 2026, 12:00 UTC the ways out of critical ones are closed to you" in said
    assert links(hers, "/account/obligations/") == set()
    assert links(hers, MANAGE) == set()
    assert "ada cannot change it until 2026-03-05 12:00 UTC" in told(hers, EVIDENCE)
    clock.install(lambda: NOON + timedelta(hours=72))
    later = prove(sign_in(ada), ada)
    assert {"archive", "leave", "contest"} <= links(later, "/account/obligations/")
    assert {"archive", "leave"} <= links(later, MANAGE)


def test_what_is_not_critical_can_be_left_meanwhile(ada: Person, sign_in: SignIn) -> None:
    name = given.release(ada, "harborlight")
    given.role(given.person("dora"), name, "owner")
    given.mandate(scope=Scope.EVERY_PUBLISHER)
    waiting(ada)
    said = words(sign_in(ada))
    assert "you can archive it or leave it." in said
    assert "closed to you" not in said


def test_after_an_answer_every_page_says_from_when_on_it_can_be_contested_again(
    ada: Person, cleo: Person, sign_in: SignIn
) -> None:
    name = given.critical_project(ada)
    given.mandate()
    refused(name, ada)
    hers = prove(sign_in(ada), ada)
    assert "Contest: again from 1 April 2026 on" in words(hers)
    assert "contest that it is critical" not in words(hers)
    for browser in (hers, sign_in(cleo), Client()):
        assert "It can be contested again from 1 April 2026 on." in told(browser, EVIDENCE)
        assert "contest" not in links(browser, EVIDENCE)
    form = hers.get(f"{MANAGE}contest/")
    assert form.status_code == 409
    assert "from 2026-04-01 on" in form.content.decode()
    clock.install(lambda: NOON.replace(month=4, day=1, hour=0))
    again = prove(sign_in(ada), ada)
    assert "contest" in links(again, "/account/obligations/") & links(again, EVIDENCE)
    assert again.post(f"{MANAGE}contest/", {"reason": "Here are the logs."}).status_code == 302


def test_what_the_index_runs_on_is_not_said_to_be_contestable(
    ada: Person, cleo: Person, sign_in: SignIn
) -> None:
    given.release(ada, "packaging")
    given.designation()
    given.mandate()
    said = words(sign_in(ada))
    assert "Contest: not possible. This index itself runs on it" in said
    assert "contest that it is critical" not in said
    for browser in (sign_in(ada), sign_in(cleo)):
        page = told(browser, "/project/packaging/critical/")
        assert "The designation of packaging cannot be contested." in page
        assert "Its owners can contest" not in page
    assert prove(sign_in(ada), ada).get("/project/packaging/manage/contest/").status_code == 409


def test_a_contest_that_waits_is_told_to_everybody(ada: Person, sign_in: SignIn) -> None:
    name = given.critical_project(ada)
    contest(permit(acting(ada), Action.CONTEST, name, now=NOON), reason="Mirrors counted it.")
    assert "Its owners contest it since 2 March 2026" in told(Client(), EVIDENCE)
    assert links(sign_in(ada), EVIDENCE) == {"take-contest-back"}


@pytest.fixture
def both(ada: Person) -> NormalizedName:
    """Ada's project in her organization: she owns it by a role of her own and through that."""
    name = given.critical_project(ada)
    given.role(given.protected(given.person("vera")), name)
    organized.organization(ada)
    organized.moved_in(name)
    given.mandate()
    return name


def test_whoever_keeps_a_right_through_an_organization_is_told_so(
    ada: Person, both: NormalizedName, sign_in: SignIn
) -> None:
    hers = prove(sign_in(ada), ada)
    for slug in ("hand-over", "leave"):
        page = told(hers, f"{MANAGE}{slug}/")
        assert "You stay owner through the organization harbor, and bound as before." in page
        assert "Only an owner can invite you back" not in page
    said = words(hers)
    assert "Give up your own role on harborlight" in said
    assert "Leave in harbor : not as its last owner" in said
    assert "you can archive it or contest that it is critical." in said, "neither way frees her"
    assert hers.post(f"{MANAGE}leave/").status_code == 302
    assert not Role.objects.filter(user_id=ada.user_id).exists()
    assert "Leave in harbor : not as its last owner" in words(hers)
    assert "leave it" not in words(hers)


def test_an_organization_with_another_owner_can_be_left(
    ada: Person, both: NormalizedName, sign_in: SignIn
) -> None:
    organized.member(given.person("olga"), "owner")
    said = words(sign_in(ada))
    assert "you can hand it over, archive it, leave it or contest that it is critical." in said
    assert "Leave in harbor : harborlight as well, to be out of it" in said


def test_a_team_can_be_left_though_not_by_an_account_that_waits(
    ada: Person, both: NormalizedName, ben: Person, sign_in: SignIn
) -> None:
    organized.team(ben, harborlight="maintainer")
    assert "you can leave it." in words(sign_in(ben))
    waiting(ben)
    his = sign_in(get_person(ben.user_id))
    assert "Not before 5 March 2026, 12:00 UTC" in words(his)
    assert "/organizations/harbor/manage/" not in shown(his)


def test_what_comes_through_an_organization_alone_is_not_offered_here(
    both: NormalizedName, sign_in: SignIn
) -> None:
    olga = given.protected(given.person("olga"))
    organized.member(olga, "owner")
    hers = prove(sign_in(olga), olga)
    assert {"hand-over", "leave"} & links(hers, MANAGE) == set()
    assert "comes through the organization harbor" in told(hers, MANAGE)
    for slug in ("hand-over", "leave"):
        assert hers.get(f"{MANAGE}{slug}/").status_code == 409


def test_the_last_owner_is_told_before_a_form_is_shown(ada: Person, sign_in: SignIn) -> None:
    given.release(ada, "harborlight")
    hers = prove(sign_in(ada), ada)
    assert "leave" not in links(hers, MANAGE)
    assert "The last owner of harborlight cannot be removed." in told(hers, MANAGE)
    assert hers.get(f"{MANAGE}leave/").status_code == 409


def test_the_mailed_code_says_nothing_of_critical_projects_to_who_has_none(
    cleo: Person, sign_in: SignIn
) -> None:
    given.release(cleo, "harborlight")
    given.mandate(scope=Scope.EVERY_PUBLISHER)
    page = told(prove(sign_in(cleo), cleo), "/account/second-factor/code/")
    assert "You are asked for a second factor and have none yet" in page
    assert "critical projects and have no" not in page
