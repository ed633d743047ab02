"""What people can change about their projects, and what is refused."""

import re
from datetime import timedelta
from typing import cast

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from strongroom.accounts.queries import Person
from strongroom.catalog.models import Invitation, Project, Release, Role
from strongroom.foundation import clock
from strongroom.foundation.names import normalize
from strongroom.infra.journal.models import JournalEntry
from strongroom.interfaces.web.projects.changes import CHANGES, OF_THE_INVITED
from strongroom.mandates.queries import list_terms
from strongroom.mandates.services import Strength
from tests.interfaces.web.conftest import SignIn, prove
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db

MANAGE = "/project/harborlight/manage/"


@pytest.fixture
def harborlight(ada: Person, ben: Person) -> str:
    """Ada's project, which ben maintains with her."""
    name = given.release(ada, "harborlight")
    given.role(ben, name)
    return name


GIVEN: dict[str, dict[str, str]] = {
    "require-factor": {"strength": "any", "starts_on": "2026-04-01"},
    "end-requirement": {"strength": "any"},
    "require-for-ever": {"strength": "any", "confirmation": "harborlight"},
    "yank": {"version": "1.0", "reason": "Broken"},
    "unyank": {"version": "1.0", "reason": ""},
    "archive": {"reason": "Finished"},
    "deprecate": {"reason": "Use lamplight"},
    "open-again": {"reason": ""},
    "withdraw": {"confirmation": "harborlight", "reason": "Moved"},
    "invite": {"username": "cleo", "role": "maintainer"},
    "withdraw-invitation": {"username": "cleo"},
    "change-role": {"username": "ben", "role": "owner"},
    "remove": {"username": "ben", "reason": "Retired"},
    "hand-over": {"username": "ben"},
    "leave": {},
    "contest": {"reason": "Our own machines"},
    "take-contest-back": {},
    "accept-invitation": {},
    "decline-invitation": {},
}
"""A form that would do for each change."""


def post(client: Client, slug: str, **fields: str) -> HttpResponse:
    return cast(HttpResponse, client.post(f"{MANAGE}{slug}/", {**GIVEN[slug], **fields}))


def everything() -> tuple[object, ...]:
    """All that a change could touch."""
    tables = (Project, Release, Role, Invitation, JournalEntry)
    return tuple(list(table.objects.order_by("pk").values()) for table in tables)


def enforced() -> None:
    """Let the notice of a mandate on critical projects pass."""
    given.downloads(normalize("harborlight"), 5000)
    given.designation()
    given.mandate()
    deadline = list_terms()[0].deadline
    clock.install(lambda: deadline)


def test_every_change_is_tried_here() -> None:
    assert GIVEN.keys() == CHANGES.keys()


@pytest.mark.parametrize("slug", CHANGES)
def test_nobody_changes_anything_without_signing_in(harborlight: str, slug: str) -> None:
    before = everything()
    response = post(Client(), slug)
    assert response.status_code == 302
    assert "next=" in response["Location"]
    assert everything() == before


@pytest.mark.parametrize(
    "slug", [slug for slug, change in CHANGES.items() if change.action not in OF_THE_INVITED]
)
def test_a_stranger_changes_nothing(harborlight: str, cleo: Person, sign_in: SignIn, slug: str) -> None:
    before = everything()
    response = post(prove(sign_in(cleo), cleo), slug)
    assert response.status_code == 403
    assert "Only its owners" in response.content.decode()
    assert everything() == before


@pytest.mark.parametrize("slug", ["yank", "archive", "invite", "leave", "hand-over", "withdraw"])
def test_nothing_changes_while_the_index_is_moved(
    harborlight: str, ada: Person, sign_in: SignIn, settings: Settings, slug: str
) -> None:
    settings.STRONGROOM_READ_ONLY = True
    before = everything()
    response = post(prove(sign_in(ada), ada), slug)
    assert response.status_code == 403
    assert "Read-only mode" in response.content.decode()
    assert everything() == before


@pytest.mark.parametrize("slug", CHANGES)
def test_a_change_needs_the_token_of_its_form(harborlight: str, ada: Person, slug: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(get_user_model().objects.get(pk=ada.user_id))
    before = everything()
    assert strict.post(f"{MANAGE}{slug}/", GIVEN[slug]).status_code == 403
    assert everything() == before


@pytest.mark.parametrize("slug", ["archive", "open-again", "withdraw", "invite", "remove", "hand-over"])
def test_a_maintainer_does_not_decide_for_the_owners(
    harborlight: str, ben: Person, sign_in: SignIn, slug: str
) -> None:
    before = everything()
    assert post(prove(sign_in(ben), ben), slug).status_code == 403
    assert everything() == before


@pytest.mark.parametrize("slug", [slug for slug, change in CHANGES.items() if change.needs_proof])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_dangerous_change_asks_who_is_acting(
    harborlight: str, ada: Person, sign_in: SignIn, slug: str, method: str
) -> None:
    before = everything()
    response = getattr(sign_in(ada), method)(f"{MANAGE}{slug}/", GIVEN[slug] if method == "post" else {})
    assert response.status_code == 302
    assert "next=%2Fproject%2Fharborlight%2Fmanage%2F" in response["Location"]
    assert everything() == before


def test_who_has_proved_it_comes_back_to_the_form(ben: Person, cleo: Person, sign_in: SignIn) -> None:
    given.release(ben, "harborlight")
    client = sign_in(ben)
    asked = client.get(f"{MANAGE}invite/")["Location"]
    password = {"method": "password", "password-password": "the long phrase of ben 7!"}
    assert client.post(asked, password)["Location"] == f"{MANAGE}invite/"
    assert post(client, "invite").status_code == 302
    assert Invitation.objects.get().user_id == cleo.user_id


def test_everything_is_dangerous_but_a_yank_and_the_answer_to_an_invitation() -> None:
    assert {slug for slug, change in CHANGES.items() if not change.needs_proof} == {
        "yank",
        "unyank",
        "accept-invitation",
        "decline-invitation",
    }


def test_an_owner_changes_a_role_and_takes_an_invitation_back(
    harborlight: str, ada: Person, ben: Person, cleo: Person, sign_in: SignIn
) -> None:
    client = prove(sign_in(ada), ada)
    assert post(client, "change-role").status_code == 302
    assert Role.objects.get(user_id=ben.user_id).name == "owner"
    assert post(client, "change-role", role="maintainer").status_code == 302
    assert Role.objects.get(user_id=ben.user_id).name == "maintainer"
    assert post(client, "invite").status_code == 302
    assert "until <time" in client.get(MANAGE).content.decode()
    assert post(client, "withdraw-invitation").status_code == 302
    assert not Invitation.objects.exists()


def test_a_maintainer_yanks_a_release_with_a_reason(harborlight: str, ben: Person, sign_in: SignIn) -> None:
    response = post(sign_in(ben), "yank")
    assert (response.status_code, response["Location"]) == (302, MANAGE)
    release = Release.objects.get()
    assert release.yanked_at == NOON
    assert release.yanked_reason == "Broken"
    entry = JournalEntry.objects.get(kind="release.yanked")
    assert (entry.by, entry.subject, entry.reason) == ("person:ben", "1.0", "Broken")


def test_a_yank_is_taken_back(harborlight: str, ben: Person, sign_in: SignIn) -> None:
    client = sign_in(ben)
    post(client, "yank")
    assert post(client, "unyank").status_code == 302
    assert Release.objects.get().yanked_at is None


def test_a_release_that_is_not_there_cannot_be_yanked(harborlight: str, ben: Person, sign_in: SignIn) -> None:
    before = everything()
    assert post(sign_in(ben), "yank", version="9.9").status_code == 400
    assert everything() == before


def test_the_form_of_a_yank_begins_with_the_release_it_came_from(
    harborlight: str, ada: Person, sign_in: SignIn
) -> None:
    given.release(ada, "harborlight", "2.0")
    page = sign_in(ada).get(f"{MANAGE}yank/", {"version": "1.0"}).content.decode()
    assert '<option value="1.0" selected>' in page


def test_an_owner_archives_and_opens_again(harborlight: str, ada: Person, sign_in: SignIn) -> None:
    client = prove(sign_in(ada), ada)
    post(client, "archive")
    assert Project.objects.get().status == "archived"
    post(client, "open-again")
    assert Project.objects.get().status == "active"


def test_a_withdrawal_shows_whom_it_would_meet(harborlight: str, ada: Person, sign_in: SignIn) -> None:
    given.downloads(normalize("harborlight"), 5000)
    given.designation()
    page = prove(sign_in(ada), ada).get(f"{MANAGE}withdraw/").content.decode()
    for words in ("Files that could no longer be installed", "5,000 of 5,000", "yes, since 2 March 2026"):
        assert words in page


def test_a_withdrawal_asks_for_the_name_exactly(harborlight: str, ada: Person, sign_in: SignIn) -> None:
    before = everything()
    assert post(prove(sign_in(ada), ada), "withdraw", confirmation="harbourlight").status_code == 400
    assert everything() == before


def test_a_withdrawal_asks_for_a_reason(harborlight: str, ada: Person, sign_in: SignIn) -> None:
    before = everything()
    assert post(prove(sign_in(ada), ada), "withdraw", reason=" ").status_code == 400
    assert everything() == before


def test_an_owner_withdraws_the_project(harborlight: str, ada: Person, sign_in: SignIn) -> None:
    response = post(prove(sign_in(ada), ada), "withdraw")
    assert (response.status_code, response["Location"]) == (302, "/projects/mine/")
    assert Project.objects.get().withdrawn_at == NOON
    assert JournalEntry.objects.get(kind="project.withdrawn").reason == "Moved"
    assert Role.objects.count() == 2, "the name stays with its people"


def test_an_invitation_holds_once_it_is_accepted(
    harborlight: str, ada: Person, cleo: Person, sign_in: SignIn
) -> None:
    assert post(prove(sign_in(ada), ada), "invite").status_code == 302
    assert not Role.objects.filter(user_id=cleo.user_id).exists()
    client = sign_in(cleo)
    assert "/project/harborlight/manage/accept-invitation/" in client.get("/projects/mine/").content.decode()
    assert post(client, "accept-invitation")["Location"] == MANAGE
    assert Role.objects.get(user_id=cleo.user_id).name == "maintainer"
    assert not Invitation.objects.exists()
    assert [entry.kind for entry in JournalEntry.objects.order_by("serial")][-2:] == [
        "role.invited",
        "role.accepted",
    ]


def test_an_invitation_is_declined_by_whom_it_was_made_to(
    harborlight: str, ada: Person, cleo: Person, sign_in: SignIn
) -> None:
    post(prove(sign_in(ada), ada), "invite")
    client = sign_in(cleo)
    assert "/project/harborlight/manage/decline-invitation/" in client.get("/projects/mine/").content.decode()
    assert post(client, "decline-invitation")["Location"] == "/projects/mine/"
    assert not Invitation.objects.exists()
    assert not Role.objects.filter(user_id=cleo.user_id).exists()
    assert JournalEntry.objects.latest("serial").kind == "role.declined"
    assert (
        "cleo declined the role of maintainer" in client.get("/project/harborlight/history/").content.decode()
    )


@pytest.mark.parametrize("slug", ["accept-invitation", "decline-invitation"])
def test_nobody_answers_what_was_not_offered(
    harborlight: str, cleo: Person, sign_in: SignIn, slug: str
) -> None:
    before = everything()
    client = sign_in(cleo)
    for response in (client.get(f"{MANAGE}{slug}/"), post(client, slug)):
        assert response.status_code == 404
        assert "no open invitation" in response.content.decode()
    assert everything() == before


@pytest.mark.parametrize(("username", "status"), [("nobody", 404), ("ben", 409)])
def test_an_invitation_that_cannot_be_sent_says_why_in_its_form(
    harborlight: str, ada: Person, sign_in: SignIn, username: str, status: int
) -> None:
    before = everything()
    response = post(prove(sign_in(ada), ada), "invite", username=username)
    assert response.status_code == status
    assert f'value="{username}"' in response.content.decode()
    assert 'role="alert"' in response.content.decode()
    assert everything() == before


def test_an_owner_removes_somebody_and_says_why(
    harborlight: str, ada: Person, ben: Person, sign_in: SignIn
) -> None:
    post(prove(sign_in(ada), ada), "remove")
    assert not Role.objects.filter(user_id=ben.user_id).exists()
    assert JournalEntry.objects.get(kind="role.removed").reason == "Retired"


def test_the_last_owner_stays(harborlight: str, ada: Person, sign_in: SignIn) -> None:
    before = everything()
    response = post(prove(sign_in(ada), ada), "leave")
    assert response.status_code == 409
    assert "The last owner" in response.content.decode()
    assert everything() == before


def test_a_project_is_handed_over_to_a_protected_collaborator(
    harborlight: str, ada: Person, ben: Person, sign_in: SignIn
) -> None:
    given.protected(ben)
    assert post(prove(sign_in(ada), ada), "hand-over")["Location"] == "/projects/mine/"
    assert list(Role.objects.values_list("user__username", "name")) == [("ben", "owner")]


def test_a_project_is_not_handed_over_to_somebody_whose_factor_is_too_weak_for_it(
    harborlight: str, ada: Person, ben: Person, sign_in: SignIn
) -> None:
    given.protected(ben)
    given.downloads(normalize("harborlight"), 5000)
    given.designation()
    given.mandate(at=NOON - timedelta(days=100), strength=Strength.PHISHING_RESISTANT)
    before = everything()
    response = post(prove(sign_in(ada), ada), "hand-over")
    assert response.status_code == 400
    assert "No other collaborator could take it now" in response.content.decode()
    assert everything() == before


def test_a_project_is_not_handed_over_to_somebody_unprotected(
    harborlight: str, ada: Person, sign_in: SignIn
) -> None:
    before = everything()
    response = post(prove(sign_in(ada), ada), "hand-over")
    assert response.status_code == 400
    assert "No other collaborator could take it now" in response.content.decode()
    assert everything() == before


@pytest.mark.parametrize("slug", ["yank", "unyank"])
def test_without_a_second_factor_nothing_changes_once_a_mandate_is_in_force(
    harborlight: str, ben: Person, sign_in: SignIn, slug: str
) -> None:
    enforced()
    before = everything()
    client = sign_in(ben)
    for response in (post(client, slug), client.get(f"{MANAGE}{slug}/")):
        assert response.status_code == 403
        page = response.content.decode()
        assert "harborlight is a critical project" in page
        assert "/account/second-factor/" in page
    assert everything() == before


def test_declining_stays_open(harborlight: str, cleo: Person, ada: Person, sign_in: SignIn) -> None:
    post(prove(sign_in(ada), ada), "invite")
    enforced()
    assert post(sign_in(cleo), "accept-invitation").status_code == 403
    assert post(sign_in(cleo), "decline-invitation").status_code == 302
    assert not Invitation.objects.exists()


def test_leaving_stays_open(harborlight: str, ben: Person, sign_in: SignIn) -> None:
    enforced()
    assert post(prove(sign_in(ben), ben), "leave")["Location"] == "/projects/mine/"
    assert not Role.objects.filter(user_id=ben.user_id).exists()


def test_an_announced_mandate_warns_whoever_changes_something(
    harborlight: str, ben: Person, sign_in: SignIn
) -> None:
    given.downloads(normalize("harborlight"), 5000)
    given.designation()
    given.mandate()
    page = sign_in(ben).post(f"{MANAGE}yank/", GIVEN["yank"], follow=True).content.decode()
    assert "1.0 is yanked." in page
    assert "from 2026-06-01 on, its maintainers need a second factor" in page


def test_the_page_of_all_changes_says_what_is_closed_and_why(
    harborlight: str, ben: Person, sign_in: SignIn
) -> None:
    enforced()
    page = sign_in(ben).get(MANAGE).content.decode()
    assert "ben has not enrolled a second factor" in page
    assert "Only its owners may" in page
    assert f"{MANAGE}leave/" in page
    assert f"{MANAGE}withdraw/" not in page
    assert f"{MANAGE}yank/" not in page


def test_the_page_of_all_changes_is_for_its_people(harborlight: str, cleo: Person, sign_in: SignIn) -> None:
    assert sign_in(cleo).get(MANAGE).status_code == 403


def test_each_link_of_that_page_leads_somewhere(harborlight: str, ada: Person, sign_in: SignIn) -> None:
    client = prove(sign_in(ada), ada)
    found = re.findall(rf'href="({MANAGE}[^"]+)"', client.get(MANAGE).content.decode())
    assert len(found) >= 6
    assert {client.get(link.replace("&amp;", "&")).status_code for link in found} == {200}


def test_there_is_no_other_change(harborlight: str, ada: Person, sign_in: SignIn) -> None:
    assert sign_in(ada).get(f"{MANAGE}delete-everything/").status_code == 404
