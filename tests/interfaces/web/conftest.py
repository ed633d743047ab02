"""A visitor, the people of house and index, and a present that stands still."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.accounts.services import prove_by_operator
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.interfaces.web.signed_in import PROOF_KEY
from tests.support import given
from tests.support.given import NOON

SignIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def _present(_clock_put_back: None) -> None:
    """It is noon on a Monday."""
    clock.install(lambda: NOON)


@pytest.fixture
def sign_in() -> SignIn:
    """Return a browser in which the person is signed in, the proof of the sign-in long forgotten."""

    def browser_of(person: Person) -> Client:
        client = Client()
        client.force_login(get_user_model().objects.get(pk=person.user_id))
        return client

    return browser_of


@pytest.fixture
def ada() -> Person:
    """Own projects, and hold a security key."""
    return given.protected(given.person("ada"), by_key=True)


@pytest.fixture
def ben() -> Person:
    """Help ada, without a second factor."""
    return given.person("ben")


@pytest.fixture
def cleo() -> Person:
    """Have no right on anything."""
    return given.person("cleo")


def prove(client: Client, person: Person) -> Client:
    """Let the browser's session hold a fresh proof of the person."""
    session = client.session
    proof = prove_by_operator(person.username, by=Actor.operator(name="otto"), now=clock.now())
    session[PROOF_KEY] = proof.mark()
    session.save()
    return client
