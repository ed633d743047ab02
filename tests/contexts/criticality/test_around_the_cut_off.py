"""Which critical names are closest to the line, on each of its sides."""

from datetime import timedelta

import pytest

from strongroom.accounts.queries import Person
from strongroom.criticality.queries import find_latest_run, list_above_cut_off, list_held_by_band
from strongroom.criticality.services import announce_policy
from strongroom.foundation.actors import Actor
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db

OTTO = Actor.operator(name="otto")


def test_a_name_that_only_the_band_keeps_in_is_below_the_line_and_others_are_on_no_side() -> None:
    ada = given.person("ada")
    grow(ada, {"anvil": 900, "brasslatch": 800, "copperleaf": 700, "dapple": 10, "Django": 5})
    policy(share="0.6", minimum_downloads=1)
    given.designation(on=NOON.date() + timedelta(days=30))
    grow(ada, {"early": 950, "fernpath": 850, "gable": 750})
    policy(share="0.3", keep_factor="2", days=30)
    given.designation(on=NOON.date() + timedelta(days=60))

    run = find_latest_run()
    assert run is not None
    assert (run.cohort_size, run.cut_off, run.band_size, run.band_cut_off) == (3, 850, 6, 700)
    assert list_above_cut_off(run, limit=4) == [("early", 950), ("anvil", 900), ("fernpath", 850)]
    assert list_held_by_band(run, limit=4) == [("brasslatch", 800), ("copperleaf", 700)]
    assert list_held_by_band(run, limit=1) == [("brasslatch", 800)]


def grow(owner: Person, numbers: dict[str, int]) -> None:
    """Publish projects that were downloaded so often yesterday."""
    for name, count in numbers.items():
        given.downloads(given.release(owner, name), count)


def policy(*, days: int = 0, **numbers: str | int) -> None:
    """Let these numbers be in force a month after so many days."""
    now = NOON + timedelta(days=days)
    announce_policy(
        numbers, by=OTTO, reason="It is better.", in_force_from=now.date() + timedelta(days=30), now=now
    )
