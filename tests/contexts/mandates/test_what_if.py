"""What another policy would do, told before anybody announces it."""

from datetime import date, timedelta

import pytest

from strongroom.accounts.queries import Person
from strongroom.catalog.models import File
from strongroom.criticality.errors import PolicyUnfit
from strongroom.criticality.models import DesignationRun
from strongroom.criticality.queries import designated_since
from strongroom.criticality.services import add_by_name, announce_policy, withdraw_policy
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.services import Affected, WhatIf, what_if
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


@pytest.fixture
def ada() -> Person:
    return given.protected(given.person("ada"))


@pytest.fixture
def ben() -> Person:
    return given.person("ben")


@pytest.fixture
def index(ada: Person, ben: Person) -> tuple[NormalizedName, NormalizedName]:
    """Ada's harborlight is critical by rank; ben's quietqueue, which ada maintains, too, has half the downloads."""
    first, second = given.release(ada, "harborlight"), given.release(ben, "quietqueue")
    given.role(ada, second)
    given.downloads(first, 10_000)
    given.downloads(second, 5_000)
    given.designation()
    assert designated_since().keys() == {first}
    return first, second


def names_of(found: WhatIf) -> tuple[list[str], list[str]]:
    return [one.name for one in found.entering], [one.name for one in found.leaving]


def test_the_numbers_in_force_change_nothing(index: tuple[NormalizedName, NormalizedName]) -> None:
    found = what_if({}, now=LATER)
    assert (found.changes, names_of(found)) == ((), ([], []))
    assert (found.now.projects, found.now, found.now, found.uploads) == (1, found.first, found.then, 1)


def test_who_comes_in_with_whom_it_binds_and_what_would_have_been_refused(
    index: tuple[NormalizedName, NormalizedName], ben: Person
) -> None:
    first, second = index
    given.release(ben, "quietqueue", "1.1", at=LATER - timedelta(days=89))
    found = what_if({"share": "1"}, now=LATER)
    assert names_of(found) == ([second], [])
    assert (found.entering[0].rank, found.entering[0].downloads) == (2, 5_000)
    assert (found.now.projects, found.first.projects, found.then.projects) == (1, 2, 2)
    assert (found.now.people, found.now.unprotected) == (1, 0)
    assert (found.then.people, found.then.unprotected, found.then.protected) == (2, 1, 1)
    assert (found.uploads, found.refused) == (3, 2)
    assert DesignationRun.objects.count() == 1
    assert designated_since().keys() == {first}


def test_uploads_that_are_older_or_by_the_index_itself_do_not_count(
    index: tuple[NormalizedName, NormalizedName],
) -> None:
    File.objects.filter(release__project__name="quietqueue").update(uploaded_by="system:import")
    assert (
        what_if({"share": "1"}, now=LATER).uploads,
        what_if({}, now=NOON + timedelta(days=91)).uploads,
    ) == (1, 0)


def test_an_upload_by_a_token_is_its_owner_s(index: tuple[NormalizedName, NormalizedName]) -> None:
    File.objects.filter(release__project__name="quietqueue").update(uploaded_by="token:ben")
    assert what_if({"share": "1"}, now=LATER).refused == 1


def test_who_falls_out_is_held_by_no_rule_and_stays_critical_until_it_lapses(
    index: tuple[NormalizedName, NormalizedName],
) -> None:
    first, _ = index
    found = what_if({"minimum_downloads": 20_000}, now=LATER)
    assert names_of(found) == ([], [first])
    assert (found.leaving[0].rank, found.leaving[0].lapses_at_once) == (1, False)
    assert (found.first, found.then) == (found.now, Affected(0, 0, 0))
    assert designated_since().keys() == {first}


def test_who_was_outside_for_long_enough_lapses_at_once(
    index: tuple[NormalizedName, NormalizedName],
) -> None:
    first, _ = index
    given.release(given.person("cleo"), "overtaker")
    given.downloads(NormalizedName("overtaker"), 90_000)
    given.designation(on=LATER.date())
    found = what_if({"lapse_days": 1}, now=LATER + timedelta(days=1))
    assert names_of(found) == ([], [first])
    assert found.leaving[0].lapses_at_once
    assert (found.now.projects, found.first.projects, found.then.projects) == (2, 1, 1)


def test_numbers_are_tried_on_the_newest_version_in_force_or_not(
    index: tuple[NormalizedName, NormalizedName],
) -> None:
    _, second = index
    otto = Actor.operator(name="otto")
    announced = announce_policy(
        {"share": "1"}, by=otto, reason="All of them.", in_force_from=date(2026, 4, 1), now=NOON
    )
    found = what_if({"lapse_days": 100}, now=LATER)
    assert found.base == announced
    assert [change.field for change in found.changes] == ["lapse_days"]
    assert names_of(found) == ([second], [])
    withdraw_policy(2, by=otto, reason="Not all.", now=NOON)
    assert names_of(what_if({"lapse_days": 100}, now=LATER)) == ([], [])


def test_a_rule_that_is_switched_off_holds_nobody(index: tuple[NormalizedName, NormalizedName]) -> None:
    first, second = index
    add_by_name(second, by=Actor.operator(name="otto"), reason="All build with it.", now=NOON)
    given.designation(on=LATER.date())
    found = what_if({"named_rule": False}, now=LATER + timedelta(days=1))
    assert names_of(found) == ([], [second])
    assert found.then.projects == 1
    assert names_of(what_if({"downloads_rule": False}, now=LATER + timedelta(days=1))) == ([], [first])


def test_numbers_that_are_none_are_refused(index: tuple[NormalizedName, NormalizedName]) -> None:
    with pytest.raises(PolicyUnfit, match=r"Window: has to be a whole number from 1 to 3,660\."):
        what_if({"window_days": 0}, now=LATER)


def test_on_the_day_of_a_run_what_it_brought_in_stands(index: tuple[NormalizedName, NormalizedName]) -> None:
    first, second = index
    found = what_if({"share": "1"}, now=NOON)
    assert names_of(found) == ([second], [])
    found = what_if({"minimum_downloads": 20_000}, now=NOON)
    assert [(one.name, one.rank) for one in found.leaving] == [(first, 1)]
