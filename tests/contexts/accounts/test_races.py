"""Twelve at the same instant, on real connections: exactly one is accepted."""

import re
import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection

from strongroom.accounts import services
from strongroom.accounts.models import HandsChange, MailedCode, User
from strongroom.accounts.queries import list_factors
from strongroom.accounts.services import CodePurpose, HandsCause
from strongroom.accounts.services.standing.hands import dispute_signature
from strongroom.foundation.errors import Refusal
from strongroom.infra.db import write
from tests.contexts.accounts.given import (
    LATER,
    NOW,
    OTTO,
    app_of,
    code,
    facts_about,
    key_of,
    mails_to,
    new_key,
    proof_of,
    somebody,
)
from tests.contexts.accounts.saml import answer_of_a_provider

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 12


def at_once(attempt: Callable[[], object]) -> Counter[str]:
    """Run `attempt` in twelve threads that start together; count how it ended."""
    outcomes: Counter[str] = Counter()
    start = threading.Barrier(AT_ONCE)

    def run() -> None:
        try:
            start.wait()
            attempt()
            outcomes["accepted"] += 1
        except Refusal as refusal:
            outcomes[refusal.code] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def check_exactly_one(outcomes: Counter[str]) -> None:
    """One was accepted; the others were refused for the right reason."""
    assert outcomes["accepted"] == 1
    assert set(outcomes) <= {"accepted", "factor_refused", "too_many_attempts"}
    assert outcomes.total() == AT_ONCE


def test_one_code_of_an_app_is_accepted_once() -> None:
    ada = somebody()
    shown = code(app_of(ada), at=LATER)
    check_exactly_one(at_once(lambda: services.accept_totp(ada.user_id, code=shown, now=LATER)))


def test_one_answer_of_a_provider_is_accepted_once() -> None:
    posted, provider = answer_of_a_provider(now=NOW)
    outcomes = at_once(lambda: services.bring_answer(posted, provider, now=NOW))
    assert outcomes == {"accepted": 1, "answer_refused": AT_ONCE - 1}


def test_what_it_says_is_taken_once() -> None:
    posted, provider = answer_of_a_provider(now=NOW)
    ticket = services.bring_answer(posted, provider, now=NOW)
    outcomes = at_once(lambda: services.take_answer(ticket, now=LATER))
    assert outcomes == {"accepted": 1, "answer_refused": AT_ONCE - 1}


def test_one_recovery_code_is_accepted_once() -> None:
    ada = somebody()
    app_of(ada)
    codes = services.issue_recovery_codes(proof_of(ada), now=NOW)
    check_exactly_one(at_once(lambda: services.accept_recovery_code(ada.user_id, code=codes[0], now=LATER)))


def test_one_recovery_code_confirms_the_set_or_signs_in_but_not_both() -> None:
    ada = somebody()
    app_of(ada)
    codes = services.issue_recovery_codes(proof_of(ada), now=NOW)
    uses: list[Callable[..., object]] = [services.confirm_recovery_codes, services.accept_recovery_code] * 6

    def attempt() -> None:
        uses.pop()(ada.user_id, code=codes[0], now=LATER)

    check_exactly_one(at_once(attempt))


def test_keys_that_nobody_names_have_names_of_their_own() -> None:
    ada = somebody()
    answers = []
    for _ in range(AT_ONCE):
        options, ceremony = services.begin_key_registration(proof_of(ada), now=NOW)
        answers.append((ceremony, new_key().create(options)))

    def attempt() -> None:
        ceremony, response = answers.pop()
        services.finish_key_registration(ada.user_id, ceremony=ceremony, name="", response=response, now=NOW)

    assert at_once(attempt) == {"accepted": AT_ONCE}
    assert len(list_factors(ada.user_id)) == AT_ONCE


def test_one_answer_of_a_key_is_accepted_once() -> None:
    ada = somebody()
    key = key_of(ada)
    options, ceremony = services.begin_assertion(ada.user_id, now=LATER)
    answer = key.get(options)
    outcomes = at_once(
        lambda: services.accept_assertion(ada.user_id, ceremony=ceremony, response=answer, now=LATER)
    )
    assert outcomes == {"accepted": 1, "factor_refused": AT_ONCE - 1}


def test_copies_of_a_key_with_one_counter_are_not_both_accepted() -> None:
    ada = somebody()
    key = key_of(ada)
    questions = []
    for _ in range(AT_ONCE):
        key.count = 6
        options, ceremony = services.begin_assertion(ada.user_id, now=LATER)
        questions.append((ceremony, key.get(options)))

    def attempt() -> None:
        ceremony, answer = questions.pop()
        services.accept_assertion(ada.user_id, ceremony=ceremony, response=answer, now=LATER)

    assert at_once(attempt) == {"accepted": 1, "factor_refused": AT_ONCE - 1}


def test_one_mailed_code_is_accepted_once() -> None:
    ada = somebody()
    ticket = services.send_code(User.objects.get(pk=ada.user_id), CodePurpose.SIGN_IN, now=NOW)
    found = re.search(r"^    (\S+)$", mails_to(ada)[-1], re.MULTILINE)
    assert found is not None
    check_exactly_one(
        at_once(
            lambda: services.accept_code(
                ada.user_id, CodePurpose.SIGN_IN, ticket=ticket, code=found[1], now=LATER
            ),
        )
    )


def test_twelve_wrong_tries_at_once_are_all_counted() -> None:
    ada = somebody()
    ticket = services.send_code(User.objects.get(pk=ada.user_id), CodePurpose.SIGN_IN, now=NOW)
    outcomes = at_once(
        lambda: services.accept_code(
            ada.user_id, CodePurpose.SIGN_IN, ticket=ticket, code="0000-0000", now=LATER
        )
    )
    assert outcomes == {"factor_refused": AT_ONCE}
    assert MailedCode.objects.get().tries == 5


def test_an_owner_who_clicks_often_freezes_the_account_once() -> None:
    ada = somebody()
    with write():
        services.record_hands_change(
            User.objects.get(pk=ada.user_id), HandsCause.PASSWORD_RESET, by=OTTO, now=NOW
        )
    row = HandsChange.objects.get()
    signature = dispute_signature(row)
    done = at_once(lambda: services.dispute(row.pk, signature=signature, now=LATER))
    assert done == Counter(accepted=AT_ONCE)
    assert facts_about(ada).count("account.frozen") == 1
