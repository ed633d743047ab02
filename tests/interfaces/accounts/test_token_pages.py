"""Make, use and revoke API tokens; and what a mandate asks before."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from strongroom.accounts import services
from strongroom.accounts.queries import Person, list_factors, list_tokens
from strongroom.accounts.services import Seen
from strongroom.catalog.models import Project, Role, RoleName
from strongroom.foundation.identifiers import Kind, stable_id
from strongroom.foundation.tokens.errors import TokenRefused
from strongroom.mandates.models import Mandate, MandatedProject
from tests.contexts.accounts.given import NOW, app_of, somebody
from tests.interfaces.accounts.given import PROVE, Browser, code_in, newest_letter, text_of

CREATE, TOKENS = "/account/tokens/create/", "/account/tokens/"


def project_of(person: Person, name: str) -> None:
    """Make somebody the owner of a project."""
    project = Project.objects.create(name=name, display_name=name, created_at=NOW)
    Role.objects.create(project=project, user_id=person.user_id, name=RoleName.OWNER, since=NOW)


def put_under_mandate(name: str, *, announced_days_ago: int, strength: str = "any") -> None:
    """Announce a mandate on a project, 90 days before its deadline."""
    at = NOW - timedelta(days=announced_days_ago)
    mandate = Mandate.objects.create(
        strength=strength, notice_days=90, announced_at=at, announced_by="operator:otto", reason="."
    )
    MandatedProject.objects.create(
        mandate=mandate, name=name, announced_at=at, deadline=at + timedelta(days=90)
    )


def make(visitor: Browser, **fields: object) -> str:
    """Fill in the form; return the page that answers."""
    return text_of(visitor.send(CREATE, **{"name": "laptop", "expiry": "30", "scope": "chosen", **fields}))


def token_on(page: str) -> str:
    """Return the token that a page shows."""
    found = re.search(r"<code>(strongroom-[\w-]+)</code>", page)
    assert found is not None, page
    return found[1]


def test_a_token_is_made_shown_once_used_and_revoked(visitor: Browser) -> None:
    ada = somebody()
    project_of(ada, "foo")
    project_of(ada, "spam")
    visitor.sign_in()

    text = token_on(make(visitor, projects=["foo"]))

    actor = services.authenticate_token(text, now=visitor.watch())
    assert (actor.user_id, actor.projects) == (ada.user_id, frozenset({"foo"}))
    page = text_of(visitor.get(TOKENS))
    assert "laptop" in page
    assert "7 August 2026" in page
    assert text not in page

    [token] = list_tokens(ada.user_id)
    visitor.send_from(TOKENS, f"{TOKENS}{token.id}/revoke/")

    with pytest.raises(TokenRefused, match="revoked"):
        services.authenticate_token(text, now=visitor.watch())
    assert "revoked" in text_of(visitor.get(TOKENS))


@pytest.mark.parametrize(
    ("expiry", "days"), [("7", 7), ("30", 30), ("90", 90), ("365", 365), ("never", None)]
)
def test_the_expiry_is_the_one_chosen(visitor: Browser, expiry: str, days: int | None) -> None:
    ada = somebody()
    visitor.sign_in()
    make(visitor, expiry=expiry, scope="all")
    [token] = list_tokens(ada.user_id)
    assert token.expires_at == (None if days is None else NOW + timedelta(days=days))


def test_nobody_makes_a_token_for_a_project_of_somebody_else(visitor: Browser) -> None:
    project_of(somebody("ben"), "spam")
    ada = somebody()
    project_of(ada, "foo")
    visitor.sign_in()
    page = make(visitor, projects=["spam"])
    assert 'id="id_projects_error"' in page
    assert list_tokens(ada.user_id) == []


def test_a_scope_without_projects_is_no_scope(visitor: Browser) -> None:
    ada = somebody()
    project_of(ada, "foo")
    visitor.sign_in()
    assert "Choose at least one project" in make(visitor)
    assert list_tokens(ada.user_id) == []


@pytest.mark.parametrize("fields", [{"projects": ["foo"]}, {"scope": "all"}])
def test_a_mandate_in_force_closes_tokens_to_who_has_no_factor(
    visitor: Browser, fields: dict[str, object]
) -> None:
    ada = somebody()
    project_of(ada, "foo")
    put_under_mandate("foo", announced_days_ago=91)
    visitor.sign_in()
    page = make(visitor, **fields)
    assert "foo is a critical project" in page
    assert "/account/second-factor/" in page
    assert list_tokens(ada.user_id) == []


def test_an_announced_mandate_is_told_with_the_token(visitor: Browser) -> None:
    project_of(ada := somebody(), "foo")
    put_under_mandate("foo", announced_days_ago=10)
    visitor.sign_in()
    page = make(visitor, projects=["foo"])
    assert "from 2026-09-26 on" in page
    assert services.authenticate_token(token_on(page), now=NOW).user_id == ada.user_id


def test_late_enrolment_is_always_open(visitor: Browser) -> None:
    ada = somebody()
    project_of(ada, "foo")
    put_under_mandate("foo", announced_days_ago=400)
    visitor.sign_in()
    asked = visitor.get("/account/second-factor/app/").headers["Location"]
    visitor.send(asked, send="")
    page = visitor.send(asked, next="/account/second-factor/app/", code=code_in(newest_letter()))
    assert page.headers["Location"] == "/account/second-factor/app/"
    assert visitor.send("/account/second-factor/app/", name="phone").status_code == 302


@pytest.mark.parametrize("announced_days_ago", [10, 91])
def test_the_last_factor_of_somebody_bound_is_not_removed(visitor: Browser, announced_days_ago: int) -> None:
    ada = somebody()
    project_of(ada, "foo")
    put_under_mandate("foo", announced_days_ago=announced_days_ago)
    secret = app_of(ada)
    visitor.watch.move(minutes=2)
    visitor.sign_in()
    visitor.give_code(secret)
    [factor] = list_factors(ada.user_id)
    visitor.send(f"/account/second-factor/app/{factor.id}/remove/")
    assert list_factors(ada.user_id) != []
    assert "cannot be removed" in text_of(visitor.get("/account/second-factor/"))


def test_a_token_needs_a_fresh_proof(visitor: Browser) -> None:
    ada = somebody()
    visitor.sign_in()
    visitor.get(CREATE)
    visitor.watch.move(minutes=10)
    answer = visitor.send(CREATE, name="laptop", expiry="30", scope="all")
    assert answer.status_code in {302, 403}
    assert visitor.get(CREATE).headers["Location"].startswith(PROVE)
    assert list_tokens(ada.user_id) == []


def test_nobody_revokes_the_token_of_somebody_else(visitor: Browser) -> None:
    ada = somebody()
    visitor.sign_in()
    make(visitor, scope="all")
    [token] = list_tokens(ada.user_id)
    somebody("mallory")
    mallory = Browser(visitor.watch)
    mallory.sign_in("mallory")
    make(mallory, scope="all")
    assert mallory.send_from(TOKENS, f"{TOKENS}{token.id}/revoke/").status_code == 404
    assert list_tokens(ada.user_id)[0].revoked_at is None


def test_on_a_private_index_a_token_may_only_download(visitor: Browser, settings: Settings) -> None:
    settings.STRONGROOM_READ_PUBLIC = False
    ada = somebody()
    visitor.sign_in()
    page = make(visitor, ability="download", scope="all")
    assert "only to download everything" in page
    with pytest.raises(TokenRefused, match="only download"):
        services.authenticate_token(token_on(page), now=NOW)
    services.require_reader(token_on(page), now=NOW)
    [token] = list_tokens(ada.user_id)
    assert token.read_only
    assert "Only download: everything" in text_of(visitor.get(TOKENS))


def test_it_needs_no_second_factor_where_a_mandate_is_in_force(visitor: Browser, settings: Settings) -> None:
    """Reading is always open."""
    settings.STRONGROOM_READ_PUBLIC = False
    project_of(somebody(), "foo")
    put_under_mandate("foo", announced_days_ago=91)
    visitor.sign_in()
    assert "foo is a critical project" in make(visitor, ability="upload", projects=["foo"])
    assert token_on(make(visitor, ability="download", projects=["foo"]))


def test_a_public_index_does_not_ask_what_a_token_can_do(visitor: Browser) -> None:
    ada = somebody()
    visitor.sign_in()
    assert "Only download" not in text_of(visitor.get(CREATE))
    make(visitor, ability="download", scope="all")
    assert not list_tokens(ada.user_id)[0].read_only


def test_a_token_may_end_on_a_day_of_ones_own(visitor: Browser) -> None:
    ada = somebody()
    visitor.sign_in()
    make(visitor, expiry="date", until="2026-07-20", scope="all")
    [token] = list_tokens(ada.user_id)
    assert token.expires_at == datetime(2026, 7, 21, tzinfo=UTC)


@pytest.mark.parametrize("until", ["", "2026-07-07", "2036-07-09", "soon"])
def test_a_day_that_no_token_ends_on_is_refused(visitor: Browser, until: str) -> None:
    ada = somebody()
    visitor.sign_in()
    page = make(visitor, expiry="date", until=until, scope="all")
    assert 'id="id_until_error"' in page
    assert list_tokens(ada.user_id) == []


def test_an_end_is_chosen_and_no_end_is_not_offered_without_a_warning(visitor: Browser) -> None:
    somebody()
    visitor.sign_in()
    page = text_of(visitor.get(CREATE))
    assert re.search(r'value="90"[^>]* checked', page)
    assert "whoever finds it, even years from now, can act as you" in page


def test_the_page_of_a_new_token_has_it_ready_for_each_program(visitor: Browser) -> None:
    project_of(somebody(), "foo")
    visitor.sign_in()
    page = make(visitor, projects=["foo"])
    token = token_on(page)
    for line in (
        "repository = http://localhost:8000/legacy/",
        f"password = {token}",
        "UV_PUBLISH_URL=http://localhost:8000/legacy/",
        f"UV_PUBLISH_TOKEN={token}",
        f"TWINE_PASSWORD={token}",
        f"POETRY_PYPI_TOKEN_STRONGROOM={token}",
    ):
        assert line in page
    assert stable_id(Kind.PROJECT, Project.objects.get(name="foo").pk) in page


def test_the_page_of_a_token_that_downloads_says_how_to_download(
    visitor: Browser, settings: Settings
) -> None:
    settings.STRONGROOM_READ_PUBLIC = False
    somebody()
    visitor.sign_in()
    page = make(visitor, ability="download", scope="all")
    assert f"machine localhost login __token__ password {token_on(page)}" in page
    assert "twine" not in page
    assert "Not recorded" in text_of(visitor.get(TOKENS))


def test_the_list_tells_the_last_use_and_the_state(visitor: Browser) -> None:
    ada = somebody()
    visitor.sign_in()
    text = token_on(make(visitor, expiry="7", scope="all"))
    assert "Expires soon" in text_of(visitor.get(TOKENS))
    make(visitor, scope="all", name="unused")
    for address in ("8.8.4.4", "10.1.2.3"):
        services.authenticate_token(text, now=NOW, seen=Seen("twine/6.1.0", address))
    page = text_of(visitor.get(TOKENS))
    assert "by twine 6.1.0, from a private network, first seen 8 July 2026; 1 other place before" in page
    assert "8.8.4" not in page
    assert page.count("Works") == 1
    assert len(list_tokens(ada.user_id)) == 2


def test_the_list_says_that_tokens_are_suspended(visitor: Browser) -> None:
    ada = somebody()
    project_of(ada, "foo")
    visitor.sign_in()
    make(visitor, scope="all")
    put_under_mandate("foo", announced_days_ago=10)
    assert "Works" in text_of(visitor.get(TOKENS))
    visitor.watch.move(minutes=1)
    MandatedProject.objects.update(deadline=NOW)
    page = text_of(visitor.get(TOKENS))
    assert "Suspended" in page
    assert "Works" not in page


def test_after_a_revocation_the_next_steps_are_told(visitor: Browser) -> None:
    ada = somebody()
    visitor.sign_in()
    text = token_on(make(visitor, scope="all"))
    services.authenticate_token(text, now=NOW, seen=Seen("uv/0.9.1", "8.8.4.4"))
    [token] = list_tokens(ada.user_id)
    answer = visitor.send_from(TOKENS, f"{TOKENS}{token.id}/revoke/")
    page = text_of(visitor.get(answer.headers["Location"]))
    assert "The token is revoked." in page
    assert "by uv 0.9.1" in page
    assert "make a new token" in page
    assert "It was revoked on 2026-07-08 because its owner revoked it." in page
    assert "What to do next" not in text_of(visitor.get(f"{TOKENS}?revoked=nothing"))


def test_the_page_of_tokens_leads_to_where_leaks_are_reported(visitor: Browser) -> None:
    somebody()
    visitor.sign_in()
    assert "/account/tokens/report-leak/" in text_of(visitor.get(TOKENS))
