"""Freeze an account, and open it again: what works with it meanwhile, who is told, and what does not end."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from strongroom.accounts import services
from strongroom.accounts.errors import (
    AccountNotOpen,
    FactorRefused,
    ProofNeeded,
    StandingUnfit,
)
from strongroom.accounts.models import Session, User
from strongroom.accounts.queries import find_running_change, get_person, list_live_tokens
from strongroom.accounts.services import HandsCause
from strongroom.foundation.reasons import ReasonUnfit
from strongroom.foundation.tokens.errors import TokenRefused
from strongroom.infra.journal.queries import list_entries_about
from strongroom.infra.outbox.models import OutgoingMail
from tests.contexts.accounts.given import (
    LATER,
    NOW,
    OTTO,
    PASSWORD,
    app_of,
    code,
    facts_about,
    proof_of,
    somebody,
)

pytestmark = pytest.mark.django_db

BECAUSE = "strangers use it"


def frozen(name: str = "ada") -> User:
    person = somebody(name)
    services.freeze(person.user_id, because=BECAUSE, by=OTTO, now=NOW)
    return User.objects.get(pk=person.user_id)


def test_a_frozen_account_says_since_when_and_why() -> None:
    user = frozen()
    assert (user.is_active, user.frozen_at, user.frozen_because) == (False, NOW, BECAUSE)
    with pytest.raises(
        AccountNotOpen, match=r"frozen since 2026-07-08 12:00 UTC. It was frozen because strangers"
    ):
        services.require_open(user.pk)


def test_it_is_journalled_with_the_reason_and_told_at_every_address() -> None:
    ada = somebody()
    EmailAddress.objects.create(user_id=ada.user_id, email="old@example.org", verified=True)
    EmailAddress.objects.create(user_id=ada.user_id, email="never@example.org", verified=False)
    services.freeze(ada.user_id, because=BECAUSE, by=OTTO, now=NOW)
    [entry] = [one for one in list_entries_about("ada") if one.kind == "account.frozen"]
    assert (entry.reason, entry.by) == (BECAUSE, "operator:otto")
    told = OutgoingMail.objects.filter(subject__contains="is frozen")
    assert {mail.recipient for mail in told} == {"ada@example.org", "old@example.org"}
    assert all(BECAUSE in mail.text and "operator otto" in mail.text for mail in told)


def test_nothing_works_with_it() -> None:
    ada = somebody()
    secret = app_of(ada)
    codes = services.issue_recovery_codes(proof_of(ada), now=NOW)
    token = services.issue_token(proof_of(ada), name="ci", projects=None, expires_at=None, now=NOW)
    services.freeze(ada.user_id, because=BECAUSE, by=OTTO, now=NOW)
    with pytest.raises(FactorRefused):
        services.prove_by_password(ada.user_id, password=PASSWORD, now=LATER)
    with pytest.raises(FactorRefused):
        services.accept_totp(ada.user_id, code=code(secret, at=LATER), now=LATER)
    with pytest.raises(FactorRefused):
        services.accept_recovery_code(ada.user_id, code=codes[0], now=LATER)
    with pytest.raises(ProofNeeded):
        services.begin_totp(proof_of(ada), name="tablet", now=NOW)
    with pytest.raises(TokenRefused, match=r"is frozen since .* because strangers use it. If it is yours"):
        services.authenticate_token(token, now=LATER)
    assert list_live_tokens(["ada"]) == []


def test_a_password_that_was_being_set_is_not() -> None:
    user = frozen()
    with pytest.raises(AccountNotOpen):
        services.reset_password(user, password="another-lantern-orbits-58", now=LATER)
    with pytest.raises(AccountNotOpen):
        services.set_password(user, password="another-lantern-orbits-58", by=OTTO, now=LATER)
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_an_enrolment_that_was_begun_is_not_finished() -> None:
    ada = somebody()
    enrolment = services.begin_totp(proof_of(ada), name="phone", now=NOW)
    services.freeze(ada.user_id, because=BECAUSE, by=OTTO, now=NOW)
    with pytest.raises(AccountNotOpen):
        services.confirm_totp(ada.user_id, code=code(enrolment.secret, at=NOW), now=NOW)
    assert not get_person(ada.user_id).is_protected


def test_its_sessions_end() -> None:
    ada = somebody()
    Session.objects.create(session_key="x", session_data="", expire_date=LATER, user_id=ada.user_id)
    services.freeze(ada.user_id, because=BECAUSE, by=OTTO, now=NOW)
    assert not Session.objects.exists()


def test_opened_again_it_is_as_before() -> None:
    ada = somebody()
    token = services.issue_token(proof_of(ada), name="ci", projects=None, expires_at=None, now=NOW)
    services.freeze(ada.user_id, because=BECAUSE, by=OTTO, now=NOW)
    services.unfreeze(ada.user_id, reason="It is hers.", by=OTTO, now=LATER)
    assert get_person(ada.user_id).is_active
    assert services.authenticate_token(token, now=LATER).name == "ada"
    assert "account.unfrozen" in facts_about(ada)
    assert OutgoingMail.objects.filter(
        subject__contains="is open again", text__contains="It is hers."
    ).exists()


def test_whoever_talked_an_operator_into_opening_it_waits() -> None:
    ada = somebody()
    services.freeze(ada.user_id, because=BECAUSE, by=OTTO, now=NOW)
    opened = NOW + timedelta(days=9)
    services.unfreeze(ada.user_id, reason="They sounded nice.", by=OTTO, now=opened)
    change = find_running_change(ada.user_id, now=opened)
    assert change is not None
    assert (change.cause, change.ends_at) == (HandsCause.UNFROZEN, opened + timedelta(hours=72))
    assert OutgoingMail.objects.filter(text__contains="/account/not-me/").exists()


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 501])
def test_a_reason_is_needed_that_fits(reason: str) -> None:
    ada = somebody()
    with pytest.raises(ReasonUnfit):
        services.freeze(ada.user_id, because=reason, by=OTTO, now=NOW)
    services.freeze(ada.user_id, because=BECAUSE, by=OTTO, now=NOW)
    with pytest.raises(ReasonUnfit):
        services.unfreeze(ada.user_id, reason=reason, by=OTTO, now=NOW)


def test_nothing_is_done_twice() -> None:
    user = frozen()
    with pytest.raises(StandingUnfit, match="already"):
        services.freeze(user.pk, because=BECAUSE, by=OTTO, now=LATER)
    services.unfreeze(user.pk, reason="Done.", by=OTTO, now=LATER)
    with pytest.raises(StandingUnfit, match="not frozen"):
        services.unfreeze(user.pk, reason="Done.", by=OTTO, now=LATER)


def test_a_closed_account_stays_closed() -> None:
    user = frozen()
    User.objects.filter(pk=user.pk).update(closed_at=NOW)
    services.unfreeze(user.pk, reason="Done.", by=OTTO, now=LATER)
    assert not get_person(user.pk).is_active
    assert get_person(user.pk).hands_until is None


@pytest.mark.parametrize(
    "columns",
    [
        {"is_active": False},
        {"frozen_at": NOW, "frozen_because": "x"},
        {"closed_at": NOW},
        {"is_active": False, "frozen_at": NOW},
        {"is_active": False, "closed_at": NOW, "frozen_because": "x"},
    ],
)
def test_the_database_keeps_no_account_that_does_not_say_why(columns: dict[str, object]) -> None:
    ada = somebody()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=ada.user_id).update(**columns)
