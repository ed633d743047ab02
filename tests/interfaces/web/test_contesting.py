"""An owner contests on the page of the evidence; an operator answers at the desk; everybody reads both."""

import pytest
from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.accounts.services import Role
from strongroom.criticality.queries import list_open_contests
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
