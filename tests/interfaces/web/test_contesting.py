"""An owner contests on the page of the evidence; an operator answers at the desk; everybody reads both."""

import pytest
from django.test import Client

from strongroom.accounts.queries import Person, get_person_named
from strongroom.accounts.services import Role
from strongroom.criticality.queries import list_open_contests
from strongroom.foundation.names import NormalizedName
from tests.interfaces.web.conftest import SignIn, prove
from tests.interfaces.web.desk import operator
from tests.support import given

pytestmark = pytest.mark.django_db

EVIDENCE = "/project/harborlight/critical/"
FORM = "/project/harborlight/manage/contest/"
REASON = "Nine of ten downloads are our own machines."


@pytest.fixture(autouse=True)
def harborlight(ada: Person) -> None:
    given.critical_project(ada)


def test_from_the_evidence_to_the_answer(client: Client, ada: Person, sign_in: SignIn) -> None:
    hers = prove(sign_in(ada), ada)
    assert FORM in hers.get(EVIDENCE).content.decode()
    assert hers.post(FORM, {"reason": REASON}).status_code == 302
    page = client.get(EVIDENCE).content.decode()
    assert REASON in page
    assert "waits for the operators" in page
    desk = operator(sign_in)
    (waiting,) = list_open_contests()
    assert f"/desk/contests/{waiting.id}/" in desk.get("/desk/").content.decode()
    assert REASON in desk.get(f"/desk/contests/{waiting.id}/").content.decode()
    answered = desk.post(
        f"/desk/contests/{waiting.id}/answer/", {"outcome": "refused", "reason": "We looked."}
    )
    assert answered.status_code == 302
    assert "We looked." in client.get(EVIDENCE).content.decode()
    assert "Contest refused" in client.get("/project/harborlight/history/").content.decode()


def test_an_owner_who_is_an_operator_too_leaves_the_answer_to_another(ada: Person, sign_in: SignIn) -> None:
    desk = operator(sign_in)
    given.role(get_person_named("otto"), NormalizedName("harborlight"), "owner")
    assert desk.post(FORM, {"reason": REASON}).status_code == 302
    (waiting,) = list_open_contests()
    wanted = {"outcome": "granted", "reason": "Granted by myself."}
    answer = desk.post(f"/desk/contests/{waiting.id}/answer/", wanted)
    assert answer.status_code == 403
    assert "Leave it to another operator" in answer.content.decode()
    olga = operator(sign_in, name="olga")
    assert olga.post(f"/desk/contests/{waiting.id}/answer/", wanted).status_code == 302
    assert desk.post("/desk/projects/harborlight/count-again/", wanted).status_code == 403


def test_whoever_may_not_contest_is_told_who_may(client: Client, cleo: Person, sign_in: SignIn) -> None:
    for browser in (client, sign_in(cleo)):
        page = browser.get(EVIDENCE).content.decode()
        assert FORM not in page
        assert "Its owners can contest" in page
    assert sign_in(cleo).post(FORM, {"reason": REASON}).status_code == 403


@pytest.mark.parametrize("reason", ["", " ", "x" * 1001])
def test_a_contest_says_something(ada: Person, sign_in: SignIn, reason: str) -> None:
    assert prove(sign_in(ada), ada).post(FORM, {"reason": reason}).status_code == 400
    assert list_open_contests() == []


def test_a_moderator_reads_contests_and_does_not_answer_them(ada: Person, sign_in: SignIn) -> None:
    prove(sign_in(ada), ada).post(FORM, {"reason": REASON})
    (waiting,) = list_open_contests()
    desk = operator(sign_in, Role.MODERATOR)
    assert desk.get(f"/desk/contests/{waiting.id}/").status_code == 200
    answer = {"outcome": "granted", "reason": "Yes."}
    assert desk.post(f"/desk/contests/{waiting.id}/answer/", answer).status_code == 403
