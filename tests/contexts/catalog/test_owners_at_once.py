"""What two owners do at the same moment: on real connections, one after the other, and one of them stays."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from strongroom.accounts.queries import Person
from strongroom.catalog import services as catalog
from strongroom.catalog.models import OrganizationMember
from strongroom.catalog.queries import find_role
from strongroom.foundation.errors import Refusal
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.organization_permits import OrganizationAction as Do
from strongroom.infra.db import write
from tests.support import given, organized
from tests.support.organized import asked

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE_SECONDS = 60


@pytest.fixture
def owners() -> tuple[Person, Person]:
    """Two owners of an organization with a project that nobody else owns."""
    ada, ben = given.person("ada"), given.person("ben")
    organized.organization(ada)
    organized.member(ben, "owner")
    name = given.release(ada, "harborlight")
    organized.moved_in(name)
    return ada, ben


def at_once(command: Callable[[Person, Person], None], owners: tuple[Person, Person]) -> list[str]:
    """Let both do it to the other; return what became of it: `done`, or the code of the refusal."""
    start = threading.Barrier(2)

    def act(by: Person, other: Person) -> str:
        start.wait(PATIENCE_SECONDS)
        try:
            with write():
                command(by, other)
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as threads:
        return sorted(threads.map(act, owners, owners[::-1]))


def remove(by: Person, other: Person) -> None:
    catalog.remove_member(asked(by, Do.REMOVE_MEMBER, username=other.username))


def demote(by: Person, other: Person) -> None:
    catalog.change_member(asked(by, Do.CHANGE_MEMBER, username=other.username, role="member"))


def leave(by: Person, _other: Person) -> None:
    catalog.leave_organization(asked(by, Do.LEAVE, username=by.username))


@pytest.mark.parametrize(
    ("command", "refused"), [(remove, "not_allowed"), (demote, "not_allowed"), (leave, "last_owner")]
)
def test_of_two_owners_one_stays(
    owners: tuple[Person, Person], command: Callable[[Person, Person], None], refused: str
) -> None:
    assert at_once(command, owners) == ["done", refused]
    assert OrganizationMember.objects.filter(role="owner").count() == 1


def test_a_name_goes_to_one_of_two_who_ask_for_it_at_once() -> None:
    people = given.person("ada"), given.person("ben")

    def begin(by: Person, _other: Person) -> None:
        organized.organization(by)

    assert at_once(begin, people) == ["done", "name_taken"]
    assert OrganizationMember.objects.count() == 1


def test_a_project_keeps_an_owner_when_all_leave_it_at_once(owners: tuple[Person, Person]) -> None:
    ada, ben = owners
    at_once(leave, owners)
    roles = [find_role(person.user_id, NormalizedName("harborlight")) for person in (ada, ben)]
    assert "owner" in roles
