"""The lasting address of each letter of a mandate: for its reader, and nobody else."""

import re
from html import unescape

import pytest
from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.foundation.names import normalize
from strongroom.mandates.models import MandateLetter
from tests.interfaces.web.conftest import SignIn
from tests.support import given
from tests.support.announced import drafted

pytestmark = pytest.mark.django_db

LIST = "/account/letters/"


def address_of(somebody: Person) -> str:
    return f"{LIST}{MandateLetter.objects.get(user_id=somebody.user_id).pk}/"


@pytest.fixture
def told(ada: Person, ben: Person) -> Person:
    """Return somebody without an address, who was told of a mandate with ada and ben."""
    name = given.critical_project(ada)
    dora = given.person("dora", verified=False)
    given.role(ben, name)
    given.role(dora, normalize("harborlight"))
    given.mandate()
    return dora


def test_the_mail_names_an_address_at_which_it_stands_word_for_word(
    told: Person, ben: Person, sign_in: SignIn
) -> None:
    letter = MandateLetter.objects.get(user_id=ben.user_id)
    named = re.search(r"https?://[^/]+(/account/letters/\S+/)", letter.text)
    assert named is not None
    page = unescape(re.sub(r"<[^>]+>", "", sign_in(ben).get(named[1]).content.decode()))
    assert "".join(letter.text.split()) in "".join(page.split())


def test_everybody_finds_all_letters_to_them(told: Person, ben: Person, sign_in: SignIn) -> None:
    page = sign_in(ben).get(LIST).content.decode()
    assert f'href="{address_of(ben)}"' in page
    assert "1 critical project of yours: a second factor is needed" in page


def test_who_gets_no_mail_learns_of_it_there(told: Person, sign_in: SignIn) -> None:
    browser = sign_in(told)
    assert "no address was confirmed" in browser.get(LIST).content.decode()
    assert "Hello dora," in browser.get(address_of(told)).content.decode()
    assert "Hello dora," in browser.get("/projects/mine/").content.decode()


def test_others_find_nothing_there_and_strangers_are_sent_to_sign_in(
    told: Person, ben: Person, ada: Person, sign_in: SignIn
) -> None:
    hers = sign_in(ada)
    assert hers.get(address_of(ben)).status_code == 404
    assert hers.get(f"{LIST}nothing-of-the-kind/").status_code == 404
    for path in (LIST, address_of(ben)):
        assert Client().get(path).status_code == 302


def test_what_is_only_drafted_is_shown_to_nobody(ada: Person, sign_in: SignIn) -> None:
    given.critical_project(ada)
    drafted()
    hers = sign_in(ada)
    assert hers.get(address_of(ada)).status_code == 404
    assert "None so far" in hers.get(LIST).content.decode()
