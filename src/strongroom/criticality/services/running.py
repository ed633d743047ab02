"""Run the designation of one day and store it with its evidence.

A run reads first and writes last: the ranking happens and its file is written outside the write transaction, the result
is stored in one. Two runs do not overlap: what one has read the other must not have changed when it is stored. The same day again replaces that day's run; it changes no designation unless the inputs changed
(late data), and then says so in the journal.
"""

from datetime import date, datetime

from django.conf import settings

from strongroom.criticality.errors import RunOutOfOrder
from strongroom.criticality.models import DesignationRun
from strongroom.criticality.queries.policies import policy_on
from strongroom.criticality.rules.designation import Evidence, Inputs, Outcome, designate
from strongroom.criticality.rules.news import news
from strongroom.criticality.rules.policy import Policy
from strongroom.criticality.services.gathering import gather
from strongroom.criticality.services.storing import store_run, store_standings
from strongroom.criticality.store import RunFile, alone, staged
from strongroom.downloads.services import bring_totals_to
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append


def policy_in_force() -> Policy:
    """Return the policy of today."""
    return policy_on(clock.today())


def preview(*, on: date, policy: Policy | None = None) -> Outcome:
    """Return what a run on this day would find, and store nothing; with another policy, if it followed the day's run."""
    return designate(gather(on, policy or policy_on(on), after_run=policy is not None))


def run(*, by: Actor, on: date, now: datetime) -> Outcome:
    """Run the designation of the day and store it.

    Raises:
        RunOutOfOrder: if a later day was already run.
    """
    with alone(settings.STRONGROOM_RUNS_FOLDER):
        return _run(by=by, on=on, now=now)


def _run(*, by: Actor, on: date, now: datetime) -> Outcome:
    _refuse_out_of_order(on, now)
    policy = policy_on(on)
    bring_totals_to(policy.window_before(on), classes=policy.counted_classes)
    inputs = gather(on, policy)
    outcome = designate(inputs)
    with staged(settings.STRONGROOM_RUNS_FOLDER, inputs, outcome) as file:
        with write():
            _refuse_out_of_order(on, now)
            before = DesignationRun.objects.filter(on=on).first()
            if before is not None and file.tells_the_same_as(before.file_name):
                return outcome
            _store(inputs, outcome, file=file, now=now)
            for fact in _facts(outcome, before):
                append(fact, by=by, at=now)
            file.keep()
        file.remove_earlier()
    return outcome


def _store(inputs: Inputs, outcome: Outcome, *, file: RunFile, now: datetime) -> None:
    stored = store_run(inputs, outcome, file=file, now=now)
    store_standings(outcome, run=stored)


def _refuse_out_of_order(on: date, now: datetime) -> None:
    later = DesignationRun.objects.filter(on__gt=on).order_by("-on").first()
    if later is not None:
        raise RunOutOfOrder(
            f"The designation of {on} cannot be run: that of {later.on} was already run.",
            why="Later runs build on earlier ones, and people were told of their results.",
            next_step="Run today's; late data corrects the next run."
            if later.on <= now.date()
            else "That day has not come yet: `strongroom runs discard` takes back what a clock that was ahead has run.",
        )


def _facts(outcome: Outcome, before: DesignationRun | None) -> list[Fact]:
    """Return what this run tells that the day's run before it, if there was one, did not tell already."""
    new = news(outcome, told_in=before.entered, told_out=before.left) if before else news(outcome)
    return [
        *(_entered(one, outcome) for one in outcome.evidence if one.name in new.entered),
        *(
            Fact("project.designation_ended", project=departure.name, reason=departure.reason)
            for departure in new.left
        ),
        *(
            Fact("project.designation_corrected", project=name, reason="Late data changed the day's result.")
            for name in (*new.never_in, *new.never_out)
        ),
    ]


def _entered(one: Evidence, outcome: Outcome) -> Fact:
    return Fact(
        "project.designated_critical",
        project=one.name,
        data={
            "window": [outcome.window.first_day.isoformat(), outcome.window.last_day.isoformat()],
            "rank": one.rank,
            "downloads": one.downloads,
            "cut_off": outcome.cut_off,
            "rules": [str(rule) for rule in one.rules],
        },
    )
