"""Sign-in through a company, in a browser that keeps its cookies to itself: the provider is another site.

The index of these tests has a provider that speaks SAML, a directory that nobody asks, and closed registration.
"""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import WAIT_MILLISECONDS
from tests.browser.faults import faults_of
from tests.browser.people import mailed_code
from tests.browser.visitor import LOGIN, Visitor
from tests.support.saml_provider import SamlProvider, folder_of_signxml, saml_provider
from tests.support.served import ROOT, Index, index
from tests.support.slapd import folder_of_python_ldap

COUNTESS, ADDRESS = "countess", "countess@works.example"


@pytest.fixture(scope="module")
def works() -> Iterator[SamlProvider]:
    """The provider: at another name, and so on another site than the index."""
    with saml_provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def company(works: SamlProvider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The index of the company."""
    folder = tmp_path_factory.mktemp("company")
    metadata = folder / "works.xml"
    metadata.write_bytes(works.metadata())
    settings = {
        "PYTHONPATH": os.pathsep.join([str(ROOT), folder_of_python_ldap(), folder_of_signxml()]),
        "STRONGROOM_REGISTRATION": "closed",
        "STRONGROOM_LDAP": "ldap://127.0.0.1:9",
        "STRONGROOM_LDAP_PEOPLE": "ou=people,dc=works,dc=example",
        "STRONGROOM_SAML": str(metadata),
        "STRONGROOM_SAML_NAME": "Harbor Works",
        "STRONGROOM_SAML_MAIL": "",
    }
    with index(folder, **settings) as running:
        running.start()
        yield running


@pytest.fixture
def visitor(browser: Browser, company: Index) -> Iterator[Visitor]:
    """Somebody who is not signed in; their browser may log no error."""
    complaints: list[str] = []
    with browser.new_context() as context:
        context.set_default_timeout(WAIT_MILLISECONDS)
        yield Visitor(company, context, complaints)
    assert complaints == []


def sign_in_there(visitor: Visitor) -> None:
    """Press the button of the index, and that of the provider, whose form is posted to another site."""
    visitor.open(LOGIN)
    visitor.send("Sign in at Harbor Works")
    visitor.send("Go on")


def test_the_first_visit_ends_in_an_account_and_every_page_on_the_way_is_readable(
    visitor: Visitor, company: Index
) -> None:
    visitor.open("/account/signup/")
    assert faults_of(visitor.page) == []
    sign_in_there(visitor)
    visitor.stands_on("Your account here")
    assert faults_of(visitor.page) == []
    visitor.fill(User_name=COUNTESS, Mail_address=ADDRESS)
    visitor.send("Make the account")
    visitor.fill(Code_from_the_letter=mailed_code(company, ADDRESS))
    visitor.send("Confirm")
    visitor.is_signed_in(COUNTESS)
    company.python("-m", "tests.browser.past", "directory", COUNTESS)
    visitor.open("/account/password/change/")
    visitor.stands_on("Your password")
    assert faults_of(visitor.page) == []


def test_an_answer_that_is_not_in_order_ends_on_a_page_that_says_so(
    visitor: Visitor, works: SamlProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(works, "bend", lambda text: text.replace("somebody-7", "somebody-8"))
    sign_in_there(visitor)
    visitor.stands_on("You are not signed in")
    assert faults_of(visitor.page) == []
