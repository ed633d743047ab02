"""A name outlives its project: nobody else takes it, nor one like it; and of two who race for twins, one is refused."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from strongroom.accounts.queries import Person
from strongroom.catalog.errors import NameTooSimilar, ProjectExists
from strongroom.catalog.models import Project
from strongroom.catalog.queries import find_project, find_role
from strongroom.catalog.services import check_may_begin, grant_namespace, leave, permit_name, withdraw
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.permits import Action
from strongroom.mandates.errors import NotAllowed
from strongroom.mandates.services import permit
from tests.support import given
from tests.support.given import NOON, acting

OTTO = Actor.operator(name="otto")
KITE = normalize("kite")


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


@pytest.fixture
def ben() -> Person:
    return given.person("ben")


@pytest.fixture
def withdrawn(ada: Person) -> NormalizedName:
    """A project of ada's that she has withdrawn."""
    given.release(ada, "kite")
    withdraw(permit(acting(ada), Action.WITHDRAW, KITE, now=NOON), reason="Nobody needs it.")
    return KITE


def is_held_for(owner: Person) -> bool:
    project = find_project(KITE)
    return (
        project is not None and project.withdrawn_at is not None and find_role(owner.user_id, KITE) == "owner"
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("withdrawn")
@pytest.mark.parametrize("spelling", ["kite", "KITE"])
def test_a_stranger_uploads_nothing_under_a_withdrawn_name(ada: Person, ben: Person, spelling: str) -> None:
    with pytest.raises(NotAllowed):
        given.release(ben, spelling, "2.0")
    with pytest.raises(ProjectExists, match="keeps its name"):
        check_may_begin(normalize(spelling), by=acting(ben))
    assert is_held_for(ada)


@pytest.mark.django_db
@pytest.mark.usefixtures("withdrawn")
def test_nobody_takes_a_name_like_a_withdrawn_one(ada: Person, ben: Person) -> None:
    with pytest.raises(NameTooSimilar):
        given.release(ben, "k1te")
    assert is_held_for(ada)


@pytest.mark.django_db
@pytest.mark.usefixtures("withdrawn")
def test_neither_a_namespace_nor_a_permission_takes_a_withdrawn_name_from_its_owners(
    ada: Person, ben: Person
) -> None:
    grant_namespace(KITE, username="ben", by=OTTO, reason="His mark.", now=NOON)
    permit_name(KITE, username="ben", by=OTTO, reason="His mark.", now=NOON)
    with pytest.raises(NotAllowed):
        given.release(ben, "kite", "2.0")
    with pytest.raises(ProjectExists):
        check_may_begin(KITE, by=acting(ben))
    assert is_held_for(ada)


@pytest.mark.django_db
@pytest.mark.usefixtures("withdrawn")
def test_a_name_is_held_when_its_owner_is_gone(ada: Person, ben: Person) -> None:
    given.closed(ada)
    with pytest.raises(NotAllowed):
        given.release(ben, "kite", "2.0")


@pytest.mark.django_db
@pytest.mark.usefixtures("withdrawn")
def test_a_maintainer_who_left_has_the_name_no_more(ada: Person, ben: Person) -> None:
    given.role(ben, KITE)
    leave(permit(acting(ben), Action.LEAVE, KITE, now=NOON))
    with pytest.raises(NotAllowed):
        given.release(ben, "kite", "2.0")
    assert is_held_for(ada)


@pytest.mark.django_db
@pytest.mark.usefixtures("withdrawn")
def test_its_owners_bring_it_back_whatever_new_names_may_be(ada: Person, ben: Person) -> None:
    grant_namespace(KITE, username="ben", by=OTTO, reason="His mark.", now=NOON)
    given.release(ada, "kite", "2.0")
    project = find_project(KITE)
    assert project is not None
    assert project.withdrawn_at is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_race_for_names_that_look_the_same_one_is_refused() -> None:
    people = [given.person(f"racer-{number}") for number in range(6)]
    spellings = ["kite", "k1te", "klte", "ki-te", "kit-e", "k-ite"]
    together, refused = Barrier(len(people)), []

    def run(somebody: Person, name: str) -> None:
        try:
            together.wait()
            given.release(somebody, name)
        except NameTooSimilar:
            refused.append(name)
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in zip(people, spellings, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Project.objects.count() == 1
    assert len(refused) == len(people) - 1
