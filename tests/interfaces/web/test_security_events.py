"""What happened to an account or a project: everything for those it concerns, and nothing of it for others."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from strongroom.accounts import services
from strongroom.accounts.queries import Person
from strongroom.accounts.services import prove_by_operator
from strongroom.catalog import services as catalog
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.infra.db import write
from strongroom.infra.journal.origins import Origin, made_from
from strongroom.infra.journal.queries import list_traced_about
from strongroom.infra.journal.services import Fact, append
from strongroom.interfaces.mirroring.changelog import changelog_since
from strongroom.interfaces.web.events.shown import PER_PAGE
from strongroom.mandates.services import permit
from tests.interfaces.web.conftest import SignIn, prove
from tests.support import given
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db

MINE, OURS = "/account/security/", "/project/harborlight/security/"
HOME = Origin("203.0.113.0/24", "Firefox on Linux")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
OTTO = Actor.operator(name="otto")


@pytest.fixture
def harborlight(ada: Person, ben: Person) -> NormalizedName:
    """Ada's project, which ben maintains with her; she yanked its release at home."""
    name = given.release(ada, "harborlight")
    given.role(ben, name)
    with made_from(HOME):
        catalog.yank(permit(acting(ada), Action.YANK, name, now=NOON), version="1.0", reason="It burns.")
    return name


def page_of(client: Client, address: str) -> str:
    """Return a page as one line of text."""
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def token_of(person: Person, *projects: NormalizedName) -> None:
    """Make a token that names these projects."""
    proof = prove_by_operator(person.username, by=OTTO, now=clock.now())
    with made_from(HOME):
        services.issue_token(proof, name="laptop", projects=projects, expires_at=None, now=clock.now())


def happened(kind: str, person: Person, by: Actor, *, times: int = 1, reason: str = "") -> None:
    """Record facts about somebody, made at home."""
    with made_from(HOME), write():
        for _ in range(times):
            append(Fact(kind, subject=person.username, reason=reason), by=by, at=NOON)


def test_whoever_signs_in_reads_from_where_and_with_what(ada: Person, sign_in: SignIn) -> None:
    client = prove(sign_in(ada), ada)
    client.post("/account/mail/", {}, REMOTE_ADDR="203.0.113.77", headers={"User-Agent": FIREFOX})
    page = page_of(client, MINE)
    assert "Mail was switched off" in page
    assert "203.0.113.0/24, Firefox on Linux" in page
    assert "203.0.113.77" not in page


def test_what_an_operator_did_is_shown_with_the_reason_and_without_the_place(
    ada: Person, sign_in: SignIn
) -> None:
    happened("account.frozen", ada, OTTO, reason="Somebody else may be in it.")
    page = page_of(sign_in(ada), MINE)
    assert "The account was frozen Somebody else may be in it." in page
    assert "otto, operator not shown" in page
    assert HOME.place not in page


def test_what_another_person_did_does_not_show_their_place(ada: Person, ben: Person, sign_in: SignIn) -> None:
    happened("role.removed", ada, acting(ben))
    assert HOME.place not in page_of(sign_in(ada), MINE)


def test_of_whoever_was_refused_the_place_is_shown(ada: Person, sign_in: SignIn) -> None:
    with made_from(HOME):
        services.record_refused_sign_in("Ada@People.example", now=NOON)
    page = page_of(sign_in(ada), MINE)
    assert "A sign-in with a wrong password was refused, 1 in a day" in page
    assert "somebody who was not recognized 203.0.113.0/24, Firefox on Linux" in page


def test_refused_attempts_fill_no_journal(ada: Person) -> None:
    for _ in range(101):
        services.record_refused_sign_in("ada", now=NOON)
        services.record_refused_sign_in("nobody", now=NOON)
    services.record_refused_sign_in("ada", now=NOON + timedelta(days=1))
    facts = list_traced_about("ada", kinds=["account.sign_in_failed"], limit=10)
    assert [one.entry.data["count"] for one in facts] == [1, 100, 10, 1]
    assert list_traced_about("nobody", kinds=["account.sign_in_failed"], limit=10) == []


def test_events_are_looked_through_by_group_and_page(ada: Person, sign_in: SignIn) -> None:
    happened("account.frozen", ada, OTTO)
    happened("account.signed_in", ada, acting(ada))
    client = sign_in(ada)
    assert "Signed in" not in page_of(client, f"{MINE}?group=account")
    assert "The account was frozen" not in page_of(client, f"{MINE}?group=sign-ins").partition("When")[2]
    for said in ("group=nonsense", "before=x", "before=²", "before=" + "9" * 30):
        assert "The account was frozen" in page_of(client, f"{MINE}?{said}")


def test_a_long_list_has_older_pages(ada: Person, sign_in: SignIn) -> None:
    for number in range(PER_PAGE + 1):
        happened("account.signed_in", ada, Actor.person(user_id=number, name=f"guest-{number}"))
    client = sign_in(ada)
    first = client.get(MINE).content.decode()
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older is not None
    assert "guest-0<" not in first
    second = client.get(MINE + older[1]).content.decode()
    assert "guest-0<" in second
    assert "guest-1<" not in second
    assert 'rel="next"' not in second


def test_a_place_in_an_organization_with_many_projects_is_one_line(ada: Person, sign_in: SignIn) -> None:
    with write():
        for project in ("one", "two", "three"):
            data = {"organization": "harbor", "role": "owner"}
            fact = Fact("organization.member_joined", project=project, subject="ada", data=data)
            append(fact, by=acting(ada), at=NOON)
    assert page_of(sign_in(ada), MINE).count("You became owner of harbor") == 1


def test_nobody_reads_the_events_of_somebody_else(ada: Person, cleo: Person, sign_in: SignIn) -> None:
    happened("account.signed_in", ada, acting(ada))
    assert "Signed in" not in page_of(sign_in(cleo), MINE).partition("When")[2]
    assert Client().get(MINE).status_code == 302


def test_the_people_of_a_project_read_its_events_with_their_origins(
    harborlight: NormalizedName, ada: Person, ben: Person, sign_in: SignIn
) -> None:
    token_of(ada, harborlight)
    page = page_of(sign_in(ben), OURS)
    assert "Release 1.0 yanked It burns." in page
    assert "ada made the API token “laptop”, which reaches this project" in page
    assert page.count(f"{HOME.place}, {HOME.client}") == 1, (
        "the token was made by an operator, who shows no place"
    )


def test_a_revoked_token_is_told_to_the_people_of_its_projects(
    harborlight: NormalizedName, ada: Person, ben: Person, sign_in: SignIn
) -> None:
    token_of(ada, harborlight)
    (made,) = list_traced_about("ada", kinds=["account.token_issued"], limit=2)
    services.revoke_token(acting(ada), token_id=made.entry.data["token"], now=NOON)
    assert "The API token “laptop” of ada, which reached this project, was ended" in page_of(
        sign_in(ben), OURS
    )


def test_strangers_read_no_events_of_a_project(
    harborlight: NormalizedName, cleo: Person, sign_in: SignIn
) -> None:
    assert sign_in(cleo).get(OURS).status_code == 403
    assert Client().get(OURS).status_code == 302


def test_nothing_of_accounts_tokens_and_places_is_public(
    harborlight: NormalizedName, ada: Person, ben: Person, sign_in: SignIn
) -> None:
    token_of(ada, harborlight)
    for kind in ("account.signed_in", "account.frozen", "account.primary_address_changed"):
        happened(kind, ada, acting(ada))
    public = " ".join(
        (
            *(
                page_of(Client(), f"/project/harborlight/{page}")
                for page in ("", "history/", "files/", "1.0/")
            ),
            *(
                Client().get(feed).content.decode()
                for feed in ("/rss/updates.xml", "/rss/project/harborlight/releases.xml")
            ),
            str(changelog_since(0)),
        )
    )
    assert "yank" in public
    for secret in ("laptop", "token", "Signed in", "signed in", "frozen", HOME.place, HOME.client):
        assert secret not in public
