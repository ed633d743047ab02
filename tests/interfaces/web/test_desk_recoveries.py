"""Recoveries at the desk: two operators, each with words that others read; projects in custody get a new owner."""

import pytest
from django.test import Client

from strongroom.accounts import services
from strongroom.accounts.queries import Person, get_recovery, list_recoveries
from strongroom.accounts.services import RecoveryRequest, Role, Stage
from strongroom.catalog import services as catalog
from strongroom.catalog.queries import find_role, is_in_custody
from strongroom.foundation.permits import Action
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.mandates.services import permit
from tests.interfaces.web.conftest import SignIn
from tests.interfaces.web.desk import operator
from tests.support import given
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db

SAID = {"reason": "It is her.", "note": "We spoke by video."}


@pytest.fixture
def number(ada: Person, ben: Person) -> int:
    """A request for ada's account, who shares a project with ben."""
    given.role(ben, given.release(ada, "harborlight"))
    request = RecoveryRequest("My phone.", "My passport says so.", "ada@new.example")
    services.ask_for_recovery("ada", request, password_given=True, now=NOON)
    return list_recoveries()[0].recovery_id


def approve(browser: Client, number: int) -> int:
    status: int = browser.post(f"/desk/recoveries/{number}/approve/", SAID).status_code
    return status


def test_what_waits_is_listed_and_shown_with_its_evidence(sign_in: SignIn, number: int) -> None:
    browser = operator(sign_in, Role.SUPPORT)
    assert f"/desk/recoveries/{number}/" in browser.get("/desk/").content.decode()
    assert "My phone." in browser.get("/desk/recoveries/").content.decode()
    page = browser.get(f"/desk/recoveries/{number}/").content.decode()
    for words in (
        "My passport says so.",
        "ada@new.example",
        "a…@people.example",
        "harborlight",
        "the right password",
    ):
        assert words in page


def test_two_operators_approve_with_words_that_others_read(sign_in: SignIn, number: int) -> None:
    otto = operator(sign_in, Role.SUPPORT)
    page = otto.get(f"/desk/recoveries/{number}/approve/").content.decode()
    assert "ada, by mail at every address" in page
    assert "everybody who shares a project with ada, by mail: ben" in page
    for words in ("My phone.", "ada@new.example", "somebody who gave the right password"):
        assert words in page
    assert otto.post(f"/desk/recoveries/{number}/approve/", {"reason": "It is her."}).status_code == 400
    assert approve(otto, number) == 302
    assert approve(otto, number) == 403, "one operator is not two"
    assert get_recovery(number).stage(NOON) is Stage.APPROVED_ONCE
    olga = operator(sign_in, Role.ADMIN, name="olga")
    assert approve(olga, number) == 302
    assert get_recovery(number).stage(NOON) is Stage.WAITING
    letter = OutgoingMail.objects.filter(recipient="ben@people.example").latest("pk")
    assert "It is her." in letter.text
    assert "We spoke by video." in letter.text
    assert "otto, operator" in olga.get(f"/desk/recoveries/{number}/").content.decode()


def test_an_operator_does_not_approve_their_own(sign_in: SignIn) -> None:
    browser = operator(sign_in)
    services.ask_for_recovery(
        "otto", RecoveryRequest("My phone.", "It is me."), password_given=True, now=NOON
    )
    assert approve(browser, list_recoveries()[0].recovery_id) == 403


def test_a_request_is_turned_down_with_a_reason(sign_in: SignIn, number: int) -> None:
    browser = operator(sign_in)
    path = f"/desk/recoveries/{number}/turn-down/"
    assert browser.post(path, {"reason": "She answered the phone."}).status_code == 302
    assert get_recovery(number).ended_because == "She answered the phone."
    assert browser.post(path, {"reason": "Again."}).status_code == 409
    assert "She answered the phone." in browser.get("/desk/recoveries/").content.decode()


def test_an_operator_opens_a_request_for_somebody(sign_in: SignIn, ada: Person) -> None:
    browser = operator(sign_in)
    given_words = {"lost": "Her house burned down.", "reason": "She came to our office.", "new_address": ""}
    assert browser.post("/desk/people/ada/recover/", given_words).status_code == 302
    (record,) = list_recoveries()
    assert (record.username, record.asked_by, record.evidence) == (
        "ada",
        "operator:otto",
        "She came to our office.",
    )
    assert browser.post("/desk/people/ada/recover/", given_words).status_code == 409


def test_a_project_in_custody_is_given_to_somebody(
    sign_in: SignIn, ada: Person, cleo: Person, client: Client
) -> None:
    name = given.release(ada, "harborlight")
    browser = operator(sign_in)
    assert "/give/" not in browser.get("/desk/projects/harborlight/").content.decode()
    catalog.leave_to_custody(permit(acting(ada), Action.LEAVE, name, now=NOON))
    assert is_in_custody(name)
    page = client.get("/project/harborlight/").content.decode()
    assert "Nobody owns this project" in page
    assert "takes no uploads" in page
    assert "/give/" in browser.get("/desk/projects/harborlight/").content.decode()
    wanted = {"username": "cleo", "reason": "She maintains the fork."}
    assert browser.post("/desk/projects/harborlight/give/", wanted).status_code == 409, "no second factor"
    given.protected(cleo)
    assert browser.post("/desk/projects/harborlight/give/", wanted).status_code == 302
    assert find_role(cleo.user_id, name) == "owner"
    assert "She maintains the fork." in client.get("/project/harborlight/history/").content.decode()
    assert "Nobody owns this project" not in client.get("/project/harborlight/").content.decode()
