"""Namespaces of organizations: their owners and managers begin projects there, which belong to them."""

import pytest
from django.db import IntegrityError, transaction

from strongroom.accounts.queries import Person
from strongroom.catalog.errors import NamespaceReserved, NamespaceTaken, OrganizationNotFound
from strongroom.catalog.models import Namespace, Organization, OrganizationMember, Role
from strongroom.catalog.queries import find_role, list_namespaces, memberships
from strongroom.catalog.services import (
    grant_namespace,
    grant_namespace_to_organization,
    revoke_namespace,
)
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.infra.journal.queries import list_entries_about, list_entries_of_project
from strongroom.infra.outbox.models import OutgoingMail
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db

OTTO = Actor.operator(name="otto")
KITE, ACME = normalize("kite"), normalize("acme")


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


@pytest.fixture
def ben() -> Person:
    return given.person("ben")


@pytest.fixture
def cleo() -> Person:
    return given.person("cleo")


@pytest.fixture
def acme(ada: Person, ben: Person, cleo: Person) -> Organization:
    """An organization that ada owns, ben manages and cleo is a member of."""
    acme = Organization.objects.create(name=ACME, display_name="Acme", created_at=NOON)
    for somebody, role in ((ada, "owner"), (ben, "manager"), (cleo, "member")):
        OrganizationMember.objects.create(organization=acme, user_id=somebody.user_id, role=role, since=NOON)
    return acme


def grant(prefix: NormalizedName = KITE, *, to: NormalizedName = ACME) -> None:
    grant_namespace_to_organization(prefix, organization=to, by=OTTO, reason="Their mark.", now=NOON)


@pytest.mark.usefixtures("acme")
def test_a_grant_is_shown_with_the_organization_and_its_owners_are_told(ada: Person) -> None:
    grant()
    (granted,) = list_namespaces()
    assert (granted.name, granted.owner, granted.kind) == ("kite", "acme", "organization")
    (letter,) = OutgoingMail.objects.filter(subject__contains="namespace of acme")
    assert letter.recipient == ada.address
    assert "the organization acme: only its owners and managers" in letter.text
    assert "Their mark." in letter.text
    revoke_namespace(KITE, by=OTTO, reason="Given up.", now=NOON)
    assert list_namespaces() == []
    assert list_entries_about("acme") == []  # that is a user name


def test_nothing_is_granted_to_an_organization_that_is_not_there() -> None:
    with pytest.raises(OrganizationNotFound):
        grant(to=normalize("nobody"))


@pytest.mark.usefixtures("acme")
def test_a_namespace_of_an_organization_and_one_of_its_owner_are_of_two(ada: Person) -> None:
    grant()
    with pytest.raises(NamespaceTaken, match="acme"):
        grant_namespace(normalize("kite-tail"), username=ada.username, by=OTTO, reason="Hers.", now=NOON)
    grant(normalize("kite-tail"))


@pytest.mark.usefixtures("acme")
def test_members_and_strangers_begin_nothing_there(cleo: Person) -> None:
    grant()
    for somebody in (cleo, given.person("dora")):
        with pytest.raises(NamespaceReserved, match="owners and managers of the organization"):
            given.release(somebody, "kite-tail")


def test_a_project_begun_there_belongs_to_the_organization(
    acme: Organization, ada: Person, ben: Person
) -> None:
    grant()
    tail = given.release(ben, "kite-tail")
    assert find_role(ada.user_id, tail) == "owner"
    assert find_role(ben.user_id, tail) == "maintainer"
    assert list(acme.projects.values_list("name", flat=True)) == ["kite-tail"]
    told = memberships([tail])
    assert told is not None
    assert [(one.namespace, one.owned) for one in told[tail]] == [("kite", True)]
    moved = [entry for entry in list_entries_of_project(tail) if entry.kind == "project.moved_in"]
    assert [entry.data["organization"] for entry in moved] == ["acme"]


@pytest.mark.usefixtures("acme")
def test_an_owner_of_the_organization_has_no_other_right_on_what_they_begin_there(ada: Person) -> None:
    grant()
    tail = given.release(ada, "kite-tail")
    assert find_role(ada.user_id, tail) == "owner"
    assert not Role.objects.filter(project__name=tail).exists()
    given.release(ada, "kite-tail", "2.0")


@pytest.mark.usefixtures("acme")
def test_a_project_that_is_older_goes_on_as_whose_it_is(ben: Person) -> None:
    dora = given.person("dora")
    old = given.release(dora, "kite-old")
    grant()
    given.release(dora, "kite-old", "2.0")
    told = memberships([old])
    assert told is not None
    assert [one.owned for one in told[old]] == [False]
    assert find_role(ben.user_id, old) is None


def test_a_namespace_has_one_owner_of_one_kind(acme: Organization, ada: Person) -> None:
    for owner_id, organization_id in ((None, None), (ada.user_id, acme.pk)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Namespace.objects.create(
                prefix="kite",
                owner_id=owner_id,
                organization_id=organization_id,
                granted_at=NOON,
                granted_by="operator:otto",
            )
