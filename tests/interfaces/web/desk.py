"""Operators in front of the desk, as the tests of it need them."""

from datetime import datetime

from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.accounts.services import ProofMethod, RecentProof, Role
from strongroom.interfaces.web.signed_in import METHOD_KEY, PROOF_KEY
from tests.interfaces.web.conftest import SignIn
from tests.support import given
from tests.support.given import NOON

REASON = "Its newest release reads keys of other programs."


def operator(sign_in: SignIn, role: Role = Role.ADMIN, *, name: str = "otto") -> Client:
    """Return the browser of an operator of this role who has just shown a security key."""
    return shown_key(sign_in, given.operator(name, role))


def shown_key(sign_in: SignIn, person: Person, *, at: datetime = NOON) -> Client:
    """Return a browser in which this person has shown a security key at some time."""
    return proved(sign_in, person, ProofMethod.KEY, at=at)


def proved(sign_in: SignIn, person: Person, method: ProofMethod, *, at: datetime = NOON) -> Client:
    """Return a browser in which this person has proved in this way who they are."""
    client = sign_in(person)
    session = client.session
    session[METHOD_KEY] = method.value
    session[PROOF_KEY] = RecentProof(given.acting(person), person.user_id, method, at).mark()
    session.save()
    return client
