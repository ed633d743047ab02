"""Security keys and passkeys, by a software key that can lie in each way that WebAuthn guards against."""

from datetime import datetime, timedelta

import pytest

from strongroom.accounts import services
from strongroom.accounts.errors import FactorNameTaken, FactorRefused, ProofNeeded
from strongroom.accounts.models import SecurityKey
from strongroom.accounts.queries import Person, Protection, get_person, list_factors
from strongroom.accounts.services import Ceremony, RecentProof
from tests.contexts.accounts.given import (
    LATER,
    NOW,
    app_of,
    code,
    facts_about,
    key_of,
    mails_to,
    new_key,
    proof_of,
    somebody,
)
from tests.support.authenticator import Authenticator

pytestmark = pytest.mark.django_db


def use(key: Authenticator, person: Person, *, now: datetime = LATER) -> RecentProof:
    """Answer a question to this person's keys."""
    options, ceremony = services.begin_assertion(person.user_id, now=now)
    return services.accept_assertion(person.user_id, ceremony=ceremony, response=key.get(options), now=now)


def sign_in(key: Authenticator, *, now: datetime = LATER, handle: bytes | None = None) -> RecentProof:
    """Answer a question to any passkey."""
    options, ceremony = services.begin_assertion(None, now=now)
    return services.accept_assertion(
        None, ceremony=ceremony, response=key.get(options, handle=handle), now=now
    )


def test_a_registered_key_is_a_phishing_resistant_factor() -> None:
    ada = somebody()
    key = key_of(ada)
    assert get_person(ada.user_id).protection is Protection.PHISHING_RESISTANT
    assert facts_about(ada)[-1] == "account.key_added"
    assert '"blue key" was added' in mails_to(ada)[-1]

    proof = use(key, ada)

    assert (proof.user_id, proof.method) == (ada.user_id, services.ProofMethod.KEY)
    assert SecurityKey.objects.get().last_used_at == LATER


def test_the_challenge_has_256_random_bits() -> None:
    ada = somebody()
    challenges = {services.begin_assertion(ada.user_id, now=NOW)[1].challenge for _ in range(3)}
    assert {len(challenge) for challenge in challenges} == {32}
    assert len(challenges) == 3


def test_a_session_keeps_a_ceremony() -> None:
    ada = somebody()
    key = key_of(ada)
    options, ceremony = services.begin_assertion(ada.user_id, now=LATER)
    kept = Ceremony.from_mark(ceremony.mark())
    assert (
        services.accept_assertion(ada.user_id, ceremony=kept, response=key.get(options), now=LATER).user_id
        == ada.user_id
    )


def test_a_challenge_is_answered_once() -> None:
    ada = somebody()
    key = key_of(ada)
    options, ceremony = services.begin_assertion(ada.user_id, now=LATER)
    services.accept_assertion(ada.user_id, ceremony=ceremony, response=key.get(options), now=LATER)
    with pytest.raises(FactorRefused, match="twice"):
        services.accept_assertion(ada.user_id, ceremony=ceremony, response=key.get(options), now=LATER)


def test_a_challenge_is_answered_once_also_by_a_key_without_counter() -> None:
    ada = somebody()
    key = new_key()
    key.count = None
    key_of(ada, key)
    use(key, ada)
    use(key, ada)
    options, ceremony = services.begin_assertion(ada.user_id, now=LATER)
    answer = key.get(options)
    services.accept_assertion(ada.user_id, ceremony=ceremony, response=answer, now=LATER)
    with pytest.raises(FactorRefused, match="twice"):
        services.accept_assertion(ada.user_id, ceremony=ceremony, response=answer, now=LATER)


def test_a_wrong_answer_uses_the_challenge_up() -> None:
    ada = somebody()
    key = key_of(ada)
    options, ceremony = services.begin_assertion(ada.user_id, now=LATER)
    for answer in ("{}", key.get(options)):
        with pytest.raises(FactorRefused):
            services.accept_assertion(ada.user_id, ceremony=ceremony, response=answer, now=LATER)


def test_a_challenge_is_open_for_five_minutes() -> None:
    ada = somebody()
    key = key_of(ada)
    options, ceremony = services.begin_assertion(ada.user_id, now=LATER)
    with pytest.raises(FactorRefused, match="too late"):
        services.accept_assertion(
            ada.user_id, ceremony=ceremony, response=key.get(options), now=LATER + timedelta(minutes=5)
        )


def test_a_copy_with_a_lower_counter_is_refused_and_its_owner_told() -> None:
    ada = somebody()
    key = key_of(ada)
    copy = Authenticator(key.origin, 0, credential_id=key.credential_id, key=key.key, handle=key.handle)
    for _ in range(3):
        use(key, ada)
    with pytest.raises(FactorRefused, match="copy"):
        use(copy, ada)
    assert facts_about(ada)[-1] == "account.key_clone_suspected"
    assert "copy of it" in mails_to(ada)[-1]
    assert SecurityKey.objects.get().sign_count == 3
    use(key, ada)


def test_a_key_with_a_counter_does_not_go_back_to_zero() -> None:
    ada = somebody()
    key = key_of(ada)
    use(key, ada)
    key.count = -1
    with pytest.raises(FactorRefused, match="copy"):
        use(key, ada)


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://127.0.0.1:8001"},
        {"rp_id": "evil.example"},
        {"framed": True},
        {"count": None},
    ],
)
def test_an_answer_made_elsewhere_is_refused(lie: dict[str, str | bool | None]) -> None:
    ada = somebody()
    key = key_of(ada)
    for name, value in lie.items():
        setattr(key, name, value)
    with pytest.raises(FactorRefused):
        use(key, ada)


@pytest.mark.parametrize(
    "lie", [{"origin": "https://evil.example"}, {"rp_id": "evil.example"}, {"framed": True}]
)
def test_a_registration_made_elsewhere_is_refused(lie: dict[str, str | bool]) -> None:
    ada = somebody()
    key = new_key()
    for name, value in lie.items():
        setattr(key, name, value)
    with pytest.raises(FactorRefused):
        key_of(ada, key)
    assert not SecurityKey.objects.exists()


def test_the_key_of_somebody_else_is_refused() -> None:
    ada, ben = somebody(), somebody("ben")
    key = key_of(ada)
    with pytest.raises(FactorRefused, match="not one of this account"):
        use(key, ben)


def test_a_key_belongs_to_one_account() -> None:
    ada, ben = somebody(), somebody("ben")
    key = key_of(ada)
    with pytest.raises(FactorRefused, match="registered already"):
        key_of(ben, key)
    assert get_person(ben.user_id).protection is Protection.NONE


def test_another_signature_is_refused() -> None:
    ada = somebody()
    key = key_of(ada)
    with pytest.raises(FactorRefused):
        use(Authenticator(key.origin, 5, credential_id=key.credential_id, handle=key.handle), ada)


@pytest.mark.parametrize(
    "answer", ["", "[]", "null", "{}", '{"id": 3}', '{"id":"a","rawId":"a","response":[]}']
)
def test_nonsense_is_refused(answer: str) -> None:
    ada = somebody()
    key_of(ada)
    _, ceremony = services.begin_assertion(ada.user_id, now=LATER)
    with pytest.raises(FactorRefused):
        services.accept_assertion(ada.user_id, ceremony=ceremony, response=answer, now=LATER)
    _, ceremony = services.begin_key_registration(proof_of(ada), now=NOW)
    with pytest.raises(FactorRefused):
        services.finish_key_registration(ada.user_id, ceremony=ceremony, name="x", response=answer, now=NOW)


def test_the_answer_to_one_question_does_not_answer_another() -> None:
    ada = somebody()
    key = key_of(ada)
    options, _ = services.begin_assertion(ada.user_id, now=LATER)
    _, ceremony = services.begin_assertion(ada.user_id, now=LATER)
    with pytest.raises(FactorRefused):
        services.accept_assertion(ada.user_id, ceremony=ceremony, response=key.get(options), now=LATER)


def test_a_passkey_signs_in_without_a_password() -> None:
    ada = somebody()
    key = key_of(ada)
    assert SecurityKey.objects.get().is_passkey
    assert sign_in(key).user_id == ada.user_id


def test_a_passkey_must_verify_its_owner() -> None:
    key = key_of(somebody())
    key.verifies = False
    with pytest.raises(FactorRefused):
        sign_in(key)


@pytest.mark.parametrize("handle", [b"", b"somebody else"])
def test_a_passkey_must_name_its_account(handle: bytes) -> None:
    key = key_of(somebody())
    with pytest.raises(FactorRefused):
        sign_in(key, handle=handle)


def test_a_question_to_a_person_does_not_sign_in() -> None:
    ada = somebody()
    key = key_of(ada)
    options, ceremony = services.begin_key_registration(proof_of(ada), now=LATER)
    with pytest.raises(FactorRefused):
        services.accept_assertion(ada.user_id, ceremony=ceremony, response=key.create(options), now=LATER)


def test_the_passkey_of_somebody_else_is_no_second_factor() -> None:
    ada, mallory = somebody(), somebody("mallory")
    key_of(ada)
    key = key_of(mallory)
    options, ceremony = services.begin_assertion(None, now=LATER)
    with pytest.raises(FactorRefused):
        services.accept_assertion(ada.user_id, ceremony=ceremony, response=key.get(options), now=LATER)


def test_a_key_is_added_to_the_account_that_asked() -> None:
    ada, mallory = somebody(), somebody("mallory")
    key = new_key()
    options, ceremony = services.begin_key_registration(proof_of(mallory), now=NOW)
    with pytest.raises(FactorRefused):
        services.finish_key_registration(
            ada.user_id, ceremony=ceremony, name="x", response=key.create(options), now=NOW
        )


def test_names_tell_keys_apart() -> None:
    ada = somebody()
    key_of(ada)
    with pytest.raises(FactorNameTaken):
        key_of(ada, name="blue key")


def test_a_key_without_a_name_is_called_what_it_says_it_is() -> None:
    ada = somebody()
    yubikey = bytes.fromhex("2fc0579f811347eab116bb5a8db9202a")
    for _ in range(2):
        key = new_key()
        key.aaguid = yubikey
        key_of(ada, key, name=" ")
    for _ in range(2):
        key_of(ada, name="")
    key_of(ada, name="blue key")
    assert [(factor.name, factor.made_by) for factor in list_factors(ada.user_id)] == [
        ("Security key", ""),
        ("Security key 2", ""),
        ("YubiKey 5 with NFC", "YubiKey 5 with NFC"),
        ("YubiKey 5 with NFC 2", "YubiKey 5 with NFC"),
        ("blue key", ""),
    ]


def test_a_stolen_session_with_an_app_code_adds_no_key_to_an_account_with_keys() -> None:
    ada = somebody()
    secret = app_of(ada)
    key_of(ada)
    weaker = services.accept_totp(ada.user_id, code=code(secret, at=LATER), now=LATER)
    with pytest.raises(ProofNeeded):
        services.begin_key_registration(weaker, now=LATER)
