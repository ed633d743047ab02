"""Recovery codes open once; factors go, but not the last one of somebody who must have one."""

import pytest

from strongroom.accounts import services
from strongroom.accounts.errors import (
    FactorMissing,
    FactorNotFound,
    FactorRefused,
    LastFactorNeeded,
    ProofNeeded,
)
from strongroom.accounts.models import RecoveryCode
from strongroom.accounts.queries import (
    FactorKind,
    Person,
    Protection,
    count_recovery_codes,
    get_person,
    list_factors,
    recovery_codes_wait,
)
from strongroom.accounts.services import ProofMethod
from strongroom.infra.throttle.services import TooManyAttempts
from tests.contexts.accounts.given import (
    LATER,
    NOW,
    PASSWORD,
    app_of,
    facts_about,
    key_of,
    mails_to,
    proof_of,
    somebody,
)

pytestmark = pytest.mark.django_db


def remove(person: Person, name: str, *, must_keep: Protection = Protection.NONE) -> None:
    """Remove the factor of that name."""
    factor = next(factor for factor in list_factors(person.user_id) if factor.name == name)
    services.remove_factor(
        proof_of(person), kind=factor.kind, factor_id=factor.id, must_keep=must_keep, now=NOW
    )


def test_a_recovery_code_works_once_however_it_is_typed() -> None:
    ada = somebody()
    app_of(ada)
    codes = services.issue_recovery_codes(proof_of(ada), now=NOW)
    assert count_recovery_codes(ada.user_id) == len(codes) == 10

    proof = services.accept_recovery_code(ada.user_id, code=codes[3].lower().replace("-", " "), now=LATER)

    assert proof.method is ProofMethod.RECOVERY_CODE
    assert count_recovery_codes(ada.user_id) == 9
    assert facts_about(ada)[-2:] == ["account.recovery_code_used", "account.hands_changed"]
    assert any("You have 9 left" in text for text in mails_to(ada))
    with pytest.raises(FactorRefused):
        services.accept_recovery_code(ada.user_id, code=codes[3], now=LATER)


def test_the_codes_are_kept_as_digests_only() -> None:
    ada = somebody()
    app_of(ada)
    codes = services.issue_recovery_codes(proof_of(ada), now=NOW)
    kept = b"".join(bytes(row.digest) for row in RecoveryCode.objects.all())
    assert all(code.encode() not in kept and code.replace("-", "").encode() not in kept for code in codes)


def test_new_codes_replace_the_old_ones() -> None:
    ada = somebody()
    app_of(ada)
    old = services.issue_recovery_codes(proof_of(ada), now=NOW)
    services.issue_recovery_codes(proof_of(ada), now=NOW)
    with pytest.raises(FactorRefused):
        services.accept_recovery_code(ada.user_id, code=old[0], now=LATER)


@pytest.mark.parametrize("nonsense", ["", "None", "7K3Q-9XWF-0ABC-D4EF", "\N{KELVIN SIGN}"])
def test_what_is_no_code_is_refused(nonsense: str) -> None:
    ada = somebody()
    app_of(ada)
    services.issue_recovery_codes(proof_of(ada), now=NOW)
    with pytest.raises(FactorRefused):
        services.accept_recovery_code(ada.user_id, code=nonsense, now=LATER)


def test_the_code_of_somebody_else_is_refused() -> None:
    ada, ben = somebody(), somebody("ben")
    app_of(ada)
    codes = services.issue_recovery_codes(proof_of(ada), now=NOW)
    with pytest.raises(FactorRefused):
        services.accept_recovery_code(ben.user_id, code=codes[0], now=LATER)


def test_whoever_uses_up_the_codes_of_the_app_leaves_the_way_back_open() -> None:
    ada = somebody()
    app_of(ada)
    codes = services.issue_recovery_codes(proof_of(ada), now=NOW)
    for _ in range(10):
        with pytest.raises(FactorRefused):
            services.accept_totp(ada.user_id, code="000000", now=LATER)
    with pytest.raises(TooManyAttempts):
        services.accept_totp(ada.user_id, code="000000", now=LATER)
    services.accept_recovery_code(ada.user_id, code=codes[0], now=LATER)


def test_wrong_recovery_codes_have_a_brake() -> None:
    ada = somebody()
    app_of(ada)
    for _ in range(20):
        with pytest.raises(FactorRefused):
            services.accept_recovery_code(ada.user_id, code="7K3Q-9XWF-0ABC-D4EF", now=LATER)
    with pytest.raises(TooManyAttempts):
        services.accept_recovery_code(ada.user_id, code="7K3Q-9XWF-0ABC-D4EF", now=LATER)


def test_codes_wait_until_one_of_the_set_was_used() -> None:
    ada = somebody()
    app_of(ada)
    assert not recovery_codes_wait(ada.user_id)
    codes = services.issue_recovery_codes(proof_of(ada), now=NOW)
    assert recovery_codes_wait(ada.user_id)

    services.confirm_recovery_codes(ada.user_id, code=codes[0], now=LATER)

    assert not recovery_codes_wait(ada.user_id)
    assert count_recovery_codes(ada.user_id) == 9
    assert facts_about(ada)[-1] == "account.recovery_codes_confirmed"
    services.issue_recovery_codes(proof_of(ada), now=NOW)
    assert recovery_codes_wait(ada.user_id)


def test_a_code_that_was_used_up_to_confirm_opens_nothing() -> None:
    ada = somebody()
    app_of(ada)
    codes = services.issue_recovery_codes(proof_of(ada), now=NOW)
    services.confirm_recovery_codes(ada.user_id, code=codes[0], now=LATER)
    with pytest.raises(FactorRefused):
        services.accept_recovery_code(ada.user_id, code=codes[0], now=LATER)
    with pytest.raises(FactorRefused):
        services.confirm_recovery_codes(ada.user_id, code="7K3Q-9XWF-0ABC-D4EF", now=LATER)


def test_whoever_comes_back_by_a_code_has_kept_them() -> None:
    ada = somebody()
    app_of(ada)
    codes = services.issue_recovery_codes(proof_of(ada), now=NOW)
    services.accept_recovery_code(ada.user_id, code=codes[0], now=LATER)
    assert not recovery_codes_wait(ada.user_id)


def test_recovery_codes_come_after_a_factor() -> None:
    with pytest.raises(FactorMissing):
        services.issue_recovery_codes(proof_of(somebody()), now=NOW)


def test_a_factor_is_removed() -> None:
    ada = somebody()
    key_of(ada)
    remove(ada, "blue key")
    assert get_person(ada.user_id).protection is Protection.NONE
    assert facts_about(ada)[-1] == "account.key_removed"
    assert '"blue key" was removed' in mails_to(ada)[-1]


def test_recovery_codes_go_with_the_last_factor() -> None:
    ada = somebody()
    app_of(ada)
    services.issue_recovery_codes(proof_of(ada), now=NOW)
    remove(ada, "phone")
    assert count_recovery_codes(ada.user_id) == 0


def test_the_last_factor_of_somebody_bound_stays() -> None:
    ada = somebody()
    app_of(ada)
    app_of(ada, name="tablet")
    remove(ada, "tablet", must_keep=Protection.TOTP)
    with pytest.raises(LastFactorNeeded):
        remove(ada, "phone", must_keep=Protection.TOTP)
    assert get_person(ada.user_id).is_protected
    assert facts_about(ada)[-1] == "account.totp_removed"


def test_the_last_key_stays_where_keys_are_asked_for_but_an_app_may_go() -> None:
    ada = somebody()
    app_of(ada)
    key_of(ada)
    with pytest.raises(LastFactorNeeded):
        remove(ada, "blue key", must_keep=Protection.PHISHING_RESISTANT)
    remove(ada, "phone", must_keep=Protection.PHISHING_RESISTANT)
    assert [factor.name for factor in list_factors(ada.user_id)] == ["blue key"]


def test_nobody_removes_the_factor_of_somebody_else() -> None:
    ada, ben = somebody(), somebody("ben")
    app_of(ada)
    [factor] = list_factors(ada.user_id)
    for kind in FactorKind:
        with pytest.raises(FactorNotFound):
            services.remove_factor(
                proof_of(ben), kind=kind, factor_id=factor.id, must_keep=Protection.NONE, now=NOW
            )


def test_a_password_removes_no_factor() -> None:
    ada = somebody()
    app_of(ada)
    [factor] = list_factors(ada.user_id)
    proof = services.prove_by_password(ada.user_id, password=PASSWORD, now=NOW)
    with pytest.raises(ProofNeeded):
        services.remove_factor(
            proof, kind=factor.kind, factor_id=factor.id, must_keep=Protection.NONE, now=NOW
        )
