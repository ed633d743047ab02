"""Who may publish and who is bound is one answer: each kind of right, with what follows from it.

A project is critical, and its mandate is announced, so that what binds and what is told can be seen.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from pytest_django import DjangoAssertNumQueries

from strongroom.accounts.queries import Person
from strongroom.catalog.queries import find_role, list_people_who_may_publish
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.mandates.errors import NotAllowed
from strongroom.mandates.queries import list_asked, list_terms
from strongroom.mandates.queries.concerned import Audience, bound_among
from strongroom.mandates.services import permit
from tests.support import given, organized
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db


HARBORLIGHT = NormalizedName("harborlight")


@dataclass(frozen=True)
class Kind:
    """A kind of right, how cleo gets it, and what follows.

    Whoever may upload is bound, and is told: there is no third possibility.
    """

    name: str
    give: Callable[[Person], object]
    role: str | None = None
    through: str = ""
    manages: bool = False


def closing(give: Callable[[Person], object]) -> Callable[[Person], object]:
    """Give a right, then close the account."""

    def give_and_close(cleo: Person) -> None:
        give(cleo)
        given.closed(cleo)

    return give_and_close


def own_and_by_team(cleo: Person) -> None:
    given.role(cleo, HARBORLIGHT, "maintainer")
    organized.team(cleo, harborlight="owner")


def direct_owner(cleo: Person) -> None:
    given.role(cleo, HARBORLIGHT, "owner")


def team_owner(cleo: Person) -> None:
    organized.team(cleo, harborlight="owner")


def organization_owner(cleo: Person) -> None:
    organized.member(cleo, "owner")


KINDS = (
    Kind("a direct owner", direct_owner, "owner", "direct", manages=True),
    Kind("a direct maintainer", lambda cleo: given.role(cleo, HARBORLIGHT), "maintainer", "direct"),
    Kind("a team that owns", team_owner, "owner", "team core", manages=True),
    Kind(
        "a team that maintains",
        lambda cleo: organized.team(cleo, harborlight="maintainer"),
        "maintainer",
        "team core",
    ),
    Kind("an owner of the organization", organization_owner, "owner", "organization harbor", manages=True),
    Kind("a role of one's own, and a team that owns", own_and_by_team, "owner", "team core", manages=True),
    Kind("a manager of the organization", lambda cleo: organized.member(cleo, "manager")),
    Kind("a plain member", organized.member),
    Kind("a member of a team without a role", organized.team),
    Kind("an owner of another organization", lambda cleo: organized.organization(cleo, "lighthouse")),
    Kind("a direct owner whose account is closed", closing(direct_owner)),
    Kind("an owner of the organization whose account is closed", closing(organization_owner)),
    Kind("a member of a team that owns, whose account is closed", closing(team_owner)),
    Kind("a stranger", lambda cleo: cleo),
)


@pytest.fixture
def ada() -> Person:
    return given.protected(given.person("ada"))


@pytest.fixture
def cleo() -> Person:
    return given.person("cleo")


@pytest.fixture
def project(ada: Person) -> NormalizedName:
    """A critical project of ada's, in an organization of hers."""
    name = given.critical_project(ada)
    organized.organization(ada)
    organized.moved_in(name)
    return name


def may(person: Person, action: Action, project: NormalizedName) -> bool:
    try:
        permit(acting(person), action, project, now=NOON)
    except NotAllowed:
        return False
    return True


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_may_upload_may_manage_is_bound_and_is_told(
    cleo: Person, project: NormalizedName, kind: Kind
) -> None:
    kind.give(cleo)
    OutgoingMail.objects.all().delete()
    given.mandate()

    found = [one for one in list_people_who_may_publish(names=[project]) if one.user_id == cleo.user_id]
    assert [(one.role, one.through) for one in found] == ([(kind.role, kind.through)] if kind.role else [])
    assert find_role(cleo.user_id, project) == kind.role
    has_right = kind.role is not None
    assert may(cleo, Action.UPLOAD, project) == has_right
    assert may(cleo, Action.MANAGE_PEOPLE, project) == kind.manages
    terms = {term.project: term for term in list_terms([project])}
    bound = [person.username for person, _ in bound_among(Audience(list(terms)).everybody(), terms).values()]
    assert ("cleo" in bound) == has_right
    told = OutgoingMail.objects.filter(recipient="cleo@people.example", text__contains="harborlight")
    assert told.count() == int(has_right)


def test_somebody_with_several_rights_is_listed_once_with_all_of_them(
    cleo: Person, project: NormalizedName
) -> None:
    given.role(cleo, project, "maintainer")
    organized.team(cleo, harborlight="maintainer")
    organized.team(cleo, name="docs", harborlight="maintainer")
    (found,) = list_people_who_may_publish(names=[project], user_ids=[cleo.user_id])
    assert [right.way for right in found.rights] == ["direct", "team core", "team docs"]
    given.mandate()
    assert [one.project for one in list_asked(cleo, now=NOON)] == [project]


def test_a_team_s_role_counts_for_the_projects_of_its_own_organization_only(
    ada: Person, cleo: Person, project: NormalizedName
) -> None:
    organized.team(cleo, harborlight="owner")
    organized.organization(ada, "lighthouse")
    organized.moved_in(project, to="lighthouse")
    assert find_role(cleo.user_id, project) is None


def test_all_rights_are_found_by_one_query(
    cleo: Person, project: NormalizedName, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    organized.team(cleo, harborlight="owner")
    with django_assert_num_queries(1):
        assert len(list_people_who_may_publish(names=[project])) == 2
