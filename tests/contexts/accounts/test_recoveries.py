"""Giving an account back by operators: what each step leaves behind, and who can stop it."""

import re
from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings

from strongroom.accounts import services
from strongroom.accounts.errors import (
    AccountNotOpen,
    ApprovalRefused,
    PasswordRefused,
    RecoveryLinkInvalid,
    RecoveryNotFound,
    RecoveryUnfit,
)
from strongroom.accounts.models import AddressHistory, ApiToken, HandsChange, OperatorRole, Recovery, User
from strongroom.accounts.queries import (
    Person,
    Protection,
    count_recovery_codes,
    find_running_change,
    get_person,
    get_recovery,
    list_recoveries,
)
from strongroom.accounts.services import ProofMethod, RecoveryRequest, Stage
from strongroom.foundation.actors import Actor
from strongroom.foundation.reasons import ReasonUnfit
from strongroom.infra.journal.queries import list_entries_about
from strongroom.infra.outbox.models import OutgoingMail
from tests.contexts.accounts.given import NOW, app_of, facts_about, key_of, proof_of, somebody
from tests.contexts.accounts.test_races import at_once
from tests.support.given import closed, release, role

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
READY = NOW + 7 * DAY
CONSOLE = Actor.operator(name="console")
NIGHTLY = Actor.system("nightly")
REQUEST = RecoveryRequest(
    "My phone with the app, and the paper with the codes.", "I hold the domain, ask me by phone."
)
NEW_PASSWORD = "a harbor seal reads 44 maps"


def operator(name: str) -> Actor:
    """Return somebody who has been an operator for a week."""
    person = somebody(name)
    OperatorRole.objects.create(
        user_id=person.user_id,
        role=services.Role.SUPPORT,
        granted_at=NOW - 7 * DAY,
        granted_by="system:setup",
    )
    return Actor.operator(name=name, user_id=person.user_id)


def asked(
    person: Person, request: RecoveryRequest = REQUEST, *, password: bool = True, now: datetime = NOW
) -> int:
    services.ask_for_recovery(person.username, request, password_given=password, now=now)
    return list_recoveries(open_only=True)[0].recovery_id


def approve(recovery_id: int, by: Actor, *, now: datetime = NOW) -> None:
    services.approve_recovery(recovery_id, reason="It is her.", note="We spoke by video.", by=by, now=now)


def approved(person: Person, request: RecoveryRequest = REQUEST) -> int:
    """Return a request that two operators approved at `NOW`."""
    number = asked(person, request)
    approve(number, operator("otto"))
    approve(number, operator("olga"))
    return number


def link(address: str, word: str) -> list[str]:
    """Return the parts of the newest link in letters to an address: .../recovery/<id>/<word>/..."""
    for text in OutgoingMail.objects.filter(recipient=address).order_by("-pk").values_list("text", flat=True):
        found = re.search(rf"/account/recovery/(\d+)/{word}/(\S+)/", text)
        if found:
            return [found[1], *found[2].split("/")]
    raise AssertionError(f"no link to {word} was written to {address}")


def complete(address: str, *, now: datetime = READY, password: str = NEW_PASSWORD) -> int:
    services.tend_recoveries(by=NIGHTLY, now=now)
    number, signature = link(address, "complete")
    return services.complete_recovery(int(number), signature=signature, password=password, now=now)


def subjects_to(address: str) -> list[str]:
    rows = OutgoingMail.objects.filter(recipient=address, subject__contains="ada").order_by("pk")
    return [
        subject.removeprefix(f"[{settings.STRONGROOM_NAME}] ")
        for subject in rows.values_list("subject", flat=True)
    ]


@pytest.fixture
def ada() -> Person:
    """A person who has everything that a recovery takes away, and shares a project with ben."""
    ada = somebody("ada")
    key_of(ada)
    app_of(ada)
    services.issue_recovery_codes(proof_of(ada), now=NOW)
    services.issue_token(proof_of(ada), name="laptop", projects=None, expires_at=None, now=NOW)
    return get_person(ada.user_id)


@pytest.fixture
def ben(ada: Person) -> Person:
    ben = somebody("ben")
    role(ben, release(ada, "harborlight"))
    return ben


def test_an_account_is_given_back(ada: Person, ben: Person) -> None:
    number = approved(ada)
    assert get_recovery(number).stage(NOW) is Stage.WAITING
    assert complete(ada.address) == ada.user_id
    person = get_person(ada.user_id)
    assert person.protection is Protection.NONE
    assert person.address == ada.address
    assert count_recovery_codes(ada.user_id) == 0
    assert not ApiToken.objects.filter(user_id=ada.user_id, revoked_at=None).exists()
    assert User.objects.get(pk=ada.user_id).check_password(NEW_PASSWORD)
    change = find_running_change(ada.user_id, now=READY)
    assert change is not None
    assert change.cause == "operator-recovery"
    assert [
        fact for fact in facts_about(ada) if fact.startswith("account.recovery_") and "code" not in fact
    ] == [
        "account.recovery_asked",
        "account.recovery_approved",
        "account.recovery_approved",
        "account.recovery_ready",
        "account.recovery_done",
    ]
    assert get_recovery(number).stage(READY) is Stage.DONE


def test_each_step_is_told_to_every_address_and_to_who_shares_a_project(ada: Person, ben: Person) -> None:
    user = User.objects.get(pk=ada.user_id)
    EmailAddress.objects.create(user=user, email="other@example.org", verified=True)
    EmailAddress.objects.create(user=user, email="typing-error@example.org", verified=False)
    lapsed = EmailAddress.objects.create(user=user, email="ada@lapsed.example", verified=False)
    AddressHistory.objects.create(address=lapsed, lapsed_at=NOW, lapsed_because="The domain is gone.")
    stranger = somebody("cleo")
    approved(ada)
    complete(ada.address)
    steps = [
        "Somebody asks to be given the account ada",
        "One operator approved that ada is recovered",
        "ada is given back on 2026-07-15, unless you object",
        "ada can be recovered now",
        "The recovery of ada has ended",
    ]
    for address in ("other@example.org", "ada@lapsed.example", ben.address):
        assert [one for one in subjects_to(address) if "recover" in one or "given" in one] == steps, address
    assert set(steps) < set(subjects_to(ada.address))
    assert subjects_to("typing-error@example.org") == []
    assert not [one for one in subjects_to(stranger.address) if one in steps]


def test_the_evidence_is_read_by_operators_only_and_their_words_by_everybody(
    ada: Person, ben: Person
) -> None:
    approved(ada, RecoveryRequest("All keys.", "My passport says so.", "ada@new.example"))
    letters = "\n".join(OutgoingMail.objects.values_list("text", flat=True))
    assert "My passport says so." not in letters
    assert "ada@new.example" not in letters
    assert "a…@new.example" in letters
    to_ben = OutgoingMail.objects.filter(recipient=ben.address).last()
    assert to_ben is not None
    for words in ("All keys.", "It is her.", "We spoke by video.", "operator otto", "operator olga"):
        assert words in to_ben.text


def test_a_new_address_counts_only_when_the_link_to_it_is_used(ada: Person) -> None:
    approved(ada, RecoveryRequest("My domain.", "See my site.", "Ada@New.example"))
    assert get_person(ada.user_id).address == ada.address
    complete("ada@new.example")
    assert get_person(ada.user_id).address == "ada@new.example"
    assert not EmailAddress.objects.filter(email=ada.address, verified=True).exists(), (
        "it resets nothing any more"
    )
    hands = OutgoingMail.objects.filter(text__contains="/account/not-me/")
    assert {ada.address, "ada@new.example"} <= set(hands.values_list("recipient", flat=True))


def test_the_link_goes_to_nobody_but_the_approved_address(ada: Person, ben: Person) -> None:
    approved(ada, RecoveryRequest("My domain.", "See my site.", "ada@new.example"))
    services.tend_recoveries(by=NIGHTLY, now=READY)
    with_link = OutgoingMail.objects.filter(text__contains="/complete/").values_list("recipient", flat=True)
    assert list(with_link) == ["ada@new.example"]
    services.tend_recoveries(by=NIGHTLY, now=READY + DAY)
    assert OutgoingMail.objects.filter(text__contains="/complete/").count() == 1


def test_it_waits_for_a_week_whatever_the_job_does(ada: Person) -> None:
    approved(ada)
    services.tend_recoveries(by=NIGHTLY, now=READY)
    number, signature = link(ada.address, "complete")
    with pytest.raises(RecoveryUnfit, match="waiting"):
        services.complete_recovery(
            int(number), signature=signature, password=NEW_PASSWORD, now=READY - timedelta(seconds=1)
        )


def test_the_link_works_for_a_week_and_once(ada: Person) -> None:
    approved(ada)
    with pytest.raises(RecoveryUnfit):
        complete(ada.address, now=READY) and complete(ada.address, now=READY)
    assert get_person(ada.user_id).protection is Protection.NONE


def test_a_link_that_was_not_used_expires(ada: Person) -> None:
    number = approved(ada)
    services.tend_recoveries(by=NIGHTLY, now=READY)
    _, signature = link(ada.address, "complete")
    late = READY + 7 * DAY
    with pytest.raises(RecoveryUnfit, match="expired"):
        services.complete_recovery(number, signature=signature, password=NEW_PASSWORD, now=late)
    services.tend_recoveries(by=NIGHTLY, now=late)
    assert get_recovery(number).course.ending == "expired"
    assert facts_about(ada)[-1] == "account.recovery_expired"


def test_a_weak_password_changes_nothing(ada: Person) -> None:
    number = approved(ada)
    with pytest.raises(PasswordRefused):
        complete(ada.address, password="password1234")
    assert get_person(ada.user_id).is_protected
    assert get_recovery(number).stage(READY) is Stage.READY


def test_a_forged_link_is_refused(ada: Person) -> None:
    number = approved(ada)
    for signature in ("", "x" * 43):
        with pytest.raises(RecoveryLinkInvalid):
            services.complete_recovery(number, signature=signature, password=NEW_PASSWORD, now=READY)
        with pytest.raises(RecoveryLinkInvalid):
            services.object_by_link(
                number, reader_id=ada.user_id, signature=signature, because="No.", now=NOW
            )
    with pytest.raises(RecoveryLinkInvalid):
        services.check_objection_link(number + 1, reader_id=ada.user_id, signature="x")


@pytest.mark.parametrize("who", ["ada", "ben"])
@pytest.mark.parametrize("when", [NOW, READY])
def test_one_objection_by_the_link_ends_it(ada: Person, ben: Person, who: str, when: datetime) -> None:
    number = approved(ada)
    services.tend_recoveries(by=NIGHTLY, now=when)
    reader = {"ada": ada, "ben": ben}[who]
    recovery_id, reader_id, signature = link(reader.address, "object")
    with pytest.raises(ReasonUnfit):
        services.object_by_link(
            int(recovery_id), reader_id=int(reader_id), signature=signature, because=" ", now=when
        )
    services.object_by_link(
        int(recovery_id), reader_id=int(reader_id), signature=signature, because="Not me.", now=when
    )
    assert get_recovery(number).stage(when) is Stage.REFUSED
    assert list_entries_about("ada")[0].by == f"person:{who}"
    with pytest.raises((RecoveryUnfit, AssertionError)):
        complete(ada.address)
    assert get_person(ada.user_id).is_protected
    last = OutgoingMail.objects.filter(recipient=ben.address).last()
    assert last is not None
    assert f"{who} objected: Not me." in last.text


def test_who_shares_a_project_objects_signed_in_and_nobody_else(ada: Person, ben: Person) -> None:
    number = asked(ada)
    cleo = somebody("cleo")
    assert [one.recovery_id for one in services.list_recoveries_concerning(ben.user_id)] == [number]
    assert services.list_recoveries_concerning(cleo.user_id) == []
    with pytest.raises(RecoveryNotFound):
        services.object_signed_in(number, user_id=cleo.user_id, because="I dislike her.", now=NOW)
    services.object_signed_in(number, user_id=ben.user_id, because="She sits beside me.", now=NOW)
    assert get_recovery(number).ended_because == "She sits beside me."


@pytest.mark.parametrize("method", [ProofMethod.KEY, ProofMethod.TOTP, ProofMethod.RECOVERY_CODE])
def test_a_sign_in_with_a_factor_ends_it(ada: Person, method: ProofMethod) -> None:
    number = approved(ada)
    services.signed_in(ada.user_id, method=ProofMethod.PASSWORD, proved_at=NOW, now=NOW)
    assert get_recovery(number).stage(NOW) is Stage.WAITING, "a password may be stolen"
    services.signed_in(ada.user_id, method=method, proved_at=READY, now=READY)
    assert get_recovery(number).stage(READY) is Stage.WITHDRAWN
    assert "signed in with a second factor" in get_recovery(number).ended_because


def test_a_sign_in_after_it_expired_is_no_matter(ada: Person) -> None:
    number = asked(ada)
    late = NOW + 31 * DAY
    services.signed_in(ada.user_id, method=ProofMethod.KEY, proved_at=late, now=late)
    assert get_recovery(number).stage(late) is Stage.EXPIRED


def test_unknown_closed_and_impatient_askers_get_the_same_answer(ada: Person) -> None:
    closed(somebody("cleo"))
    written = OutgoingMail.objects.count()
    for name in ("nobody", "cleo"):
        services.ask_for_recovery(name, REQUEST, password_given=False, now=NOW)
    assert OutgoingMail.objects.count() == written
    services.ask_for_recovery("ADA", REQUEST, password_given=False, now=NOW)
    written = OutgoingMail.objects.count()
    services.ask_for_recovery("ada", REQUEST, password_given=False, now=NOW)
    assert OutgoingMail.objects.count() == written
    assert Recovery.objects.count() == 1
    with pytest.raises(RecoveryUnfit, match="open already"):
        services.ask_for_recovery("ada", REQUEST, password_given=True, now=NOW)
    services.ask_for_recovery("ada", REQUEST, password_given=False, now=NOW + 31 * DAY)
    assert [one.course.ending for one in list_recoveries()] == [None, "expired"]


def test_neither_the_person_nor_one_operator_twice_nor_changed_hands_nor_a_new_operator(ada: Person) -> None:
    number = asked(ada)
    otto, olga, cleo = operator("otto"), operator("olga"), somebody("cleo")
    with pytest.raises(ApprovalRefused, match="own account"):
        approve(number, Actor.operator(name="ada", user_id=ada.user_id))
    with pytest.raises(ApprovalRefused):
        approve(number, Actor.person(user_id=99, name="cleo"))
    approve(number, otto)
    with pytest.raises(ApprovalRefused, match="already"):
        approve(number, otto)
    services.record_hands_change(
        User.objects.get(username="olga"), services.HandsCause.PASSWORD_RESET, by=CONSOLE, now=NOW
    )
    with pytest.raises(ApprovalRefused, match="changed hands"):
        approve(number, olga)
    assert get_recovery(number).stage(NOW) is Stage.APPROVED_ONCE
    services.grant_role("cleo", services.Role.SUPPORT, by=otto, reason="We are too few.", now=NOW)
    with pytest.raises(ApprovalRefused, match="less than 7 days"):
        approve(number, Actor.operator(name="cleo", user_id=cleo.user_id))
    approve(number, CONSOLE)
    with pytest.raises(RecoveryUnfit):
        approve(number, CONSOLE)
    assert get_recovery(number).stage(NOW) is Stage.WAITING


def test_an_operator_opens_one_for_somebody_but_not_for_themselves(ada: Person) -> None:
    otto = operator("otto")
    with pytest.raises(ApprovalRefused):
        services.open_recovery("otto", REQUEST, by=otto, now=NOW)
    number = services.open_recovery("ada", REQUEST, by=otto, now=NOW)
    record = get_recovery(number)
    assert (record.asked_by, record.stage(NOW)) == ("operator:otto", Stage.ASKED)
    with pytest.raises(RecoveryUnfit):
        services.open_recovery("ada", REQUEST, by=otto, now=NOW)
    services.turn_down_recovery(number, reason="It was a test.", by=otto, now=NOW)
    assert get_recovery(number).stage(NOW) is Stage.REFUSED


def test_a_frozen_account_is_given_back_and_open_then(ada: Person) -> None:
    services.freeze(ada.user_id, because="it was stolen", by=CONSOLE, now=NOW)
    approved(ada)
    assert not get_person(ada.user_id).is_active
    complete(ada.address)
    assert get_person(ada.user_id).is_active
    assert find_running_change(ada.user_id, now=READY) is not None


def test_a_closed_account_is_neither_asked_for_nor_approved_nor_given_back(ada: Person) -> None:
    number = asked(ada)
    closed(ada)
    with pytest.raises(AccountNotOpen):
        approve(number, operator("otto"))
    with pytest.raises(AccountNotOpen):
        services.open_recovery("ada", REQUEST, by=operator("olga"), now=NOW)


def test_without_an_address_for_the_link_nothing_is_approved(ada: Person) -> None:
    EmailAddress.objects.filter(user_id=ada.user_id).update(verified=False)
    number = asked(ada)
    with pytest.raises(RecoveryUnfit, match="no address"):
        approve(number, operator("otto"))


def test_an_address_that_lapses_while_it_waits_ends_it(ada: Person) -> None:
    number = approved(ada)
    EmailAddress.objects.filter(user_id=ada.user_id).update(verified=False)
    services.tend_recoveries(by=NIGHTLY, now=READY)
    assert get_recovery(number).stage(READY) is Stage.REFUSED
    assert not OutgoingMail.objects.filter(text__contains="/complete/").exists()


def test_the_address_of_somebody_else_is_not_approved(ada: Person) -> None:
    somebody("mallory")
    number = asked(ada, RecoveryRequest("All.", "None.", "mallory@example.org"))
    with pytest.raises(RecoveryUnfit, match="another account"):
        approve(number, operator("otto"))


def test_the_change_of_hands_closes_nothing_for_who_objects_later(ada: Person) -> None:
    approved(ada)
    complete(ada.address)
    assert HandsChange.objects.filter(user_id=ada.user_id, cause="operator-recovery").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_the_link_at_once_one_gets_the_account() -> None:
    ada = somebody("ada")
    key_of(ada)
    approved(ada)
    services.tend_recoveries(by=NIGHTLY, now=READY)
    number, signature = link(ada.address, "complete")
    outcomes = at_once(
        lambda: services.complete_recovery(int(number), signature=signature, password=NEW_PASSWORD, now=READY)
    )
    assert outcomes == {"accepted": 1, "recovery_unfit": 11}


@pytest.mark.django_db(transaction=True)
def test_of_one_operator_in_twelve_windows_one_approval_counts() -> None:
    number = asked(somebody("ada"))
    otto = operator("otto")
    assert at_once(lambda: approve(number, otto)) == {"accepted": 1, "approval_refused": 11}
