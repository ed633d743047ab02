"""An organization in the browser: what strangers, members and owners see, and can do."""

from datetime import timedelta
from typing import cast

import pytest
from django.http import HttpResponse
from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.catalog.models import (
    MemberInvitation,
    Organization,
    OrganizationMember,
    Project,
    Team,
    TeamRole,
)
from strongroom.catalog.queries import find_member_role, find_role, list_teams
from strongroom.foundation.names import NormalizedName
from strongroom.infra.journal.models import JournalEntry
from strongroom.interfaces.web.organizations.changes import CHANGES
from tests.interfaces.web.conftest import SignIn, prove
from tests.support import given, organized
from tests.support.given import NOON

pytestmark = pytest.mark.django_db

HARBOR = NormalizedName("harbor")
HARBORLIGHT = NormalizedName("harborlight")

GIVEN: dict[str, dict[str, str]] = {
    "details": {"display_name": "The Harbor", "description": "Lights."},
    "invite": {"username": "cleo", "role": "member"},
    "withdraw-invitation": {"username": "cleo"},
    "change-place": {"username": "ben", "role": "manager"},
    "remove": {"username": "ben"},
    "leave": {},
    "accept-invitation": {},
    "decline-invitation": {},
    "create-team": {"team": "docs"},
    "delete-team": {"team": "core"},
    "add-to-team": {"team": "core", "username": "ada"},
    "remove-from-team": {"team": "core", "username": "ben"},
    "leave-team": {"team": "core"},
    "give-team-role": {"team": "core", "project": "harborlight", "role": "owner"},
    "take-team-role": {"team": "core", "project": "harborlight"},
    "move-project-in": {"project": "hobby"},
    "move-project-out": {"project": "harborlight", "username": "ben"},
}
"""A form that would do for each change."""


@pytest.fixture
def harbor(ada: Person, ben: Person) -> NormalizedName:
    """An organization of ada's with a project, which the team of ben maintains."""
    given.release(ada, "harborlight")
    given.release(ada, "hobby")
    organized.organization(ada)
    organized.moved_in(HARBORLIGHT)
    organized.team(ben, harborlight="maintainer")
    return HARBOR


def post(client: Client, slug: str, **fields: str) -> HttpResponse:
    form = {**GIVEN[slug], **fields}
    return cast(HttpResponse, client.post(f"/organizations/harbor/manage/{slug}/", form))


def everything() -> tuple[object, ...]:
    tables = (Organization, OrganizationMember, MemberInvitation, Team, TeamRole, Project, JournalEntry)
    return tuple(list(table.objects.order_by("pk").values()) for table in tables)


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_every_change_is_tried_here() -> None:
    assert GIVEN.keys() == CHANGES.keys()


def test_neither_a_visitor_nor_a_stranger_changes_anything(
    harbor: NormalizedName, cleo: Person, sign_in: SignIn
) -> None:
    before, stranger = everything(), prove(sign_in(cleo), cleo)
    for slug in CHANGES:
        assert post(Client(), slug).status_code == 302
        assert post(stranger, slug).status_code in {403, 404}, slug
    assert everything() == before


def test_a_plain_member_only_leaves(harbor: NormalizedName, ben: Person, sign_in: SignIn) -> None:
    before, member = everything(), prove(sign_in(ben), ben)
    for slug in CHANGES.keys() - {"leave", "leave-team"}:
        assert post(member, slug).status_code in {403, 404}, slug
    assert everything() == before
    assert post(member, "leave-team").status_code == 302
    assert find_role(ben.user_id, HARBORLIGHT) is None
    assert post(member, "leave")["Location"] == "/organizations/mine/"
    assert find_member_role(HARBOR, username="ben") is None


OF_OWNERS = (
    "details",
    "invite",
    "change-place",
    "remove",
    "create-team",
    "delete-team",
    "add-to-team",
    "remove-from-team",
    "give-team-role",
    "take-team-role",
    "move-project-in",
    "move-project-out",
)


@pytest.mark.parametrize("slug", OF_OWNERS)
def test_an_owner_makes_each_change_after_proving_it(
    harbor: NormalizedName, ada: Person, cleo: Person, sign_in: SignIn, slug: str
) -> None:
    client, before = sign_in(ada), everything()
    if CHANGES[slug].needs_proof:
        assert "/account/prove/" in post(client, slug)["Location"]
        assert everything() == before
    response = post(prove(client, ada), slug)
    assert (response.status_code, response["Location"]) == (302, "/organizations/harbor/manage/")
    assert everything() != before


def test_each_form_can_be_read(harbor: NormalizedName, ada: Person, sign_in: SignIn) -> None:
    client = prove(sign_in(ada), ada)
    for slug in CHANGES.keys() - {"accept-invitation", "decline-invitation"}:
        assert CHANGES[slug].title in read(client, f"/organizations/harbor/manage/{slug}/")


def test_somebody_begins_an_organization_invites_and_is_joined(
    ada: Person, ben: Person, sign_in: SignIn
) -> None:
    client = sign_in(ada)
    assert "/account/prove/" in client.post("/organizations/new/", {"name": "Harbor"})["Location"]
    begun = prove(client, ada).post("/organizations/new/", {"name": "Harbor", "description": "Lights."})
    assert begun["Location"] == "/organizations/harbor/manage/"
    assert post(client, "invite", username="ben", role="manager").status_code == 302
    guest = sign_in(ben)
    assert "ada invites you to" in read(guest, "/organizations/mine/")
    assert "You are invited to harbor" in read(guest, "/projects/mine/")
    assert post(guest, "accept-invitation").status_code == 302
    assert find_member_role(HARBOR, username="ben") == "manager"
    assert "Put somebody in" not in read(guest, "/organizations/harbor/manage/")
    assert post(guest, "create-team", team="Core").status_code == 302
    assert [team.name for team in list_teams(HARBOR)] == ["core"]


@pytest.mark.parametrize(
    ("name", "status"), [("harbor", 409), ("harbor light", 400), ("hobby", 302), ("os", 400)]
)
def test_a_name_that_is_taken_or_none_is_refused_in_the_form(
    harbor: NormalizedName, ada: Person, sign_in: SignIn, name: str, status: int
) -> None:
    assert prove(sign_in(ada), ada).post("/organizations/new/", {"name": name}).status_code == status


def test_nobody_begins_organizations_by_the_dozen(ada: Person, sign_in: SignIn) -> None:
    client = prove(sign_in(ada), ada)
    answers = [client.post("/organizations/new/", {"name": f"harbor{n}"}).status_code for n in range(6)]
    assert answers == [302] * 5 + [429]


def test_visitors_see_owners_and_projects_but_no_members(harbor: NormalizedName, ben: Person) -> None:
    page = read(Client(), "/organizations/harbor/")
    assert "harborlight" in page
    assert "ada" in page
    assert "ben" not in page
    assert Client().get("/organizations/Harbor/")["Location"] == "/organizations/harbor/"
    assert Client().get("/organizations/nothing/").status_code == 404


def test_owners_see_who_is_protected_and_members_do_not(
    harbor: NormalizedName, ada: Person, ben: Person, cleo: Person, sign_in: SignIn
) -> None:
    seen = read(sign_in(ada), "/organizations/harbor/manage/")
    assert "security key or passkey" in seen
    assert "Not protected" in seen
    assert "Second factor" not in read(sign_in(ben), "/organizations/harbor/manage/")
    assert sign_in(cleo).get("/organizations/harbor/manage/").status_code == 403


def test_the_page_of_a_project_s_people_says_how_each_right_comes(
    harbor: NormalizedName, ada: Person, sign_in: SignIn
) -> None:
    page = read(sign_in(ada), "/project/harborlight/manage/")
    assert "through the team core" in page
    assert "through the organization harbor" in page
    assert "authenticator app" not in page
    assert "security key or passkey" in page


def test_critical_projects_and_their_mandate_are_marked(
    harbor: NormalizedName, ada: Person, sign_in: SignIn
) -> None:
    given.downloads(HARBORLIGHT, 5000)
    given.designation()
    given.mandate()
    page = read(sign_in(ada), "/organizations/harbor/manage/")
    assert "badge-critical" in page
    assert "badge-announced" in page


def test_who_gains_a_right_unprotected_is_named_in_the_refusal(
    harbor: NormalizedName, ada: Person, ben: Person, cleo: Person, sign_in: SignIn
) -> None:
    given.downloads(HARBORLIGHT, 5000)
    given.designation()
    given.mandate(at=NOON - timedelta(days=100))
    organized.member(cleo)
    response = post(prove(sign_in(ada), ada), "add-to-team", username="cleo")
    assert response.status_code == 409
    assert "cleo would gain a right on harborlight" in response.content.decode()
    assert find_role(cleo.user_id, HARBORLIGHT) is None
