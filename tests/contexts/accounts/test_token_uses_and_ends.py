"""Uses of API tokens that are noted, letters before they expire, and what a stolen database is worth."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from strongroom.accounts import services
from strongroom.accounts.models import ApiToken
from strongroom.accounts.queries import Person, find_token, list_tokens
from strongroom.accounts.rules.token_uses import TokenUse
from strongroom.accounts.services import Seen
from strongroom.foundation.actors import Actor
from strongroom.foundation.client_addresses import PlaceKind
from strongroom.foundation.tokens.errors import TokenRefused
from strongroom.foundation.tokens.macaroons import mint, parse, serialize
from strongroom.infra.crypto.keyring import KeyRing, SealingKey
from strongroom.infra.outbox.models import OutgoingMail
from tests.contexts.accounts.given import NOW, OTTO, facts_about, mails_to, proof_of, somebody

pytestmark = pytest.mark.django_db

TWINE = "twine/6.1.0 CPython/3.12.4"
HOME, NEIGHBOR, AWAY = "8.8.4.4", "8.8.4.250", "9.9.9.9"
NIGHTLY = Actor.system("nightly")


def token_of(person: Person, *, days: int | None = 90, name: str = "laptop") -> str:
    ends = None if days is None else NOW + timedelta(days=days)
    return services.issue_token(proof_of(person), name=name, projects=None, expires_at=ends, now=NOW)


def use(text: str, user_agent: str = TWINE, address: str = HOME, **later: float) -> None:
    services.authenticate_token(text, now=NOW + timedelta(**later), seen=Seen(user_agent, address))


def last_use(person: Person) -> TokenUse:
    [token] = list_tokens(person.user_id)
    assert token.last_use is not None
    return token.last_use


def test_a_token_knows_when_by_what_and_roughly_from_where_it_was_used() -> None:
    use(token_of(ada := somebody()))
    known = last_use(ada)
    assert (known.at, known.client) == (NOW, "twine 6.1.0")
    assert [place.kind for place in known.places] == [PlaceKind.IPV4]


def test_the_same_network_is_known_again_and_another_is_new() -> None:
    text = token_of(ada := somebody())
    use(text)
    use(text, address=NEIGHBOR, days=1)
    assert len(last_use(ada).places) == 1
    use(text, address=AWAY, days=2)
    assert [place.first_used_at for place in last_use(ada).places] == [NOW + timedelta(days=2), NOW]


def test_no_address_is_kept_nor_a_mark_that_two_tokens_share() -> None:
    ada = somebody()
    for text in (token_of(ada), token_of(ada, name="other")):
        use(text)
    rows = list(ApiToken.objects.values_list("uses", flat=True))
    assert not any(part in str(rows) for part in ("8.8.4", "8.8."))
    marks = {
        place.mark for token in list_tokens(ada.user_id) if token.last_use for place in token.last_use.places
    }
    assert len(marks) == 2


def test_an_upload_a_second_pays_for_one_note_a_minute() -> None:
    text = token_of(somebody())
    use(text)
    with CaptureQueriesContext(connection) as asked:
        use(text, seconds=30)
    assert not [query for query in asked.captured_queries if query["sql"].startswith("UPDATE")]
    assert len(asked) == 1


def test_another_program_is_told_by_mail_once() -> None:
    text = token_of(ada := somebody())
    use(text)
    before = len(mails_to(ada))
    use(text, "twine/6.2.0", minutes=2)
    assert len(mails_to(ada)) == before
    use(text, "uv/0.9.1", minutes=4)
    use(text, TWINE, minutes=6)
    use(text, "uv/0.9.1", minutes=8)
    assert len(mails_to(ada)) == before + 1
    assert "uv 0.9.1" in mails_to(ada)[-1]
    assert "a public IPv4 network" in mails_to(ada)[-1]


def test_who_says_nothing_is_noted_as_that() -> None:
    use(token_of(ada := somebody()), "", "")
    assert (last_use(ada).client, last_use(ada).places[0].kind) == ("", PlaceKind.UNKNOWN)


# Before the end.


def tell(**later: float) -> int:
    return services.tell_of_expiring_tokens(by=NIGHTLY, now=NOW + timedelta(**later))


def test_the_owner_is_told_once_a_week_before_a_token_expires() -> None:
    token_of(ada := somebody(), days=30)
    before = len(mails_to(ada))
    assert (tell(days=22), tell(days=23), tell(days=23), tell(days=29)) == (0, 1, 0, 0)
    assert len(mails_to(ada)) == before + 1
    assert '"laptop": 2026-08-07 12:00 UTC' in mails_to(ada)[-1]
    assert "/account/tokens/create/" in mails_to(ada)[-1]
    assert facts_about(ada)[-1] == "account.token_expiry_told"


def test_one_letter_tells_of_all_that_are_due() -> None:
    ada = somebody()
    token_of(ada, days=30, name="laptop")
    token_of(ada, days=31, name="workflow")
    assert tell(days=25) == 2
    assert OutgoingMail.objects.filter(subject__contains="2 of your API tokens expire soon").count() == 1
    assert mails_to(ada)[-1].index('"laptop"') < mails_to(ada)[-1].index('"workflow"')


def test_nobody_is_told_of_tokens_that_have_ended_or_never_do() -> None:
    ada = somebody()
    token_of(ada, days=None)
    token_of(ada, days=30)
    [token] = [token for token in list_tokens(ada.user_id) if token.expires_at]
    services.revoke_token(OTTO, token_id=token.id, now=NOW)
    token_of(somebody("ben"), days=1)
    assert (tell(hours=23), tell(days=25), tell(days=400)) == (0, 0, 0)


# Why a token has ended.


def test_a_revoked_token_says_when_and_by_whom() -> None:
    ada = somebody()
    text, other = token_of(ada), token_of(ada)
    services.revoke_token(
        Actor.person(user_id=ada.user_id, name="ada"), token_id=parse(text).identifier, now=NOW
    )
    services.revoke_token(OTTO, token_id=parse(other).identifier, now=NOW)
    with pytest.raises(TokenRefused, match="revoked on 2026-07-08 because its owner revoked it"):
        use(text)
    with pytest.raises(TokenRefused, match="revoked on 2026-07-08 because operator otto revoked it"):
        use(other)
    known = find_token(parse(text).identifier)
    assert known is not None
    assert known.revocation == "It was revoked on 2026-07-08 because its owner revoked it."


# What a stolen database is worth.


def everything_stored() -> list[str]:
    """Every value of every table, as text."""
    return [
        str(value)
        for model in apps.get_models()
        for row in model._default_manager.values_list()
        for value in row
        if value is not None
    ]


def test_nothing_in_the_database_is_a_key_that_makes_a_token() -> None:
    text = token_of(ada := somebody())
    use(text)
    genuine = parse(text)
    stored = everything_stored()
    assert genuine.identifier in stored
    assert not [value for value in stored if genuine.signature.hex() in value or text in value]
    keys = {value.encode() for value in stored} | {bytes.fromhex(genuine.identifier) * 2}
    for key in keys | {ada.username.encode()}:
        forged = mint(key.ljust(32, b"\0"), identifier=genuine.identifier, location=genuine.location)
        with pytest.raises(TokenRefused, match="Its signature is not one that this index made"):
            use(serialize(forged, prefix="strongroom"))


def test_another_installation_with_the_same_database_takes_none_of_its_tokens(settings: Settings) -> None:
    text = token_of(somebody())
    use(text)
    theirs = KeyRing([SealingKey(1, bytes(32))], root_secret=bytes(range(32)))
    settings.STRONGROOM_KEYRING = theirs
    with pytest.raises(TokenRefused, match="Its signature is not one that this index made"):
        use(text)


@pytest.mark.parametrize("prefix", ["strongroom", "acme_index", "old"])
def test_a_token_goes_on_working_when_the_prefix_changes(prefix: str, settings: Settings) -> None:
    settings.STRONGROOM_TOKEN_PREFIX = prefix
    text = token_of(somebody())
    assert text.startswith(f"{prefix}-")
    settings.STRONGROOM_TOKEN_PREFIX = "another"
    use(text)
