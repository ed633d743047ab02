"""An upload asks for its permit twice, once while others wait to write: it must not cost more with every project."""

import pytest
from pytest_django import DjangoAssertNumQueries

from strongroom.accounts.queries import Person
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.mandates.services import Scope, permit
from tests.support import given, organized
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> NormalizedName:
    return given.critical_project(given.person("ada"))


def maintainer(project: NormalizedName, factor: str) -> Person:
    """Return somebody with rights on many projects, of each kind."""
    ben = given.person("ben")
    given.role(ben, project)
    for number in range(5):
        given.release(ben, f"hobby-{number}")
    organized.organization(ben)
    organized.moved_in(project)
    organized.moved_in(given.release(ben, "common"))
    organized.team(ben, harborlight="maintainer")
    return ben if factor == "none" else given.protected(ben, by_key=factor == "key")


def token_of(somebody: Person) -> Actor:
    return Actor(ActorKind.TOKEN, somebody.username, somebody.user_id, "token-1")


@pytest.mark.parametrize(
    ("factor", "is_mandated", "statements"),
    [("key", False, 3), ("key", True, 3), ("app", True, 4), ("none", False, 4), ("none", True, 5)],
)
def test_a_permit_costs_few_statements_and_a_tokens_one_more(
    project: NormalizedName,
    django_assert_num_queries: DjangoAssertNumQueries,
    factor: str,
    is_mandated: bool,
    statements: int,
) -> None:
    ben = maintainer(project, factor)
    if is_mandated:
        given.mandate()
    with django_assert_num_queries(statements):
        permit(acting(ben), Action.UPLOAD, project, now=NOON)
    with django_assert_num_queries(statements + 1):
        permit(token_of(ben), Action.UPLOAD, project, now=NOON)


def test_a_mandate_on_every_publisher_costs_no_statement_more(
    project: NormalizedName, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ben = maintainer(project, "none")
    given.mandate()
    given.mandate(scope=Scope.EVERY_PUBLISHER)
    with django_assert_num_queries(5):
        assert len(permit(acting(ben), Action.UPLOAD, project, now=NOON).warnings) == 2
