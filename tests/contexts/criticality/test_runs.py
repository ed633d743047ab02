"""Stored runs: evidence, repetition, order, and names that go away and come back."""

from datetime import timedelta

import pytest

from strongroom.accounts.queries import Person
from strongroom.catalog.services import withdraw
from strongroom.criticality.errors import RunOutOfOrder
from strongroom.criticality.models import Designation, DesignationRun, NamedProject
from strongroom.criticality.queries import designated_since, explain, find_latest_run, list_critical
from strongroom.criticality.services import own_dependencies, preview
from strongroom.foundation.names import normalize
from strongroom.foundation.permits import Action
from strongroom.infra.journal.models import JournalEntry
from strongroom.mandates.services import permit
from tests.support import given
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


def told() -> list[str]:
    return list(
        JournalEntry.objects.filter(kind__contains="designat")
        .order_by("serial")
        .values_list("kind", flat=True)
    )


def test_a_run_keeps_its_evidence(ada: Person) -> None:
    name = given.release(ada, "harborlight")
    given.downloads(name, 5000)
    given.downloads(name, 9999, client_class="mirror")
    given.designation()
    why = explain(name)
    assert (why.since, why.rank, why.downloads, why.rules) == (TODAY, 1, 5000, ("downloads",))
    run = find_latest_run()
    assert run is not None
    assert (run.on, run.last_day, (run.last_day - run.first_day).days) == (
        TODAY,
        TODAY - timedelta(days=1),
        182,
    )
    assert (run.population, run.cohort_size, run.cut_off, run.entered) == (1, 1, 5000, (name,))
    assert len(run.inputs_sha256) == 64


def test_the_same_day_again_changes_nothing(ada: Person) -> None:
    given.critical_project(ada)
    given.designation()
    assert (DesignationRun.objects.count(), Designation.objects.count()) == (1, 1)
    assert told() == ["project.designated_critical"]


def test_late_data_corrects_the_day_and_says_so(ada: Person) -> None:
    first = given.critical_project(ada)
    second = given.release(ada, "quietqueue")
    given.downloads(second, 50_000)
    given.designation()
    assert designated_since() == {second: TODAY}
    assert told() == ["project.designated_critical"] * 2 + ["project.designation_corrected"]
    assert not explain(first).is_critical


def test_a_preview_stores_nothing(ada: Person) -> None:
    given.downloads(given.release(ada, "harborlight"), 5000)
    assert preview(on=TODAY).entered == ("harborlight",)
    assert DesignationRun.objects.count() == 0


def test_the_past_is_not_run_again(ada: Person) -> None:
    given.critical_project(ada)
    with pytest.raises(RunOutOfOrder):
        given.designation(on=TODAY - timedelta(days=1))


def test_deleting_and_creating_again_keeps_the_designation(ada: Person) -> None:
    name = given.critical_project(ada)
    withdraw(
        permit(acting(ada), Action.WITHDRAW, name, now=NOON), reason="To see whether the flag goes away."
    )
    given.designation(on=TODAY + timedelta(days=1))
    assert explain(name).rules == ("frozen",)
    given.release(ada, "harborlight", "2.0", at=NOON + timedelta(days=1))
    assert explain(name).since == TODAY
    given.designation(on=TODAY + timedelta(days=2))
    assert (explain(name).since, explain(name).rules) == (TODAY, ("downloads",))


def test_a_project_stays_critical_while_it_slips_and_lapses_after_a_year(ada: Person) -> None:
    name = given.critical_project(ada)
    for days in (200, 201, 400, 564):
        given.designation(on=TODAY + timedelta(days=days))
        assert explain(name).is_critical
    given.designation(on=TODAY + timedelta(days=565))
    assert not explain(name).is_critical
    assert explain(name).ended_on == TODAY + timedelta(days=565)


def test_a_run_repeated_on_the_day_of_a_lapse_still_lapses(ada: Person) -> None:
    name = given.critical_project(ada)
    given.designation(on=TODAY + timedelta(days=200))
    lapse = TODAY + timedelta(days=565)
    given.designation(on=lapse)
    given.downloads(given.release(ada, "other"), 1)
    given.designation(on=lapse)
    assert not explain(name).is_critical
    assert told().count("project.designation_ended") == 1


def test_the_index_s_own_dependencies_are_critical_once_published_here(ada: Person) -> None:
    assert {"django", "packaging", "lmdb"} <= own_dependencies()
    given.release(ada, "Django", "5.2")
    given.designation()
    assert explain(normalize("django")).rules == ("own-dependency",)
    assert set(designated_since()) == {"django"}


def test_an_operator_adds_a_name_with_a_reason(ada: Person) -> None:
    name = given.release(ada, "keystone")
    NamedProject.objects.create(
        name=name, effect="added", reason="Signs our releases.", by="operator:otto", at=NOON
    )
    given.designation()
    assert explain(name).rules == ("named",)


def test_critical_names_are_listed_by_rank(ada: Person) -> None:
    for name, count in (("beta", 7000), ("alpha", 7000), ("django", 3)):
        given.downloads(given.release(ada, name), count)
    given.designation()
    assert [(one.name, one.rank) for one in list_critical()] == [("alpha", 1), ("beta", 1), ("django", 3)]
