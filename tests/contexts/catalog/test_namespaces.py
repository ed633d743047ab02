"""Operators grant and revoke namespaces; strangers begin no projects in them."""

from collections.abc import Callable

import pytest

from strongroom.accounts.queries import Person
from strongroom.catalog.errors import (
    AccountClosed,
    NamespaceNotFound,
    NamespaceReserved,
    NamespaceTaken,
)
from strongroom.catalog.queries import find_project, list_namespaces, memberships
from strongroom.catalog.services import grant_namespace, revoke_namespace
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.operators import OperatorsOnly
from strongroom.foundation.reasons import ReasonUnfit
from strongroom.infra.journal.queries import list_entries_about
from strongroom.infra.journal.services import latest_serial
from strongroom.infra.outbox.models import OutgoingMail
from tests.support import given
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db

OTTO = Actor.operator(name="otto")
KITE = normalize("kite")

Change = Callable[[Actor, str], None]


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


@pytest.fixture
def ben() -> Person:
    return given.person("ben")


def grant(name: NormalizedName = KITE, *, to: str = "ada") -> None:
    grant_namespace(name, username=to, by=OTTO, reason="It is her trade mark.", now=NOON)


def revoke(name: NormalizedName = KITE) -> None:
    revoke_namespace(name, by=OTTO, reason="She gave it up.", now=NOON)


def granted() -> list[tuple[str, str]]:
    return [(one.name, one.owner) for one in list_namespaces()]


def test_a_grant_is_in_the_journal_and_its_owner_is_told_why(ada: Person) -> None:
    grant()
    assert granted() == [("kite", "ada")]
    newest, *_ = list_entries_about("ada")
    assert (newest.kind, newest.by, newest.reason) == (
        "namespace.granted",
        "operator:otto",
        "It is her trade mark.",
    )
    assert (newest.project, newest.data) == ("", {"namespace": "kite"})
    letter = OutgoingMail.objects.get(recipient=ada.address)
    assert "kite" in letter.text
    assert "It is her trade mark." in letter.text


def test_a_revocation_is_in_the_journal_and_its_owner_is_told_why(ada: Person) -> None:
    grant()
    revoke()
    assert granted() == []
    newest, *_ = list_entries_about("ada")
    assert (newest.kind, newest.data) == ("namespace.revoked", {"namespace": "kite"})
    assert "She gave it up." in OutgoingMail.objects.filter(recipient=ada.address).latest("pk").text


@pytest.mark.parametrize(
    "change",
    [
        lambda by, reason: grant_namespace(normalize("wind"), username="ada", by=by, reason=reason, now=NOON),
        lambda by, reason: revoke_namespace(KITE, by=by, reason=reason, now=NOON),
    ],
)
def test_only_operators_change_namespaces_and_never_without_a_reason(ada: Person, change: Change) -> None:
    grant()
    before = latest_serial()
    with pytest.raises(OperatorsOnly):
        change(acting(ada), "I want it.")
    with pytest.raises(ReasonUnfit):
        change(OTTO, " ")
    with pytest.raises(ReasonUnfit):
        change(OTTO, "x" * 501)
    assert (granted(), latest_serial()) == ([("kite", "ada")], before)


@pytest.mark.usefixtures("ada", "ben")
def test_an_overlap_with_somebody_else_changes_nothing() -> None:
    grant()
    before = latest_serial()
    with pytest.raises(NamespaceTaken):
        grant(normalize("kite-tail"), to="ben")
    assert (granted(), latest_serial()) == ([("kite", "ada")], before)


def test_a_closed_account_is_granted_nothing(ada: Person) -> None:
    given.closed(ada)
    with pytest.raises(AccountClosed):
        grant()


def test_what_is_not_granted_cannot_be_revoked() -> None:
    with pytest.raises(NamespaceNotFound):
        revoke()


@pytest.mark.parametrize("name", ["kite", "Kite.Tail"])
def test_a_stranger_begins_no_project_in_a_namespace(ada: Person, ben: Person, name: str) -> None:
    grant()
    with pytest.raises(NamespaceReserved, match="ada"):
        given.release(ben, name)
    assert find_project(normalize(name)) is None
    given.release(ada, name)
    revoke()
    given.release(ben, f"{name}-of-ben")


@pytest.mark.usefixtures("ada")
def test_other_names_stay_open(ben: Person) -> None:
    grant()
    given.release(ben, "kites")


def test_a_project_that_is_older_than_the_namespace_goes_on(ada: Person, ben: Person) -> None:
    old = given.release(ben, "kite-old")
    own = given.release(ada, "kite-own")
    grant()
    given.release(ben, "kite-old", "2.0")
    told = memberships([old, own])
    assert told is not None
    assert [(one.namespace, one.owned) for name in (old, own) for one in told[name]] == [
        ("kite", False),
        ("kite", True),
    ]


def test_nothing_is_told_as_long_as_nothing_is_granted(ada: Person) -> None:
    assert memberships([given.release(ada, "kite")]) is None
