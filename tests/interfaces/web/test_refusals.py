"""How refusals look: to somebody who reads pages, and to whoever asked for JSON or CSV."""

import re
from http import HTTPStatus

import pytest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from pytest_django import Settings

from strongroom.accounts.errors import AddressMissing
from strongroom.accounts.queries import Person
from strongroom.catalog.services import withdraw
from strongroom.foundation.errors import Refusal
from strongroom.foundation.permits import Action
from strongroom.interfaces.web.refusals import RefusalPages, refusal_page
from strongroom.mandates.services import permit
from strongroom.readpath.upstream.errors import unreachable
from tests.interfaces.web.conftest import SignIn
from tests.support import given
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db


def heading(answer: HttpResponseBase) -> str:
    """Return the heading of a page, which its title repeats."""
    assert isinstance(answer, HttpResponse)
    text = answer.content.decode()
    (found,) = re.findall(r"<h1>([^<]+)</h1>", text)
    assert f"<title>{found}</title>" in text
    return str(found)


@pytest.mark.parametrize(
    "path",
    [
        "/project/nope/critical.json",
        "/project/--/critical.json",
        "/runs/1999-01-01.json",
        "/runs/never.json",
        "/dashboard/nothing.json",
        "/nothing/at-all.json",
    ],
)
def test_a_program_is_told_in_json_that_nothing_is_there(client: Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")
    assert list(answer.json()) == ["message"]
    assert answer.json()["message"].endswith(".")


def told(answer: HttpResponseBase) -> tuple[int, str]:
    """Return the status and the words of a refusal that came as one line of plain text."""
    assert isinstance(answer, HttpResponse)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "Content-Disposition" not in answer
    [line] = answer.content.decode().splitlines()
    return answer.status_code, line


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/dashboard/nothing.csv", "The dashboard has no such figure. All of them are on the dashboard."),
        ("/nothing/at-all.csv", "There is nothing at this address."),
    ],
)
def test_where_a_table_was_asked_for_the_refusal_is_plain_text(client: Client, path: str, words: str) -> None:
    assert told(client.get(path)) == (404, words)


def test_whom_a_table_is_not_for_reads_what_why_and_what_next(
    sign_in: SignIn, ada: Person, cleo: Person
) -> None:
    given.release(ada, "harborlight")
    status, words = told(sign_in(cleo).get("/project/harborlight/downloads/details.csv"))
    assert (status, words.partition(". ")[0]) == (403, "cleo has no role on harborlight")
    assert words.endswith("it is downloaded. Its downloads per day are public.")


@pytest.mark.parametrize(("ending", "kind"), [("json", "application/json"), ("csv", "text/plain")])
def test_what_cannot_be_read_is_no_page_either(
    sign_in: SignIn, ada: Person, settings: Settings, ending: str, kind: str
) -> None:
    given.release(ada, "harborlight")
    browser = sign_in(ada)
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1
    answer = browser.get(f"/project/harborlight/downloads/details.{ending}", {"days": "90", "clients": "all"})
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (400, kind)
    assert b"This request cannot be read." in answer.content


def test_the_same_words_are_on_the_page_for_people(client: Client) -> None:
    words = client.get("/runs/1999-01-01.json").json()["message"]
    assert words == "No designation was run for 1999-01-01."
    assert words in client.get("/runs/1999-01-01/").content.decode()
    assert heading(client.get("/nothing/at-all/")) == "Nothing of that name is here"


def test_a_program_is_told_in_json_that_a_project_was_withdrawn(client: Client, ada: Person) -> None:
    name = given.release(ada, "harborlight")
    withdraw(permit(acting(ada), Action.WITHDRAW, name, now=NOON), reason="It has served its time.")
    answer = client.get("/project/harborlight/critical.json")
    assert (answer.status_code, answer["Content-Type"]) == (410, "application/json")
    assert answer.json()["message"].startswith("harborlight was withdrawn.")


def test_whoever_looks_at_what_only_takes_a_form_is_told_so(sign_in: SignIn, ada: Person) -> None:
    answer = sign_in(ada).get("/account/free-keys/1/show/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert heading(answer) == "There is nothing to look at here"


def test_a_program_that_sends_where_nothing_is_taken_gets_no_page(client: Client) -> None:
    assert client.post("/help/policy.json").content == b""


@pytest.mark.parametrize(
    ("refusal", "status", "said"),
    [
        (AddressMissing("We cannot mail you a code."), 409, "This cannot be done as things are"),
        (Refusal("The name is too long."), 400, "This was not accepted"),
        (unreachable("It took too long."), 502, "The index behind this one gave no answer to pass on"),
    ],
)
def test_a_heading_fits_the_reason_below_it(
    rf: RequestFactory, refusal: Refusal, status: int, said: str
) -> None:
    answer = refusal_page(rf.get("/account/login/"), refusal)
    assert (answer.status_code, heading(answer)) == (status, said)
    assert f'<p class="error-code">{status}</p>' in answer.content.decode()
    assert refusal.what in answer.content.decode()


def test_an_answer_that_explains_itself_stays_as_it_is(rf: RequestFactory) -> None:
    said = HttpResponse("Send a call of XML-RPC.", status=HTTPStatus.METHOD_NOT_ALLOWED)
    assert RefusalPages(lambda _: said)(rf.get("/pypi")) is said
