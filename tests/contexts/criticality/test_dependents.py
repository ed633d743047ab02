"""Which projects the index needs most: by the newest releases, whatever the conditions say, without extras."""

from dataclasses import replace
from datetime import timedelta

import pytest

from strongroom.accounts.queries import Person
from strongroom.catalog.models import Project, Release
from strongroom.catalog.queries import iterate_requirements
from strongroom.criticality.queries import explain
from strongroom.criticality.rules.policy import FIRST_POLICY
from strongroom.criticality.services import announce_policy
from strongroom.criticality.services.dependents import dependents_for
from strongroom.foundation.actors import Actor
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db

ON = replace(FIRST_POLICY, dependents_rule=True, dependents_top=2, dependents_minimum=1)


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


def needs(owner: Person, name: str, *requirements: str, version: str = "1.0", **columns: object) -> None:
    """Publish a release that says it requires this."""
    normalized = given.release(owner, name, version)
    metadata = {"requires_dist": list(requirements)}
    Release.objects.filter(project__name=normalized, version=version).update(metadata=metadata, **columns)


def required() -> dict[str, set[str]]:
    return {name: set(others) for name, others in iterate_requirements()}


def test_the_newest_release_counts_and_what_comes_with_an_extra_does_not(ada: Person) -> None:
    needs(ada, "app", "Old_Thing", version="1.0")
    needs(
        ada,
        "app",
        "Lib[speed]>=2 ; python_version < '3'",
        "tests; extra == 'dev'",
        "either; extra == 'dev' or os_name == 'nt'",
        "what is this",
        version="2.0",
    )
    needs(ada, "app", "not-yet", version="3.0rc1")
    needs(ada, "app", "withdrawn-for-now", version="2.1", yanked_at=NOON)
    needs(ada, "app", "examined", version="2.2", quarantined_at=NOON, quarantined_because="Malware?")
    assert required() == {"app": {"lib", "either"}}


def test_a_pre_release_counts_where_there_is_nothing_else(ada: Person) -> None:
    needs(ada, "app", "lib", version="1.0rc1")
    assert required() == {"app": {"lib"}}


def test_a_quarantined_project_needs_nothing_and_a_withdrawn_one_is_none(ada: Person) -> None:
    needs(ada, "bad", "lib")
    needs(ada, "gone", "lib")
    Project.objects.filter(name="bad").update(status="quarantined")
    Project.objects.filter(name="gone").update(withdrawn_at=NOON)
    assert required() == {"bad": set()}


def test_the_rule_asks_for_the_most_needed_only_where_it_is_on(ada: Person) -> None:
    given.release(ada, "base")
    needs(ada, "lib", "base")
    needs(ada, "app", "lib")
    needs(ada, "tool", "lib", "nowhere-here")
    assert dependents_for(FIRST_POLICY) == {}
    assert dependents_for(ON) == {"base": 3, "lib": 2}
    assert dependents_for(replace(ON, dependents_top=1)) == {"base": 3}
    assert dependents_for(replace(ON, dependents_minimum=3)) == {"base": 3}


def test_a_run_designates_by_dependents(ada: Person) -> None:
    given.release(ada, "base")
    needs(ada, "lib", "base")
    announce_policy(
        {"dependents_rule": True, "dependents_top": 1, "dependents_minimum": 1},
        by=Actor.operator(name="otto"),
        reason="What many need is worth protecting.",
        in_force_from=None,
        now=NOON,
    )
    given.designation(on=NOON.date() + timedelta(days=1))
    base = next(name for name, _ in iterate_requirements() if name == "base")
    assert explain(base).rules == ("dependents",)
