"""Who gets to the desk, and who learns that there is one."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, reverse

from strongroom.accounts.queries import Person
from strongroom.accounts.services import NewPerson, ProofMethod, Role, create_person
from strongroom.accounts.services.standing.freezing import freeze
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.interfaces.web.desk.acting import ROOMS
from strongroom.interfaces.web.desk.urls import urlpatterns
from tests.interfaces.web.conftest import SignIn
from tests.interfaces.web.desk import operator, proved, shown_key
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db

PLAUSIBLE = {
    "<str:room>/<str:subject>/<str:slug>": "people/ada/freeze",
    "<str:username>": "ada",
    "<str:name>": "harborlight",
    "<str:slug>": "show",
}


def pages() -> Iterator[str]:
    """Every address of the desk, with plausible values in place of its parameters."""
    for one in urlpatterns:
        assert isinstance(one, URLPattern)
        path = str(one.pattern)
        for parameter, value in PLAUSIBLE.items():
            path = path.replace(parameter, value)
        yield "/desk/" + re.sub(r"<int:\w+>", "1", path)


@pytest.fixture(autouse=True)
def harborlight(ada: Person) -> None:
    given.release(ada, "harborlight")


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    for page in pages():
        for answer in (client.get(page), client.post(page)):
            assert answer.status_code == 302, page
            assert answer.headers["Location"].startswith("/account/login/")


def test_for_people_it_is_as_if_it_were_not_there(ada: Person, sign_in: SignIn) -> None:
    browser = shown_key(sign_in, ada)
    nothing = browser.get("/nothing/of/the/kind/").content
    for page in pages():
        for answer in (browser.get(page), browser.post(page)):
            assert answer.status_code == 404, page
            assert answer.content == nothing


def test_without_a_key_an_operator_is_led_to_enrol_one(sign_in: SignIn) -> None:
    new = NewPerson("otto", "otto@people.example", address_verified=True, operator_role=Role.ADMIN)
    otto = given.protected(create_person(new, by=given.SETUP, now=NOON))
    for method in (ProofMethod.TOTP, ProofMethod.KEY):
        browser = proved(sign_in, otto, method)
        for page in pages():
            answer = browser.get(page)
            assert answer.status_code == 403, page
            assert reverse("second_factor_key_add") in answer.content.decode()


@pytest.mark.parametrize("method", [ProofMethod.PASSWORD, ProofMethod.TOTP, ProofMethod.RECOVERY_CODE])
def test_a_session_that_showed_no_key_is_asked_for_it(sign_in: SignIn, method: ProofMethod) -> None:
    browser = proved(sign_in, given.operator(), method)
    for page in ("/desk/", "/desk/people/ada/freeze/"):
        answer = browser.get(page)
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/account/prove/")


def test_looking_goes_on_after_ten_minutes_and_acting_does_not(sign_in: SignIn) -> None:
    browser = operator(sign_in)
    clock.install(lambda: NOON + timedelta(minutes=10))
    assert browser.get("/desk/people/ada/").status_code == 200
    for answer in (
        browser.get("/desk/people/ada/freeze/"),
        browser.post("/desk/people/ada/freeze/", {"reason": "x"}),
    ):
        assert answer.headers["Location"].startswith("/account/prove/")


def test_the_desk_is_closed_to_a_frozen_operator(sign_in: SignIn) -> None:
    otto = given.operator()
    browser = shown_key(sign_in, otto)
    freeze(otto.user_id, because="his phone was stolen", by=Actor.operator(name="console"), now=NOON)
    assert browser.get("/desk/").status_code in {302, 404}


def test_an_auditor_sees_everything_and_is_offered_nothing(sign_in: SignIn) -> None:
    browser = operator(sign_in, Role.AUDITOR)
    for page in (
        "/desk/people/ada/",
        "/desk/projects/harborlight/",
        "/desk/names/?q=harborlight",
        "/desk/banners/",
    ):
        text = browser.get(page).content.decode()
        for room in ROOMS.values():
            assert not any(
                f"/desk/{room.slug}/{one}/{act.slug}/" in text
                for one in ("ada", "harborlight", "new")
                for act in room.acts
            )


def test_the_journal_of_an_account_is_not_for_everybody_at_the_desk(sign_in: SignIn) -> None:
    assert "The account was made" in operator(sign_in).get("/desk/people/ada/").content.decode()
    page = operator(sign_in, Role.MODERATOR, name="mona").get("/desk/people/ada/").content.decode()
    assert "The account was made" not in page


@pytest.mark.on_postgresql
def test_no_page_of_the_desk_writes_an_address_out(ada: Person, sign_in: SignIn) -> None:
    browser = operator(sign_in)
    for page in ("/desk/people/ada/", f"/desk/?q={ada.address}", "/desk/?q=ada"):
        text = (
            browser.get(page)
            .content.decode()
            .replace(f'value="{ada.address}"', "")
            .replace(f"“{ada.address}”", "")
        )
        assert "ada" in text
        assert ada.address not in text


def test_people_are_found_by_name_and_by_a_whole_address_only(ada: Person, sign_in: SignIn) -> None:
    browser = operator(sign_in)
    for text, found in (
        ("AD", True),
        (ada.address.upper(), True),
        ("people.example", False),
        ("nobody", False),
    ):
        assert ("/desk/people/ada/" in browser.get("/desk/", {"q": text}).content.decode()) is found


def test_there_is_no_admin_of_django(client: Client) -> None:
    assert not apps.is_installed("django.contrib.admin")
    assert client.get("/admin/").status_code == 404
