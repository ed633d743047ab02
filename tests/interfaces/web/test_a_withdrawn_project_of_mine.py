"""A withdrawn project still binds its people: they can still do what every mandate leaves open."""

import re
from datetime import timedelta

import pytest

from strongroom.accounts.queries import Person
from strongroom.catalog.models import Invitation, Project, Role
from tests.interfaces.web.conftest import SignIn, prove
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db

MANAGE = "/project/harborlight/manage/"


@pytest.fixture(autouse=True)
def _withdrawn_and_enforced(ada: Person, ben: Person, cleo: Person) -> None:
    """Ben's critical project, which ada maintains and cleo is invited to: withdrawn, and the mandate in force."""
    name = given.critical_project(ben)
    given.role(ada, name)
    Invitation.objects.create(
        project=Project.objects.get(),
        user_id=cleo.user_id,
        role="maintainer",
        invited_at=NOON,
        invited_by="person:ben",
    )
    given.mandate(at=NOON - timedelta(days=100))
    Project.objects.update(withdrawn_at=NOON)


def roles() -> list[tuple[str, str]]:
    return list(Role.objects.order_by("user__username").values_list("user__username", "name"))


def test_its_pages_lead_its_people_to_what_they_can_do(ben: Person, cleo: Person, sign_in: SignIn) -> None:
    gone = sign_in(ben).get("/project/harborlight/")
    assert gone.status_code == 410
    assert MANAGE in gone.content.decode()
    assert MANAGE not in sign_in(cleo).get("/project/harborlight/").content.decode()


def test_the_page_says_that_it_is_withdrawn_and_shows_what_is_open(ben: Person, sign_in: SignIn) -> None:
    client = prove(sign_in(ben), ben)
    page = client.get(MANAGE).content.decode()
    assert "Withdrawn on 2 March 2026" in page
    links = set(re.findall(rf'href="({MANAGE}[^"]+)"', page))
    assert links == {f"{MANAGE}{slug}/" for slug in ("hand-over", "archive")}, "the last owner leaves nothing"
    for link in links:
        response = client.get(link)
        assert response.status_code == 200
        assert "Withdrawn on 2 March 2026" in response.content.decode()


def test_it_is_handed_over(ben: Person, sign_in: SignIn) -> None:
    assert prove(sign_in(ben), ben).post(f"{MANAGE}hand-over/", {"username": "ada"}).status_code == 302
    assert roles() == [("ada", "owner")]


def test_whoever_does_not_own_it_leaves(ada: Person, sign_in: SignIn) -> None:
    assert prove(sign_in(ada), ada).post(f"{MANAGE}leave/").status_code == 302
    assert roles() == [("ben", "owner")]


def test_it_is_archived_and_then_only_somebody_protected_opens_it_again(
    ada: Person, ben: Person, sign_in: SignIn
) -> None:
    assert prove(sign_in(ben), ben).post(f"{MANAGE}archive/", {"reason": "The end."}).status_code == 302
    assert Project.objects.get().status == "archived"
    assert prove(sign_in(ben), ben).post(f"{MANAGE}open-again/").status_code == 403
    given.protected(ben)
    assert prove(sign_in(ben), ben).post(f"{MANAGE}open-again/").status_code == 302
    assert Project.objects.get().status == "active"


def test_an_invitation_to_it_is_declined(cleo: Person, sign_in: SignIn) -> None:
    client = sign_in(cleo)
    assert client.get(f"{MANAGE}decline-invitation/").status_code == 200
    assert client.post(f"{MANAGE}decline-invitation/").status_code == 302
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("slug", ["yank", "unyank", "withdraw"])
def test_what_needs_releases_answers_as_its_other_pages_do(ada: Person, sign_in: SignIn, slug: str) -> None:
    assert sign_in(ada).get(f"{MANAGE}{slug}/").status_code == 410


def test_inviting_asks_for_the_second_factor_as_ever(ben: Person, sign_in: SignIn) -> None:
    invitation = {"username": "cleo", "role": "owner"}
    assert prove(sign_in(ben), ben).post(f"{MANAGE}invite/", invitation).status_code == 403
