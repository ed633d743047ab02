"""Runs of days that have not come are taken back: then today's can be made, and finds what it would have found."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from strongroom.criticality.errors import RunOutOfOrder, RunsStay
from strongroom.criticality.models import Designation, DesignationRun, Evidence, RankStep
from strongroom.criticality.queries import designated_since, explain, list_discarded_runs, rank_at
from strongroom.criticality.services import Discarded, discard_runs
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.operators import OperatorsOnly
from strongroom.foundation.reasons import ReasonUnfit
from strongroom.infra.journal.models import JournalEntry
from tests.support import given
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
TOMORROW, NEXT_YEAR = TODAY + timedelta(days=1), TODAY + timedelta(days=400)
OTTO = Actor.operator(name="otto")
WHY = "The clock of the worker was ahead."


@pytest.fixture
def name() -> NormalizedName:
    return given.critical_project(given.person("ada"))


def discard(**changed: object) -> Discarded:
    how = {"after": TODAY, "by": OTTO, "reason": WHY, "now": NOON} | changed
    return discard_runs(**how)  # type: ignore[arg-type]


def stored() -> tuple[object, ...]:
    """Return everything that a run leaves, without the moments of its writing and the numbers of its rows."""
    return (
        list(
            DesignationRun.objects.order_by("on").values_list("on", "inputs_sha256", "file_name", "entered")
        ),
        sorted(
            Designation.objects.values_list("name", "since", "outside_since", "ended_on", "ended_because")
        ),
        sorted(Evidence.objects.values_list("run__on", "name", "rank", "downloads")),
        sorted(RankStep.objects.values_list("downloads", "rank")),
    )


def test_everything_is_as_it_was_before_the_clock_ran_ahead(name: NormalizedName, settings: Settings) -> None:
    second = given.release(given.person("ben"), "quietqueue")
    given.downloads(second, 3)
    given.designation()
    before, files = stored(), sorted(settings.STRONGROOM_RUNS_FOLDER.iterdir())
    given.downloads(second, 9000, on=NEXT_YEAR - timedelta(days=3))
    given.designation(on=NEXT_YEAR)  # one begins, the other is outside
    given.designation(on=NEXT_YEAR + timedelta(days=365))  # and ends
    assert designated_since().keys() == {second}

    done = discard()

    assert (done.never_critical, done.critical_again) == ((second,), (name,))
    assert stored() == before
    assert sorted(settings.STRONGROOM_RUNS_FOLDER.iterdir()) == files
    assert rank_at(4999) == 2


def test_then_the_days_go_on(name: NormalizedName) -> None:
    given.designation(on=NEXT_YEAR)
    with pytest.raises(RunOutOfOrder):
        given.designation(on=TOMORROW)
    discard()
    given.designation(on=TOMORROW)
    assert explain(name).since == TODAY
    assert explain(name).rank == 1


def test_a_designation_that_went_outside_ahead_of_time_is_inside_again(name: NormalizedName) -> None:
    given.designation(on=NEXT_YEAR)
    assert explain(name).outside_since == NEXT_YEAR
    discard()
    assert explain(name).outside_since is None


def test_where_no_file_is_left_ranks_come_from_the_curve(name: NormalizedName, settings: Settings) -> None:
    given.designation(on=NEXT_YEAR)
    for path in settings.STRONGROOM_RUNS_FOLDER.iterdir():
        path.unlink()
    discard()
    assert rank_at(5000) == 1


def test_everybody_is_told_and_each_project(name: NormalizedName) -> None:
    second = given.release(given.person("ben"), "quietqueue")
    given.downloads(second, 9000, on=NEXT_YEAR - timedelta(days=3))
    given.designation(on=NEXT_YEAR)
    discard()
    [told] = list_discarded_runs()
    assert (told.days, told.reason, told.at) == ((NEXT_YEAR,), WHY, NOON)
    fact = JournalEntry.objects.get(kind="project.designation_corrected")
    assert (fact.project, fact.by, WHY in fact.reason) == (second, "operator:otto", True)


def test_what_was_run_for_a_day_that_has_come_stays(name: NormalizedName) -> None:
    given.designation(on=NEXT_YEAR)
    before = stored()
    for how in (
        {"after": TODAY - timedelta(days=1)},
        {"after": NEXT_YEAR},
    ):
        with pytest.raises(RunsStay):
            discard(**how)
    for reason in (" ", "a" * 501):
        with pytest.raises(ReasonUnfit):
            discard(reason=reason)
    with pytest.raises(OperatorsOnly):
        discard(by=acting(given.person("ben")))
    assert stored() == before
