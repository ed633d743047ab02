"""An authenticator app protects from its first right code on, and each code works once."""

from datetime import timedelta

import pytest

from strongroom.accounts import services
from strongroom.accounts.errors import FactorNameTaken, FactorNotFound, FactorRefused, ProofNeeded
from strongroom.accounts.models import TotpApp
from strongroom.accounts.queries import Protection, get_person
from strongroom.infra.throttle.services import TooManyAttempts
from tests.contexts.accounts.given import (
    LATER,
    NOW,
    PASSWORD,
    app_of,
    code,
    facts_about,
    mails_to,
    proof_of,
    somebody,
)

pytestmark = pytest.mark.django_db


def test_an_app_protects_only_after_its_first_code() -> None:
    ada = somebody()
    enrolment = services.begin_totp(proof_of(ada), name="phone", now=NOW)
    assert get_person(ada.user_id).protection is Protection.NONE
    with pytest.raises(FactorRefused):
        services.accept_totp(ada.user_id, code=code(enrolment.secret, at=NOW), now=NOW)

    proof = services.confirm_totp(ada.user_id, code=code(enrolment.secret, at=NOW), now=NOW)

    assert get_person(ada.user_id).protection is Protection.TOTP
    assert proof.method is services.ProofMethod.TOTP
    assert facts_about(ada) == ["account.created", "account.totp_added"]
    assert '"phone" was added' in mails_to(ada)[-1]


def test_the_secret_lies_sealed() -> None:
    ada = somebody()
    enrolment = services.begin_totp(proof_of(ada), name="phone", now=NOW)
    sealed = bytes(TotpApp.objects.get().sealed_secret)
    assert enrolment.secret.replace(" ", "").encode() not in sealed
    assert enrolment.secret not in repr(enrolment)


def test_the_code_that_enrolled_is_not_accepted_again() -> None:
    ada = somebody()
    secret = app_of(ada)
    with pytest.raises(FactorRefused):
        services.accept_totp(ada.user_id, code=code(secret, at=NOW), now=NOW)


def test_a_code_is_accepted_once_and_no_older_one_after_it() -> None:
    ada = somebody()
    secret = app_of(ada)
    services.accept_totp(ada.user_id, code=code(secret, at=LATER), now=LATER)
    for older in (LATER, LATER - timedelta(seconds=30)):
        with pytest.raises(FactorRefused):
            services.accept_totp(ada.user_id, code=code(secret, at=older), now=LATER)


def test_a_code_replayed_31_seconds_later_is_refused_though_its_time_is_not_over() -> None:
    ada = somebody()
    secret = app_of(ada)
    at = LATER.replace(second=0)
    seen = code(secret, at=at + timedelta(seconds=30))
    services.accept_totp(ada.user_id, code=seen, now=at)
    with pytest.raises(FactorRefused, match="Each code works once"):
        services.accept_totp(ada.user_id, code=seen, now=at + timedelta(seconds=31))


@pytest.mark.parametrize(
    ("off", "said"),
    [
        (timedelta(minutes=4), "about 4 minutes fast"),
        (timedelta(minutes=-1), "about 1 minute behind"),
        (timedelta(minutes=-5), "about 5 minutes behind"),
    ],
)
def test_a_wrong_clock_is_told_of_and_its_code_refused(off: timedelta, said: str) -> None:
    ada = somebody()
    secret = app_of(ada)
    at = NOW + timedelta(hours=1)
    with pytest.raises(FactorRefused, match=said):
        services.accept_totp(ada.user_id, code=code(secret, at=at + off), now=at)


def test_whoever_is_told_that_a_code_is_early_cannot_wait_for_its_time() -> None:
    ada = somebody()
    secret = app_of(ada)
    early, at = code(secret, at=NOW + timedelta(hours=1, minutes=4)), NOW + timedelta(hours=1)
    with pytest.raises(FactorRefused, match="fast"):
        services.accept_totp(ada.user_id, code=early, now=at)
    with pytest.raises(FactorRefused):
        services.accept_totp(ada.user_id, code=early, now=at + timedelta(minutes=4))
    after = at + timedelta(minutes=5)
    services.accept_totp(ada.user_id, code=code(secret, at=after), now=after)


def test_a_wrong_clock_is_told_of_while_enrolling() -> None:
    ada = somebody()
    enrolment = services.begin_totp(proof_of(ada), name="phone", now=NOW)
    early = code(enrolment.secret, at=NOW + timedelta(minutes=3))
    with pytest.raises(FactorRefused, match="about 3 minutes fast"):
        services.confirm_totp(ada.user_id, code=early, now=NOW)
    services.confirm_totp(ada.user_id, code=code(enrolment.secret, at=NOW), now=NOW)


def test_each_of_two_apps_is_accepted() -> None:
    ada = somebody()
    phone, tablet = app_of(ada), app_of(ada, name="tablet")
    services.accept_totp(ada.user_id, code=code(phone, at=LATER), now=LATER)
    services.accept_totp(ada.user_id, code=code(tablet, at=LATER), now=LATER)


def test_the_code_of_somebody_else_is_refused() -> None:
    ada, ben = somebody(), somebody("ben")
    secret = app_of(ada)
    with pytest.raises(FactorRefused):
        services.accept_totp(ben.user_id, code=code(secret, at=LATER), now=LATER)


def test_after_ten_wrong_codes_even_the_right_one_waits() -> None:
    ada = somebody()
    secret = app_of(ada)
    for _ in range(10):
        with pytest.raises(FactorRefused):
            services.accept_totp(ada.user_id, code="000000", now=LATER)
    with pytest.raises(TooManyAttempts):
        services.accept_totp(ada.user_id, code=code(secret, at=LATER), now=LATER)
    after = LATER + timedelta(minutes=5)
    services.accept_totp(ada.user_id, code=code(secret, at=after), now=after)


def test_fifty_wrong_codes_are_all_that_a_day_allows() -> None:
    ada = somebody()
    secret = app_of(ada)
    for attempt in range(50):
        with pytest.raises(FactorRefused):
            services.accept_totp(ada.user_id, code="000000", now=NOW + timedelta(minutes=attempt))
    at = NOW + timedelta(hours=3)
    with pytest.raises(TooManyAttempts):
        services.accept_totp(ada.user_id, code=code(secret, at=at), now=at)


def test_names_tell_apps_apart() -> None:
    ada = somebody()
    app_of(ada)
    for name in ("phone", " "):
        with pytest.raises(FactorNameTaken):
            services.begin_totp(proof_of(ada), name=name, now=NOW)


def test_an_enrolment_waits_an_hour() -> None:
    ada = somebody()
    enrolment = services.begin_totp(proof_of(ada), name="phone", now=NOW)
    assert services.get_totp_enrolment(proof_of(ada), now=NOW) == enrolment
    late = NOW + timedelta(hours=1)
    with pytest.raises(FactorNotFound):
        services.confirm_totp(ada.user_id, code=code(enrolment.secret, at=late), now=late)


def test_a_password_enrols_the_first_app_but_no_second_one() -> None:
    ada = somebody()
    proof = services.prove_by_password(ada.user_id, password=PASSWORD, now=NOW)
    enrolment = services.begin_totp(proof, name="phone", now=NOW)
    services.confirm_totp(ada.user_id, code=code(enrolment.secret, at=NOW), now=NOW)
    with pytest.raises(ProofNeeded):
        services.begin_totp(proof, name="tablet", now=NOW)
