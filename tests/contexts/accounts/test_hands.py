"""Accounts that may have got into other hands: what is kept, who is told, and what the link in the letter does."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from strongroom.accounts import services
from strongroom.accounts.errors import DisputeLinkInvalid
from strongroom.accounts.models import HandsChange, User
from strongroom.accounts.queries import Person, find_running_change, find_token, get_person, list_tokens
from strongroom.accounts.services import AddressChange, Dispute, HandsCause
from strongroom.infra.db import write
from strongroom.infra.outbox.models import OutgoingMail
from tests.contexts.accounts.given import LATER, NOW, OTTO, app_of, facts_about, proof_of, somebody

pytestmark = pytest.mark.django_db

END = NOW + timedelta(hours=72)


def changed(person: Person, cause: HandsCause = HandsCause.PASSWORD_RESET, *, hours: int = 0) -> HandsChange:
    """Record a change of hands, some hours from now."""
    at = NOW + timedelta(hours=hours)
    with write():
        services.record_hands_change(User.objects.get(pk=person.user_id), cause, by=OTTO, now=at)
    return HandsChange.objects.latest("pk")


def link_in(letter: OutgoingMail) -> tuple[int, str]:
    """Return what the link in a letter about a change of hands says."""
    found = re.search(r"/account/not-me/(\d+)/(\S+)/$", letter.text, re.MULTILINE)
    assert found is not None, letter.text
    return int(found[1]), found[2]


def newest_link() -> tuple[int, str]:
    return link_in(OutgoingMail.objects.filter(text__contains="/account/not-me/").latest("pk"))


def dispute(*, hours: int = 1) -> Dispute:
    change_id, signature = newest_link()
    return services.dispute(change_id, signature=signature, now=NOW + timedelta(hours=hours))


def test_the_account_waits_for_72_hours() -> None:
    ada = somebody()
    changed(ada)
    change = find_running_change(ada.user_id, now=END - timedelta(seconds=1))
    assert change is not None
    assert (change.cause, change.at, change.ends_at) == (HandsCause.PASSWORD_RESET, NOW, END)
    assert get_person(ada.user_id).hands_until == END
    assert find_running_change(ada.user_id, now=END) is None


def test_of_several_changes_the_last_end_counts_and_is_the_one_on_the_account() -> None:
    ada = somebody()
    changed(ada, HandsCause.RECOVERY_CODE)
    changed(ada, HandsCause.PRIMARY_ADDRESS, hours=5)
    change = find_running_change(ada.user_id, now=LATER)
    assert change is not None
    assert (change.cause, change.ends_at) == (HandsCause.PRIMARY_ADDRESS, END + timedelta(hours=5))
    assert get_person(ada.user_id).hands_until == change.ends_at


@pytest.mark.parametrize("cause", HandsCause)
def test_each_confirmed_address_is_told_why_until_when_and_what_to_do(cause: HandsCause) -> None:
    ada = somebody()
    EmailAddress.objects.create(user_id=ada.user_id, email="old@example.org", verified=True)
    EmailAddress.objects.create(user_id=ada.user_id, email="never@example.org", verified=False)
    changed(ada, cause)
    letters = OutgoingMail.objects.filter(text__contains="/account/not-me/")
    assert {letter.recipient for letter in letters} == {"ada@example.org", "old@example.org"}
    for letter in letters:
        assert cause.words in letter.text
        assert "2026-07-11 12:00 UTC" in letter.text
        assert "asks for no sign-in" in letter.text


def test_it_is_journalled_without_an_address() -> None:
    ada = somebody()
    changed(ada)
    assert facts_about(ada)[-1] == "account.hands_changed"


def test_a_new_primary_address_changes_hands_and_old_and_new_are_told() -> None:
    ada = somebody()
    new = EmailAddress.objects.create(user_id=ada.user_id, email="new@example.org", verified=True)
    new.set_as_primary()
    services.record_address(new, AddressChange.MADE_PRIMARY, now=NOW)
    assert find_running_change(ada.user_id, now=LATER, cause=HandsCause.PRIMARY_ADDRESS) is not None
    told = OutgoingMail.objects.filter(text__contains="/account/not-me/").values_list("recipient", flat=True)
    assert set(told) == {"ada@example.org", "new@example.org"}


@pytest.mark.parametrize("change", sorted(set(AddressChange) - {AddressChange.MADE_PRIMARY}))
def test_other_changes_of_addresses_do_not(change: AddressChange) -> None:
    ada = somebody()
    other = EmailAddress.objects.create(user_id=ada.user_id, email="new@example.org", verified=True)
    services.record_address(other, change, now=NOW)
    assert get_person(ada.user_id).hands_until is None


def test_a_reset_changes_hands_and_a_change_with_the_old_password_does_not() -> None:
    ada = somebody()
    user = User.objects.get(pk=ada.user_id)
    services.set_password(user, password="another-lantern-orbits-58", by=OTTO, now=NOW)
    assert get_person(ada.user_id).hands_until is None
    services.reset_password(user, password="another-lantern-orbits-59", now=NOW)
    assert get_person(ada.user_id).hands_until == END


def test_a_used_recovery_code_changes_hands() -> None:
    ada = somebody()
    app_of(ada)
    codes = services.issue_recovery_codes(proof_of(ada), now=NOW)
    services.accept_recovery_code(ada.user_id, code=codes[0], now=NOW)
    assert find_running_change(ada.user_id, now=LATER, cause=HandsCause.RECOVERY_CODE) is not None


def test_the_link_freezes_the_account() -> None:
    ada = somebody()
    changed(ada)
    found = dispute()
    assert (found.username, found.since, found.is_made) == ("ada", NOW, False)
    assert not get_person(ada.user_id).is_active
    assert facts_about(ada)[-2:] == ["account.hands_disputed", "account.frozen"]


def test_the_link_revokes_the_tokens_made_since_and_suspends_the_others() -> None:
    ada = somebody()
    issued: dict[str, Any] = {"expires_at": None, "projects": None}
    before = NOW - timedelta(minutes=5)
    services.issue_token(proof_of(ada, now=before), name="hers", now=before, **issued)
    changed(ada)
    services.issue_token(proof_of(ada), name="theirs", now=LATER, **issued)
    dispute()
    services.unfreeze(ada.user_id, reason="It is hers again.", by=OTTO, now=NOW + timedelta(hours=2))
    ended = {token.name: find_token(token.id).revocation for token in list_tokens(ada.user_id)}  # type: ignore[union-attr]
    assert ended["hers"] == ""
    assert "its owner said" in ended["theirs"]


def test_it_reaches_back_to_the_first_change_that_had_not_ended() -> None:
    ada = somebody()
    changed(ada, HandsCause.PRIMARY_ADDRESS)
    changed(ada, HandsCause.RECOVERY_CODE, hours=50)
    assert dispute(hours=51).since == NOW


def test_an_earlier_change_that_had_ended_is_left_alone() -> None:
    ada = somebody()
    changed(ada, HandsCause.PRIMARY_ADDRESS)
    changed(ada, HandsCause.RECOVERY_CODE, hours=100)
    assert dispute(hours=101).since == NOW + timedelta(hours=100)


def test_it_counts_once_also_when_operators_have_opened_the_account_again() -> None:
    ada = somebody()
    changed(ada)
    change_id, signature = newest_link()
    dispute()
    services.unfreeze(ada.user_id, reason="We spoke to her.", by=OTTO, now=NOW + timedelta(hours=2))
    assert services.dispute(change_id, signature=signature, now=NOW + timedelta(hours=3)).is_made
    assert get_person(ada.user_id).is_active


def test_an_account_that_was_frozen_meanwhile_stays_so() -> None:
    ada = somebody()
    changed(ada)
    services.freeze(ada.user_id, because="somebody called us", by=OTTO, now=LATER)
    assert not dispute().is_made
    assert User.objects.get(pk=ada.user_id).frozen_because == "somebody called us"


def test_it_works_for_seven_days() -> None:
    changed(somebody())
    change_id, signature = newest_link()
    last = NOW + timedelta(days=7) - timedelta(seconds=1)
    assert services.check_dispute_link(change_id, signature=signature, now=last).username == "ada"
    with pytest.raises(DisputeLinkInvalid, match="older than 7 days"):
        services.dispute(change_id, signature=signature, now=NOW + timedelta(days=7))


def test_a_link_is_bound_to_its_change() -> None:
    ada, ben = somebody(), somebody("ben")
    of_ada = changed(ada)
    _, signature = newest_link()
    of_ben = changed(ben)
    for change_id, signed in ((of_ben.pk, signature), (of_ben.pk, ""), (of_ben.pk, "é"), (10**9, signature)):
        with pytest.raises(DisputeLinkInvalid):
            services.dispute(change_id, signature=signed, now=LATER)
    # As after a backup was put back, in which the next change gets the same number.
    HandsChange.objects.filter(pk=of_ada.pk).update(user_id=ben.user_id)
    with pytest.raises(DisputeLinkInvalid):
        services.dispute(of_ada.pk, signature=signature, now=LATER)
    assert get_person(ben.user_id).is_active
