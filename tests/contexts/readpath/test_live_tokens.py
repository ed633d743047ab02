"""The page store knows which API tokens are live as soon as they are, and no longer than they are."""

from datetime import timedelta

import pytest

from strongroom.accounts.models import ApiToken, User
from strongroom.accounts.queries import Person, list_tokens
from strongroom.accounts.services import issue_token, prove_by_operator, revoke_token
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import normalize
from strongroom.foundation.tokens.caveats import Scope
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append
from strongroom.readpath.services import pages_of_this_node, verify
from strongroom.readpath.store import TokenRecord
from tests.contexts.readpath.given import catch_up
from tests.support import given
from tests.support.given import NOON

OTTO = Actor.operator(name="otto")

pytestmark = pytest.mark.django_db


def token_of(person: Person, *projects: str, read_only: bool = False) -> str:
    """Make a token; return its id."""
    before = {token.id for token in list_tokens(person.user_id)}
    issue_token(
        prove_by_operator(person.username, by=OTTO, now=NOON),
        name="laptop",
        projects=[normalize(name) for name in projects] or None,
        expires_at=NOON + timedelta(days=1),
        now=NOON,
        read_only=read_only,
    )
    [made] = {token.id for token in list_tokens(person.user_id)} - before
    return made


def is_live(token_id: str) -> bool:
    return pages_of_this_node().store.find_token(token_id) is not None


def close(person: Person) -> None:
    """Close an account, and tell it as every change of an account is told."""
    with write():
        given.closed(person)
        append(Fact("account.closed", subject=person.username), by=OTTO, at=NOON)


def test_a_token_is_known_with_what_it_may_do() -> None:
    ada = given.person("ada")
    everything, some = token_of(ada), token_of(ada, "Foo_Bar", read_only=True)
    catch_up()
    store = pages_of_this_node().store
    assert store.find_token(everything) == TokenRecord(everything, ada.user_id, Scope())
    limited = Scope(frozenset({normalize("foo-bar")}), read_only=True)
    assert store.find_token(some) == TokenRecord(some, ada.user_id, limited)
    assert store.find_token("nonsense") is None


def test_a_revoked_token_is_forgotten_and_others_stay() -> None:
    ada = given.person("ada")
    first, second = token_of(ada), token_of(ada)
    catch_up()
    revoke_token(OTTO, token_id=first, now=NOON)
    catch_up()
    assert (is_live(first), is_live(second)) == (False, True)
    revoke_token(OTTO, token_id=second, now=NOON)
    catch_up()
    assert not is_live(second)
    assert pages_of_this_node().store.list_token_owners(limit=9) == []


def test_the_tokens_of_a_closed_account_are_forgotten() -> None:
    ada, ben = given.person("ada"), given.person("ben")
    of_ada, of_ben = token_of(ada), token_of(ben)
    catch_up()
    close(ada)
    catch_up()
    assert (is_live(of_ada), is_live(of_ben)) == (False, True)


def test_the_tokens_of_an_account_that_is_gone_are_forgotten() -> None:
    ada = given.person("ada")
    token = token_of(ada)
    catch_up()
    with write():
        User.objects.filter(pk=ada.user_id).delete()
        append(Fact("account.deleted", subject="ada"), by=OTTO, at=NOON)
    catch_up()
    assert not is_live(token)


def test_every_change_of_a_token_changes_the_version_of_the_store() -> None:
    """Whoever remembers an answer as long as the version stays never gives it for a token that has ended."""
    token = token_of(given.person("ada"))
    catch_up()
    before = pages_of_this_node().store.version()
    revoke_token(OTTO, token_id=token, now=NOON)
    catch_up()
    assert pages_of_this_node().store.version() != before


@pytest.mark.django_db(transaction=True)
def test_whoever_got_an_answer_finds_the_token_known() -> None:
    ada = given.person("ada")
    token = token_of(ada)
    assert is_live(token)
    revoke_token(Actor.person(user_id=ada.user_id, name="ada"), token_id=token, now=NOON)
    assert not is_live(token)


def test_a_rebuild_finds_what_was_never_told() -> None:
    ada, ben = given.person("ada"), given.person("ben")
    of_ada, of_ben = token_of(ada), token_of(ben)
    catch_up()
    ApiToken.objects.filter(pk=of_ada).update(revoked_at=NOON)
    with pages_of_this_node().store.write() as changes:
        changes.put_tokens("ben", [])
        changes.put_tokens("mallory", [TokenRecord("forged", 7, Scope())])
    assert sorted(verify(pages_of_this_node())) == [
        f"The API tokens of {owner} are not known as they are." for owner in ("ada", "ben", "mallory")
    ]
    pages_of_this_node().rebuild()
    assert [is_live(token) for token in (of_ada, of_ben, "forged")] == [False, True, False]
    assert list(verify(pages_of_this_node())) == []
