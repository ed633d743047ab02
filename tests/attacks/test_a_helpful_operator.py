"""A stranger talks one operator into helping, or one operator means no good."""

import re

import pytest
from django.test import Client

from strongroom.accounts.models import User
from strongroom.accounts.queries import Person, list_recoveries, roles_of
from strongroom.accounts.services import Role, Stage
from strongroom.criticality.queries import is_critical
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.interfaces.jobs import handlers
from tests.attacks.given import (
    HARBORLIGHT,
    STRANGER,
    critical,
    named,
    operator,
    send,
    sign_in_with,
    spoils,
    try_everything,
)
from tests.contexts.accounts.given import PASSWORD, app_of, key_of, somebody
from tests.interfaces.accounts.given import Browser, Watch, text_of
from tests.interfaces.accounts.test_changed_hands import NEW as STOLEN
from tests.interfaces.accounts.test_changed_hands import letters_with_link, link_in, reset
from tests.support import given

ASK = "/account/recovery/"
TALE = {
    "username": "ada",
    "lost": "My phone, and the paper with the codes.",
    "evidence": "I am at the airport, and it is urgent.",
    "new_address": "ada@stranger.example",
}
HELPED = {"reason": "She sounds desperate.", "note": "We spoke on the phone."}
NEW = "a harbor seal reads 44 maps"


@pytest.fixture
def ada(db: None) -> Person:
    """The owner of a critical project that ben helps with; she is on holiday."""
    ada = somebody()
    app_of(ada)
    given.role(given.protected(somebody("ben")), critical(ada))
    return ada


@pytest.fixture
def number(ada: Person, visitor: Browser) -> int:
    """A stranger's request for ada's account."""
    visitor.send(ASK, **TALE)
    return list_recoveries()[0].recovery_id


def approve(browser: Browser, number: int) -> int:
    status: int = browser.send(f"/desk/recoveries/{number}/approve/", **HELPED).status_code
    return status


def links_to(address: str, word: str) -> list[str]:
    texts = OutgoingMail.objects.filter(recipient=address).values_list("text", flat=True)
    return [found for text in texts for found in re.findall(rf"(/account/recovery/\d+/{word}/\S+)", text)]


def a_week_passes(watch: Watch) -> None:
    watch.move(days=7, minutes=1)
    handlers.tend_account_recoveries()


def test_a_helpful_operator_alone_hands_no_account_to_a_stranger(
    ada: Person, number: int, watch: Watch
) -> None:
    before, otto = spoils(), operator(watch, "otto")
    assert approve(otto, number) == 302
    assert approve(otto, number) == 403, "nobody is two"
    a_week_passes(watch)
    assert links_to("ada@stranger.example", "complete") == []
    assert User.objects.get(username="ada").check_password(PASSWORD)
    assert named("ada").is_protected
    assert spoils() == before
    for address in (ada.address, "ben@example.org"):
        assert OutgoingMail.objects.filter(recipient=address, text__contains="She sounds desperate.").exists()


def test_two_helpful_operators_are_stopped_by_anybody_who_was_told(
    ada: Person, number: int, watch: Watch
) -> None:
    assert approve(operator(watch, "otto"), number) == 302
    assert approve(operator(watch, "olga"), number) == 302
    assert list_recoveries()[0].stage(watch()) is Stage.WAITING
    Browser(watch).send(links_to("ben@example.org", "object")[-1], because="She sits beside me.")
    a_week_passes(watch)
    assert links_to("ada@stranger.example", "complete") == []
    assert list_recoveries()[0].stage(watch()) is Stage.REFUSED


def test_two_operators_and_a_week_give_it_back_and_then_it_waits(
    ada: Person, number: int, watch: Watch
) -> None:
    """The same steps, where nobody objects: so that a loss is not for ever. The project is closed meanwhile."""
    approve(operator(watch, "otto"), number)
    approve(operator(watch, "olga"), number)
    a_week_passes(watch)
    (path,) = links_to("ada@stranger.example", "complete")
    before, heir = spoils(), Browser(watch)
    heir.send(path, password=NEW, again=NEW)
    assert heir.name == "ada"
    assert set(try_everything(heir).values()) == {403}
    assert spoils() == before


def test_an_operator_who_opens_an_account_again_hands_no_project_over(ada: Person, watch: Watch) -> None:
    """A thief of the password talks support into lifting the freeze that the owner had asked for."""
    otto = operator(watch, "otto")
    otto.send("/desk/people/ada/freeze/", reason="Strangers use it.", because="strangers use it")
    assert not named("ada").is_active
    otto.send("/desk/people/ada/unfreeze/", reason="She sounds desperate.")
    assert named("ada").is_active
    assert named("ada").hands_until is not None, "it waits, as after any change of hands"


def test_an_operator_makes_nobody_an_owner_who_is_not_one(ada: Person, watch: Watch) -> None:
    given.protected(somebody(STRANGER), by_key=True)
    before, otto = spoils(), operator(watch, "otto", Role.ADMIN)
    refused = otto.send("/desk/projects/harborlight/give/", username=STRANGER, reason="She asked so nicely.")
    assert refused.status_code >= 400, text_of(refused)
    assert set(try_everything(otto).values()) == {403}
    assert spoils() == before


def test_an_operator_takes_no_project_off_the_critical_ones_that_its_rank_puts_there(
    ada: Person, watch: Watch
) -> None:
    """In 2022 somebody typed the size of the cohort, and nobody could check who was in it."""
    otto = operator(watch, "otto", Role.ADMIN)
    answer = otto.send("/desk/projects/harborlight/undesignate/", reason="The owner asked so nicely.")
    assert answer.status_code == 409
    given.designation()
    assert is_critical(HARBORLIGHT)


def test_an_operator_raises_no_role_of_their_own(ada: Person, watch: Watch) -> None:
    olga = operator(watch, "olga", Role.SUPPORT)
    assert olga.send("/desk/people/olga/grant-role/", role="admin", reason="I need it.").status_code == 403
    otto = operator(watch, "otto", Role.ADMIN)
    assert (
        otto.send("/desk/people/otto/grant-role/", role="moderator", reason="I need it.").status_code >= 400
    )
    assert roles_of(named("olga").user_id) == {Role.SUPPORT}
    assert roles_of(named("otto").user_id) == {Role.ADMIN}


def test_one_admin_does_not_become_two_operators(ada: Person, number: int, watch: Watch) -> None:
    """An admin who means no good makes a second account of theirs an operator, and approves twice."""
    otto = operator(watch, "otto", Role.ADMIN)
    puppet = somebody("puppet")
    assert (
        send(otto, "/desk/people/puppet/grant-role/", role="support", reason="We need help.").status_code
        == 302
    )
    second = Browser(watch)
    sign_in_with(key_of(puppet), second, "puppet")
    assert approve(otto, number) == 302
    assert approve(second, number) == 403
    a_week_passes(watch)
    assert links_to("ada@stranger.example", "complete") == []
    assert OutgoingMail.objects.filter(subject__contains="Who operates this index").exists()


def test_a_thief_does_not_stop_operators_from_giving_the_account_back(visitor: Browser, watch: Watch) -> None:
    """He has reset the password and enrolled a factor of his own; the owner has frozen the account and asks for it."""
    ada = somebody()
    critical(ada)
    reset(visitor)
    visitor.sign_in(password=STOLEN)
    his = app_of(ada, now=watch())
    Client().post(link_in(letters_with_link()[0]))
    owner = Browser(watch)
    owner.send(ASK, **{**TALE, "new_address": "ada@new.example"})
    (request,) = list_recoveries()
    approve(operator(watch, "otto"), request.recovery_id)
    approve(operator(watch, "olga"), request.recovery_id)

    watch.move(days=1)
    visitor.sign_in(password=STOLEN)
    visitor.give_code(his)
    assert visitor.name == ""
    watch.move(days=6, minutes=1)
    handlers.tend_account_recoveries()
    (path,) = links_to("ada@new.example", "complete")
    owner.send(path, password=NEW, again=NEW)
    assert owner.name == "ada"
    visitor.sign_in(password=STOLEN)
    assert visitor.name == ""
