"""Accounts that may be in other hands, as people meet them: a reset by a thief, the link of the owner, a frozen account."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from strongroom.accounts import services
from strongroom.accounts.models import User
from strongroom.accounts.queries import Person, find_running_change, get_person
from strongroom.accounts.services import HandsCause
from strongroom.catalog.models import Role
from strongroom.foundation.names import NormalizedName
from strongroom.infra.outbox.models import OutgoingMail
from tests.contexts.accounts.given import NOW, OTTO, PASSWORD, app_of, code, proof_of, somebody
from tests.interfaces.accounts.given import PROVE, SECOND_STEP, Browser, code_in, newest_letter, text_of
from tests.support import given

RESET = "/account/password/reset/"
APP, KEY, CODE = (f"/account/second-factor/{page}/" for page in ("app", "key", "code"))
NEW = "stolen-lantern-orbits-99"


@pytest.fixture
def ada(db: None) -> Person:
    """The owner of a critical project, with an authenticator app, and ben, who owns it too."""
    ada = somebody()
    name = given.critical_project(ada)
    given.role(somebody("ben"), name, "owner")
    return ada


@pytest.fixture
def harborlight(ada: Person) -> NormalizedName:
    return NormalizedName("harborlight")


def reset(visitor: Browser, address: str = "ada@example.org") -> Any:
    """Set a new password with what is mailed to an address."""
    where = visitor.send(RESET, email=address).headers["Location"]
    where = visitor.send(where, code=code_in(newest_letter())).headers["Location"]
    return visitor.send(where, password1=NEW, password2=NEW)


def letters_with_link() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(text__contains="/account/not-me/").order_by("pk"))


def link_in(letter: OutgoingMail) -> str:
    found = re.search(r"(/account/not-me/\S+)$", letter.text, re.MULTILINE)
    assert found is not None
    return found[1]


def owners() -> set[str]:
    return set(Role.objects.filter(name="owner").values_list("user__username", flat=True))


def test_a_thief_who_reads_the_mailbox_waits_and_the_owner_s_link_stops_them(
    ada: Person, harborlight: NormalizedName, visitor: Browser
) -> None:
    """The ctx attack, with a mailbox in place of a domain."""
    EmailAddress.objects.create(user_id=ada.user_id, email="private@example.org", verified=True)
    reset(visitor)
    told = {letter.recipient for letter in letters_with_link()}
    assert told == {"ada@example.org", "private@example.org"}
    assert OutgoingMail.objects.filter(
        recipient="ben@example.org", subject__contains="The account ada may be in other hands"
    ).exists()

    visitor.sign_in(password=NEW)
    assert visitor.name == "ada"
    for slug in ("archive", "hand-over", "leave", "withdraw", "invite", "yank"):
        page = visitor.get(f"/project/{harborlight}/manage/{slug}/")
        assert page.status_code == 403
        assert "its password was reset" in text_of(page)
        assert "other owners and maintainers" in text_of(page)

    Client().post(link_in(letters_with_link()[-1]))
    assert visitor.name == ""
    answer = visitor.sign_in(password=NEW)
    assert answer.status_code == 403
    assert "frozen since" in text_of(answer)
    assert owners() == {"ada", "ben"}


def test_a_changed_password_makes_nobody_wait(ada: Person, visitor: Browser) -> None:
    visitor.sign_in()
    visitor.send("/account/password/change/", oldpassword=PASSWORD, password1=NEW, password2=NEW)
    assert User.objects.get(pk=ada.user_id).check_password(NEW)
    assert get_person(ada.user_id).hands_until is None


def test_choosing_the_primary_address_again_changes_nothing(ada: Person, visitor: Browser) -> None:
    visitor.sign_in()
    visitor.send("/account/email/", action_primary="", email="ada@example.org")
    assert get_person(ada.user_id).hands_until is None


def test_the_primary_address_is_replaced_never_removed(ada: Person, visitor: Browser) -> None:
    """Without one the next address would become the primary one unnoticed."""
    visitor.sign_in()
    visitor.send("/account/email/", action_remove="", email="ada@example.org")
    assert get_person(ada.user_id).address == "ada@example.org"


@pytest.mark.on_postgresql
def test_another_primary_address_changes_hands(ada: Person, visitor: Browser) -> None:
    EmailAddress.objects.create(user_id=ada.user_id, email="new@example.org", verified=True)
    visitor.sign_in()
    visitor.send("/account/email/", action_primary="", email="new@example.org")
    change = find_running_change(ada.user_id, now=NOW, cause=HandsCause.PRIMARY_ADDRESS)
    assert change is not None
    assert {letter.recipient for letter in letters_with_link()} == {"ada@example.org", "new@example.org"}


def test_every_page_says_how_long_it_waits(ada: Person, visitor: Browser) -> None:
    reset(visitor)
    visitor.sign_in(password=NEW)
    page = text_of(visitor.get("/help/policy/"))
    assert "Until 11 July 2026, 12:00 UTC you cannot change harborlight; others" in page
    assert "because its password was reset" in page
    visitor.watch.move(hours=73)
    visitor.sign_in(password=NEW)
    assert "you cannot change" not in text_of(visitor.get("/help/policy/"))


def test_looking_at_the_link_changes_nothing_and_its_button_does_it_from_anywhere(
    ada: Person, visitor: Browser
) -> None:
    reset(visitor)
    link = link_in(letters_with_link()[-1])
    page = text_of(visitor.get(link))
    assert "Was this not you?" in page
    assert get_person(ada.user_id).is_active
    done = Client(enforce_csrf_checks=True).post(link)
    assert done.status_code == 200
    assert "The account is frozen" in text_of(done)
    assert not get_person(ada.user_id).is_active
    assert "This was said already" in text_of(visitor.get(link))
    assert "This was said already" in text_of(Client().post(link))


@pytest.mark.parametrize("path", ["/account/not-me/1/x/", "/account/not-me/999/x/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_of_one_s_own_finds_nothing(ada: Person, visitor: Browser, path: str, method: str) -> None:
    reset(visitor)
    answer = getattr(Client(), method)(path)
    assert answer.status_code == 404
    assert get_person(ada.user_id).is_active


def test_only_who_has_the_password_hears_that_an_account_is_frozen(ada: Person, visitor: Browser) -> None:
    services.freeze(ada.user_id, because="strangers use it", by=OTTO, now=NOW)
    wrong = visitor.sign_in(password="another-lantern-orbits-58")
    assert (wrong.status_code, "frozen" in text_of(wrong)) == (200, False)
    right = visitor.sign_in()
    assert right.status_code == 403
    assert "strangers use it" in text_of(right)
    assert "write to the operators" in text_of(right)
    assert visitor.name == ""


def test_a_frozen_account_is_mailed_no_code(ada: Person, visitor: Browser) -> None:
    services.freeze(ada.user_id, because="strangers use it", by=OTTO, now=NOW)
    as_known = visitor.send(RESET, email="ada@example.org")
    assert "There is no account with this address" in newest_letter().subject
    as_unknown = visitor.send(RESET, email="nobody@example.org")
    assert as_known.headers["Location"] == as_unknown.headers["Location"]


def test_a_reset_that_was_begun_before_does_not_end_well(ada: Person, visitor: Browser) -> None:
    where = visitor.send(RESET, email="ada@example.org").headers["Location"]
    where = visitor.send(where, code=code_in(newest_letter())).headers["Location"]
    services.freeze(ada.user_id, because="strangers use it", by=OTTO, now=NOW)
    visitor.send(where, password1=NEW, password2=NEW)
    assert User.objects.get(pk=ada.user_id).check_password(PASSWORD)


def test_a_recovery_code_brings_back_in_and_makes_wait(ada: Person, visitor: Browser) -> None:
    app_of(ada)
    codes = services.issue_recovery_codes(proof_of(ada), now=NOW)
    visitor.sign_in()
    visitor.send(SECOND_STEP, method="recovery_code", **{"recovery_code-code": codes[0]})
    visitor.give_mailed_code()
    assert visitor.name == "ada"
    assert find_running_change(ada.user_id, now=NOW, cause=HandsCause.RECOVERY_CODE) is not None
    assert visitor.get("/project/harborlight/manage/archive/").status_code == 403


def bound(visitor: Browser, *, days: int) -> None:
    """Announce a mandate, let days pass, and sign in."""
    given.mandate(at=NOW)
    visitor.watch.move(days=days)
    visitor.sign_in()


@pytest.mark.parametrize("page", [APP, KEY], ids=["app", "key"])
def test_who_is_bound_shows_a_mailed_code_before_the_first_factor(
    ada: Person, visitor: Browser, page: str
) -> None:
    bound(visitor, days=1)
    asked = visitor.get(page)
    assert (asked.status_code, asked.headers["Location"].partition("?")[0]) == (302, CODE)
    where = asked.headers["Location"]
    assert "a code that we mail to <strong>ada@example.org</strong>" in text_of(visitor.get(where))
    sent = visitor.send(where, send="1")
    assert "A code is on its way." in text_of(sent)
    wrong = visitor.send(where, code="AAAA-AAAA")
    assert "This code is not accepted." in text_of(wrong)
    right = visitor.send(where, code=code_in(newest_letter()))
    assert right.headers["Location"] == page
    assert visitor.get(page).status_code == 200


def test_the_name_that_was_typed_is_kept_while_password_and_code_are_asked_for(
    ada: Person, visitor: Browser
) -> None:
    bound(visitor, days=1)
    where = visitor.get(APP).headers["Location"]
    visitor.send(where, send="1")
    visitor.send(where, code=code_in(newest_letter()))
    page = visitor.get(APP)
    visitor.watch.move(minutes=11)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text_of(page))
    assert token is not None
    asked = visitor.post(APP, {"name": "my blue phone", "csrfmiddlewaretoken": token[1]})
    sent = visitor.send(asked.headers["Location"], method="password", **{"password-password": PASSWORD})
    again = visitor.send_from(sent.headers["Location"], APP, name="my blue phone")
    where = again.headers["Location"]
    visitor.send(where, send="1")
    kept = visitor.send(where, code=code_in(newest_letter())).headers["Location"]
    assert "my blue phone" in text_of(visitor.get(kept))


def test_late_enrolment_over_the_pages(ada: Person, visitor: Browser) -> None:
    bound(visitor, days=100)
    where = visitor.get(APP).headers["Location"]
    visitor.send(where, send="1")
    visitor.send(where, code=code_in(newest_letter()))
    visitor.send(APP, name="phone")
    page = text_of(visitor.get(APP))
    secret = re.search(r"secret=([A-Z2-7]+)", page) or re.search(r"((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})", page)
    assert secret is not None
    visitor.send(APP, code=code(secret[1], at=visitor.watch()))
    assert get_person(ada.user_id).is_protected
    refused = visitor.get("/project/harborlight/manage/archive/")
    assert refused.status_code == 403
    assert "the second factor that it needs was enrolled after the deadline for it" in text_of(refused)


def test_the_code_page_asks_for_the_password_when_the_proof_is_old(ada: Person, visitor: Browser) -> None:
    bound(visitor, days=1)
    visitor.watch.move(minutes=11)
    assert visitor.get(CODE).headers["Location"].startswith(PROVE)
