"""API tokens: recognized until they expire or are revoked, never wider than they were made."""

from datetime import timedelta

import pytest
from pypitoken import Token as PypiToken  # type: ignore[import-untyped] # it carries no types

from strongroom.accounts import services
from strongroom.accounts.errors import ProofNeeded, TokenEndUnfit, TokenNameMissing, TokenNotFound
from strongroom.accounts.models import ApiToken
from strongroom.accounts.queries import Person, list_live_tokens, list_token_owners, list_tokens
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.identifiers import Kind, stable_id
from strongroom.foundation.names import normalize
from strongroom.foundation.tokens.caveats import ReadOnly, write
from strongroom.foundation.tokens.errors import TokenRefused
from strongroom.foundation.tokens.macaroons import parse, restrict, serialize
from strongroom.foundation.tokens.recognition import PREFIX
from tests.contexts.accounts.given import LATER, NOW, OTTO, facts_about, mails_to, proof_of, somebody
from tests.support import given

pytestmark = pytest.mark.django_db


def token_of(
    person: Person,
    *,
    projects: list[str] | None = None,
    days: int | None = None,
    read_only: bool = False,
) -> str:
    """Issue a token."""
    return services.issue_token(
        proof_of(person),
        name="laptop",
        projects=None if projects is None else [normalize(name) for name in projects],
        expires_at=None if days is None else NOW + timedelta(days=days),
        now=NOW,
        read_only=read_only,
    )


def test_a_token_acts_for_its_owner() -> None:
    ada = somebody()
    text = token_of(ada)
    actor = services.authenticate_token(text, now=LATER)
    [token] = list_tokens(ada.user_id)
    assert actor == Actor(ActorKind.TOKEN, "ada", ada.user_id, token.id, None)
    assert token.last_use is not None
    assert token.last_use.at == LATER
    assert facts_about(ada)[-2:] == ["account.token_issued", "account.token_first_used"]
    assert "all your projects" in mails_to(ada)[-1]


def test_the_table_keeps_nothing_of_the_secret() -> None:
    text = token_of(somebody())
    kept = "".join(str(value) for value in ApiToken.objects.values().get().values())
    assert text not in kept
    assert text.startswith("strongroom-")


def test_a_token_is_limited_to_its_projects() -> None:
    actor = services.authenticate_token(token_of(somebody(), projects=["Foo_Bar", "spam"]), now=LATER)
    assert actor.projects == frozenset({"foo-bar", "spam"})


def test_a_token_for_no_project_is_for_none() -> None:
    assert services.authenticate_token(token_of(somebody(), projects=[]), now=LATER).projects == frozenset()


def test_its_holder_can_only_narrow_it() -> None:
    token = PypiToken.load(token_of(somebody(), projects=["foo", "spam"]))
    token.restrict(project_names=["foo", "eggs"])
    assert services.authenticate_token(token.dump(), now=LATER).projects == frozenset({"foo"})
    token.restrict(not_after=LATER, not_before=NOW)
    with pytest.raises(TokenRefused, match="expired"):
        services.authenticate_token(token.dump(), now=LATER)


def test_a_limit_to_project_ids_goes_on_to_whoever_knows_the_projects() -> None:
    token = PypiToken.load(token_of(somebody()))
    ids = [stable_id(Kind.PROJECT, number) for number in (1, 2)]
    token.restrict(project_ids=ids).restrict(project_ids=ids[1:])
    actor = services.authenticate_token(token.dump(), now=LATER)
    assert (actor.projects, actor.project_ids) == (None, frozenset(ids[1:]))


def test_a_token_expires() -> None:
    text = token_of(somebody(), days=30)
    services.authenticate_token(text, now=NOW + timedelta(days=30, seconds=-1))
    with pytest.raises(TokenRefused, match="expired"):
        services.authenticate_token(text, now=NOW + timedelta(days=30))


def test_a_revoked_token_is_refused_at_once() -> None:
    ada = somebody()
    text = token_of(ada)
    [token] = list_tokens(ada.user_id)
    services.revoke_token(Actor.person(user_id=ada.user_id, name="ada"), token_id=token.id, now=LATER)
    with pytest.raises(TokenRefused, match="revoked"):
        services.authenticate_token(text, now=LATER)
    assert facts_about(ada)[-1] == "account.token_revoked"
    assert not list_tokens(ada.user_id)[0].is_usable(LATER)


def test_nobody_revokes_the_token_of_somebody_else_but_operators() -> None:
    ada, ben = somebody(), somebody("ben")
    token_of(ada)
    [token] = list_tokens(ada.user_id)
    with pytest.raises(TokenNotFound):
        services.revoke_token(Actor.person(user_id=ben.user_id, name="ben"), token_id=token.id, now=LATER)
    services.revoke_token(OTTO, token_id=token.id, now=LATER)
    assert "operator otto" in mails_to(ada)[-1]


def test_the_token_of_a_closed_account_is_refused() -> None:
    ada = somebody()
    text = token_of(ada)
    given.closed(ada)
    with pytest.raises(TokenRefused, match="closed"):
        services.authenticate_token(text, now=LATER)


def test_a_changed_token_is_refused() -> None:
    text = token_of(somebody(), projects=["foo"])
    # The first 60 characters hold prefix and location, hints to people that no signature covers.
    for place in range(60, len(text), 7):
        changed = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        with pytest.raises(TokenRefused):
            services.authenticate_token(changed, now=LATER)


def test_a_token_whose_row_is_gone_is_refused() -> None:
    text = token_of(somebody())
    ApiToken.objects.all().delete()
    with pytest.raises(TokenRefused):
        services.authenticate_token(text, now=LATER)


def test_a_token_has_a_name_and_a_proof() -> None:
    ada = somebody()
    with pytest.raises(TokenNameMissing):
        services.issue_token(proof_of(ada), name=" ", projects=None, expires_at=None, now=NOW)
    with pytest.raises(ProofNeeded):
        services.issue_token(
            proof_of(ada), name="x", projects=None, expires_at=None, now=NOW + timedelta(hours=1)
        )


@pytest.mark.parametrize("read_only", [False, True])
def test_none_is_made_that_lives_longer_than_a_token_does_that_ends(*, read_only: bool) -> None:
    ada = somebody()
    with pytest.raises(TokenEndUnfit):
        token_of(ada, days=3652, read_only=read_only)
    assert list_tokens(ada.user_id) == []
    assert mails_to(ada) == []


def test_a_token_that_only_downloads_acts_for_nobody() -> None:
    ada = somebody()
    text = token_of(ada, read_only=True)
    with pytest.raises(TokenRefused, match=r"This token can only download\. .*made for uploads"):
        services.authenticate_token(text, now=LATER)
    [token] = list_tokens(ada.user_id)
    assert (token.read_only, token.last_use) == (True, None)
    assert "can only download everything" in mails_to(ada)[-1]


def test_it_stays_so_whatever_the_table_says() -> None:
    text = token_of(somebody(), read_only=True)
    ApiToken.objects.update(read_only=False)
    with pytest.raises(TokenRefused, match="only download"):
        services.authenticate_token(text, now=LATER)


def test_a_holder_can_give_away_a_token_that_only_downloads() -> None:
    text = token_of(somebody())
    restricted = restrict(parse(text), write(ReadOnly()))
    with pytest.raises(TokenRefused, match="only download"):
        services.authenticate_token(serialize(restricted, prefix=PREFIX), now=LATER)
    services.require_reader(serialize(restricted, prefix=PREFIX), now=LATER)


@pytest.mark.parametrize("read_only", [True, False])
def test_a_token_for_all_reads_what_is_said_of_all(read_only: bool) -> None:
    services.require_reader(token_of(somebody(), read_only=read_only), now=LATER)


def test_what_is_said_of_all_is_not_for_a_token_that_downloads_some_projects() -> None:
    ada = somebody()
    services.require_reader(token_of(ada, projects=["foo"]), now=LATER)
    with pytest.raises(TokenRefused, match="other projects"):
        services.require_reader(token_of(ada, projects=["foo"], read_only=True), now=LATER)


def test_tokens_are_live_until_they_or_their_owners_end() -> None:
    ada, ben = somebody(), somebody("ben")
    token_of(ada, projects=["foo"], read_only=True)
    token_of(ada)
    token_of(ben)
    live = list_live_tokens(["ada", "ben", "nobody"])
    assert [(token.username, token.projects, token.read_only) for token in live if token.projects] == [
        ("ada", ("foo",), True)
    ]
    assert list_token_owners(after="", limit=9) == ["ada", "ben"]
    assert list_token_owners(after="", limit=1) == ["ada"]
    assert list_token_owners(after="ada", limit=9) == ["ben"]
    [token] = [token for token in live if token.projects]
    services.revoke_token(OTTO, token_id=token.id, now=LATER)
    given.closed(ben)
    assert [token.username for token in list_live_tokens(["ada", "ben"])] == ["ada"]
    assert list_token_owners(after="", limit=9) == ["ada"]
