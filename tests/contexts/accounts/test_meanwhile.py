"""What happens to an account, on a second connection, between what a command reads and what it writes."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from strongroom.accounts import services
from strongroom.accounts.models import ProviderFactor, User
from strongroom.accounts.queries import list_tokens
from strongroom.accounts.services import NewPerson, Seen, Vouching
from tests.contexts.accounts.given import (
    LATER,
    NOW,
    OTTO,
    PASSWORD,
    facts_about,
    mails_to,
    proof_of,
    somebody,
)
from tests.support.meanwhile import after_reading, while_it_waits

pytestmark = pytest.mark.django_db(transaction=True)

TWINE, UV = "twine/6.1.0 CPython/3.12.4", "uv/0.9.1"
HOME, AWAY = Seen(TWINE, "8.8.4.4"), Seen(TWINE, "9.9.9.9")


def test_of_two_first_uses_of_a_token_one_is_the_first_and_both_places_are_known() -> None:
    text = services.issue_token(
        proof_of(ada := somebody()), name="ci", projects=None, expires_at=None, now=NOW
    )

    def use(seen: Seen) -> None:
        services.authenticate_token(text, now=NOW, seen=seen)

    with after_reading("accounts_apitoken", lambda: use(HOME)):
        use(AWAY)
    assert facts_about(ada).count("account.token_first_used") == 1
    [token] = list_tokens(ada.user_id)
    assert token.last_use is not None
    assert len(token.last_use.places) == 2


def test_of_another_program_that_comes_twice_at_once_one_letter_tells() -> None:
    text = services.issue_token(
        proof_of(ada := somebody()), name="ci", projects=None, expires_at=None, now=NOW
    )
    services.authenticate_token(text, now=NOW, seen=HOME)
    before = len(mails_to(ada))

    def use() -> None:
        services.authenticate_token(text, now=LATER, seen=Seen(UV, "8.8.4.4"))

    with after_reading("accounts_apitoken", use):
        use()
    assert len(mails_to(ada)) == before + 1


def test_a_token_that_is_revoked_before_its_letter_is_written_is_not_spoken_of() -> None:
    ada = somebody()
    for name in ("laptop", "release workflow"):
        services.issue_token(
            proof_of(ada), name=name, projects=None, expires_at=NOW + timedelta(days=90), now=NOW
        )
    gone = next(one for one in list_tokens(ada.user_id) if one.name == "laptop")
    soon = NOW + timedelta(days=85)
    with after_reading("accounts_apitoken", lambda: services.revoke_token(OTTO, token_id=gone.id, now=soon)):
        assert services.tell_of_expiring_tokens(by=OTTO, now=soon) == 1
    assert "release workflow" in mails_to(ada)[-1]
    assert "laptop" not in mails_to(ada)[-1]
    assert services.tell_of_expiring_tokens(by=OTTO, now=soon) == 0


def test_a_provider_vouches_for_nobody_who_sets_a_password_in_that_moment(settings: Settings) -> None:
    settings.STRONGROOM_PROVIDER_SECOND_FACTOR = frozenset({"mfa"})
    new = NewPerson("ada", "ada@example.org", address_verified=True)
    ada = services.create_person(new, by=OTTO, now=NOW)
    user = User.objects.get(pk=ada.user_id)
    vouching = Vouching.of({"amr": ["mfa"]})
    while_it_waits(
        lambda: services.accept_provider(ada.user_id, vouching, now=NOW),
        step=lambda: services.set_password(user, password=PASSWORD, by=OTTO, now=NOW),
    )
    assert not ProviderFactor.objects.exists()
