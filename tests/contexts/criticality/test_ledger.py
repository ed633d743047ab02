"""The ledger of policies: what is announced is in force from its day on, and nobody is surprised."""

import importlib
import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from strongroom.accounts.queries import Person
from strongroom.criticality.errors import PolicyNotFound, PolicyUnfit
from strongroom.criticality.models import DesignationRun, PolicyVersion
from strongroom.criticality.queries import PolicyRecord, find_latest_run, get_policy, list_policies, policy_on
from strongroom.criticality.rules.policy import FIRST_POLICY
from strongroom.criticality.services import announce_policy, earliest_day, withdraw_policy
from strongroom.foundation.actors import Actor
from strongroom.foundation.operators import OperatorsOnly
from strongroom.foundation.reasons import ReasonUnfit
from strongroom.infra.journal.models import JournalEntry
from tests.support import given
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db

OTTO = Actor.operator(name="otto")
TODAY = NOON.date()
IN_A_FORTNIGHT = TODAY + timedelta(days=14)
WHY = "Half a percent is what we can look after."


def announce(first_day: date | None = IN_A_FORTNIGHT, **numbers: Any) -> PolicyRecord:
    changed = numbers or {"share": "0.005"}
    return announce_policy(changed, by=OTTO, reason=WHY, in_force_from=first_day, now=NOON)


def used() -> Person:
    """Let a run be made over a project; return its owner."""
    ada = given.person("ada")
    given.critical_project(ada)
    return ada


def test_every_index_begins_with_the_first_version() -> None:
    (record,) = list_policies()
    assert record.policy == FIRST_POLICY == policy_on(TODAY) == policy_on(date(2000, 1, 1))
    assert record.is_from_the_beginning


def test_a_version_is_in_force_from_its_day_on() -> None:
    used()
    record = announce()
    assert policy_on(IN_A_FORTNIGHT - timedelta(days=1)).version == 1
    assert policy_on(IN_A_FORTNIGHT) == record.policy
    assert [str(change) for change in record.changed] == ["Share of the projects: 0.5% (was 1%)"]
    fact = JournalEntry.objects.get(kind="policy.announced")
    assert (fact.subject, fact.reason, fact.by) == ("version 2", WHY, "operator:otto")
    assert fact.data == {
        "in_force_from": IN_A_FORTNIGHT.isoformat(),
        "changes": ["Share of the projects: 0.5% (was 1%)"],
    }


def test_a_run_is_made_by_the_version_in_force_on_its_day() -> None:
    used()
    announce(named_rule=False)
    for days, version in ((13, "1"), (14, "2")):
        given.designation(on=TODAY + timedelta(days=days))
        run = find_latest_run()
        assert run is not None
        assert str(run.policy["version"]) == version


def test_the_next_version_builds_on_the_newest_in_force_or_not() -> None:
    used()
    announce(share="0.005")
    record = announce(lapse_days=100)
    assert (record.number, record.policy.share, record.policy.lapse_days) == (
        3,
        policy_on(IN_A_FORTNIGHT).share,
        100,
    )
    assert [change.field for change in record.changed] == ["lapse_days"]
    assert (record.built_on, get_policy(2).built_on, get_policy(1).built_on) == (2, 1, None)


def test_numbers_that_were_tried_on_a_version_are_announced_on_no_other() -> None:
    used()
    announce(share="0.005", version=1)
    with pytest.raises(PolicyUnfit, match="tried on version 1, but the newest is version 2"):
        announce(lapse_days=100, version=1)
    assert announce(lapse_days=100, version=2).number == 3


def test_it_is_announced_fourteen_days_ahead_once_a_run_was_made() -> None:
    used()
    assert earliest_day(now=NOON) == IN_A_FORTNIGHT
    for first_day in (IN_A_FORTNIGHT - timedelta(days=1), TODAY, None):
        with pytest.raises(PolicyUnfit, match=IN_A_FORTNIGHT.isoformat()):
            announce(first_day)


def test_before_the_first_run_it_may_hold_from_the_beginning() -> None:
    given.designation()  # of an empty index: it told nobody anything
    assert earliest_day(now=NOON) is None
    assert announce(None).is_from_the_beginning
    assert policy_on(date(2000, 1, 1)).version == 2


@pytest.mark.parametrize("days", [30, -30])
def test_before_the_first_run_a_day_is_needed_after_a_version_that_has_one(days: int) -> None:
    second = TODAY + timedelta(days=days)
    announce(second)
    said = f"announced for {second}" if days > 0 else f"in force since {second}"
    with pytest.raises(
        PolicyUnfit, match=f"A day is needed .* Version 2 is {said}, .* Give {second} or a later"
    ):
        announce(None, lapse_days=100)
    assert announce(second, lapse_days=100).number == 3


def test_a_day_too_far_would_let_no_other_version_in_before_it() -> None:
    used()
    latest = TODAY + timedelta(days=3_650)
    for too_far in (latest + timedelta(days=1), date(9999, 12, 31)):
        with pytest.raises(PolicyUnfit, match=f"Give {latest} or an earlier day"):
            announce(too_far)
    assert announce(latest).in_force_from == latest


def test_a_version_never_comes_before_an_earlier_one() -> None:
    used()
    announce(IN_A_FORTNIGHT + timedelta(days=9))
    with pytest.raises(PolicyUnfit, match=str(IN_A_FORTNIGHT + timedelta(days=9))):
        announce(lapse_days=100)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"share": "0.01"}, "changes nothing"),
        ({"share": "1.5"}, "Share of the projects: has to be above 0% and at most 100%"),
        ({"share": 0.5}, "Share of the projects: has to be a decimal number"),
        ({"share": "0.5", "version": 3}, "tried on version 3, but the newest is version 1"),
        ({"counted_classes": ["robots"]}, "'robots' is no class of clients"),
        ({"color": "red"}, "color"),
    ],
    ids=str,
)
def test_numbers_that_are_none_are_refused(numbers: dict[str, Any], words: str) -> None:
    with pytest.raises(PolicyUnfit, match=words):
        announce(None, **numbers)


def test_only_operators_announce_and_only_with_a_reason() -> None:
    ada = given.person("ada")
    with pytest.raises(OperatorsOnly):
        announce_policy({"share": "0.5"}, by=acting(ada), reason=WHY, in_force_from=None, now=NOON)
    with pytest.raises(ReasonUnfit):
        announce_policy({"share": "0.5"}, by=OTTO, reason=" ", in_force_from=None, now=NOON)
    assert len(list_policies()) == 1


class TestWithdrawing:
    def test_a_version_that_is_not_in_force_yet_stays_in_the_ledger_as_withdrawn(self) -> None:
        used()
        announce()
        withdraw_policy(2, by=OTTO, reason="Too many would fall out.", now=NOON)
        record = get_policy(2)
        assert (record.withdrawn_at, record.withdrawn_by) == (NOON, "operator:otto")
        assert record.withdrawn_because == "Too many would fall out."
        assert policy_on(IN_A_FORTNIGHT).version == 1
        assert JournalEntry.objects.get(kind="policy.withdrawn").reason == "Too many would fall out."
        with pytest.raises(PolicyUnfit, match="withdrawn already"):
            withdraw_policy(2, by=OTTO, reason=WHY, now=NOON)

    def test_the_next_one_gets_another_number_and_builds_on_what_stands(self) -> None:
        used()
        announce(share="0.005")
        withdraw_policy(2, by=OTTO, reason=WHY, now=NOON)
        record = announce(lapse_days=100)
        assert (record.number, record.policy.share) == (3, FIRST_POLICY.share)

    def test_what_is_in_force_is_not_withdrawn(self) -> None:
        with pytest.raises(PolicyUnfit, match="in force"):
            withdraw_policy(1, by=OTTO, reason=WHY, now=NOON)

    def test_what_a_later_one_builds_on_is_withdrawn_after_it(self) -> None:
        used()
        announce()
        announce(lapse_days=100)
        with pytest.raises(PolicyUnfit, match="Version 3 builds on"):
            withdraw_policy(2, by=OTTO, reason=WHY, now=NOON)

    def test_there_is_none_of_that_number(self) -> None:
        with pytest.raises(PolicyNotFound):
            withdraw_policy(9, by=OTTO, reason=WHY, now=NOON)


def test_an_index_that_designated_by_settings_goes_on_under_the_same_rules() -> None:
    migration = importlib.import_module("strongroom.criticality.migrations.0003_policies")
    kept = {
        "version": "1",
        "share": "0.05",
        "window_days": "183",
        "keep_factor": "1.25",
        "lapse_days": "365",
        "minimum_downloads": "7",
        "counted_classes": "installer, mirror",
        "candidate_share": "0.9",
    }
    used()
    DesignationRun.objects.update(policy=kept)
    PolicyVersion.objects.all().delete()
    migration.keep_the_rules_of_the_runs(apps, None)
    (record,) = list_policies()
    assert (str(record.policy.share), record.policy.minimum_downloads) == ("0.05", 7)
    assert record.policy.counted_classes == {"installer", "mirror"}
    assert record.announced_at == DesignationRun.objects.get().finished_at
    assert record.is_from_the_beginning


@pytest.mark.django_db(transaction=True)
def test_of_announcements_at_the_same_instant_one_is_made_and_the_others_change_nothing() -> None:
    outcomes: list[str] = []
    start = threading.Barrier(6)

    def attempt() -> None:
        try:
            start.wait()
            announce(None, share="0.02")
            outcomes.append("announced")
        except PolicyUnfit as refusal:
            outcomes.append(refusal.what)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["This changes nothing."] * 5 + ["announced"]
    assert [record.number for record in list_policies()] == [1, 2]
