"""A proof is fresh for ten minutes, belongs to one person, and is as strong as that person can prove."""

from datetime import timedelta

import pytest

from strongroom.accounts import services
from strongroom.accounts.errors import FactorRefused, ProofNeeded
from strongroom.accounts.services import ProofMethod
from strongroom.foundation.actors import Actor
from strongroom.infra.throttle.services import TooManyAttempts
from tests.contexts.accounts.given import (
    LATER,
    NOW,
    PASSWORD,
    app_of,
    code,
    facts_about,
    key_of,
    proof_of,
    somebody,
)
from tests.support import given

pytestmark = pytest.mark.django_db


def test_a_session_recalls_a_proof_for_ten_minutes() -> None:
    ada = somebody()
    proof = services.prove_by_password(ada.user_id, password=PASSWORD, now=NOW)
    at_last = NOW + timedelta(minutes=10, microseconds=-1)
    assert services.recall_proof(proof.mark(), user_id=ada.user_id, now=at_last) == proof
    with pytest.raises(ProofNeeded):
        services.recall_proof(proof.mark(), user_id=ada.user_id, now=NOW + timedelta(minutes=10))


def test_no_proof_and_the_proof_of_somebody_else_are_not_recalled() -> None:
    ada, ben = somebody(), somebody("ben")
    proof = services.prove_by_password(ada.user_id, password=PASSWORD, now=NOW)
    for mark in (None, proof.mark()):
        with pytest.raises(ProofNeeded):
            services.recall_proof(mark, user_id=ben.user_id, now=NOW)


def test_a_wrong_password_proves_nothing_and_is_not_guessed_for_long() -> None:
    ada = somebody()
    for _ in range(10):
        with pytest.raises(FactorRefused):
            services.prove_by_password(ada.user_id, password="wrong", now=NOW)
    with pytest.raises(TooManyAttempts):
        services.prove_by_password(ada.user_id, password=PASSWORD, now=NOW)


def test_only_the_strongest_kind_of_factor_proves() -> None:
    ada = somebody()
    assert ProofMethod.PASSWORD in services.sufficient_methods(ada.user_id)
    secret = app_of(ada)
    assert services.sufficient_methods(ada.user_id).isdisjoint({ProofMethod.PASSWORD, ProofMethod.KEY})
    proof = services.accept_totp(ada.user_id, code=code(secret, at=LATER), now=LATER)
    services.recall_proof(proof.mark(), user_id=ada.user_id, now=LATER)
    key_of(ada)
    with pytest.raises(ProofNeeded):
        services.recall_proof(proof.mark(), user_id=ada.user_id, now=LATER)


def test_a_recovery_code_proves_for_somebody_who_lost_the_key() -> None:
    ada = somebody()
    key_of(ada)
    codes = services.issue_recovery_codes(proof_of(ada), now=NOW)
    proof = services.accept_recovery_code(ada.user_id, code=codes[0], now=NOW)
    services.begin_key_registration(proof, now=NOW)


def test_a_closed_account_proves_nothing() -> None:
    ada = somebody()
    proof = proof_of(ada)
    given.closed(ada)
    with pytest.raises(ProofNeeded):
        services.begin_totp(proof, name="phone", now=NOW)
    with pytest.raises(FactorRefused):
        services.prove_by_password(ada.user_id, password=PASSWORD, now=NOW)


def test_only_operators_answer_for_others() -> None:
    ada, ben = somebody(), somebody("ben")
    with pytest.raises(ProofNeeded):
        services.prove_by_operator(ada.username, by=Actor.person(user_id=ben.user_id, name="ben"), now=NOW)


def test_a_sign_in_is_recorded_and_proves() -> None:
    ada = somebody()
    proof = services.signed_in(ada.user_id, method=ProofMethod.PASSWORD, proved_at=NOW, now=NOW)
    services.begin_totp(proof, name="phone", now=NOW)
    assert facts_about(ada) == ["account.created", "account.signed_in"]
