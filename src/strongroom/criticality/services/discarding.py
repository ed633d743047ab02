"""Take back the runs of days that have not come, which a wrong clock made: no run before them could be made any more.

What they began never was, what they ended goes on, and what they moved is where it was, as far as that is known
(`rules/discarding.py`). Everything of it is in one transaction; the files of the runs go after it, under their folder's lock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from strongroom.criticality.errors import RunFileDiffers, RunFileUnfit, RunNotFound, RunsStay
from strongroom.criticality.models import Designation, DesignationRun, Evidence, RankStep
from strongroom.criticality.queries.discarded import DISCARDED, SUBJECT
from strongroom.criticality.rules.discarding import Outside, outside_without
from strongroom.criticality.rules.ranking import Step
from strongroom.criticality.services.verifying import verify_run
from strongroom.criticality.store import remove_files_of
from strongroom.foundation.actors import Actor
from strongroom.foundation.operators import require_operator
from strongroom.foundation.reasons import needed_reason
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append

_ROWS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Discarded:
    """What was taken back: the days whose runs are gone, and the names that are critical no more, or again."""

    days: tuple[date, ...]
    never_critical: tuple[str, ...]
    critical_again: tuple[str, ...]


def discard_runs(*, after: date, by: Actor, reason: str, now: datetime) -> Discarded:
    """Take the runs back that were made for days after this one.

    Args:
        after: Today or later: what was run for a day that has come is never rewritten.
        reason: Everybody reads it, on the page of all runs.

    Raises:
        OperatorsOnly: nobody else does this.
        RunsStay: the day is past, or no run was made for a later one.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    _check(after, by=by, now=now)
    reason = needed_reason(reason, read_by="Everybody who looks at the runs")
    steps = _steps_before(after)
    with write():
        runs = DesignationRun.objects.filter(on__gt=after)
        discarded = _taken_back(after, tuple(runs.order_by("on").values_list("on", flat=True)))
        Evidence.objects.filter(run__in=runs).delete()
        runs.delete()
        RankStep.objects.all().delete()
        RankStep.objects.bulk_create((RankStep(**step._asdict()) for step in steps), batch_size=_ROWS_AT_ONCE)
        for fact in _facts(discarded, after, reason):
            append(fact, by=by, at=now)
    remove_files_of(discarded.days, folder=settings.STRONGROOM_RUNS_FOLDER)
    return discarded


def _check(after: date, *, by: Actor, now: datetime) -> None:
    require_operator(by, "Runs are taken back by operators.")
    if after < now.date():
        raise RunsStay(
            f"Runs of days that have come stay, and {after} is past.",
            why="People were told of their results.",
            next_step=f"Give {now.date()}, which is today, or a later day.",
        )
    if not DesignationRun.objects.filter(on__gt=after).exists():
        raise RunsStay(f"There is no run of a day after {after}.")


def _steps_before(after: date) -> Sequence[Step]:
    """Return the ranking of the newest run that stays; in few points, if its file is not here or not as it was."""
    newest = DesignationRun.objects.filter(on__lte=after).order_by("-on").first()
    if newest is None:
        return ()
    try:
        return verify_run(newest.on).outcome.steps
    except (RunNotFound, RunFileUnfit, RunFileDiffers):
        return [Step(rank=rank, downloads=downloads) for rank, downloads in newest.curve]


def _taken_back(after: date, days: tuple[date, ...]) -> Discarded:
    """Let the designations be what they were; those that began later are gone first, for a name has one in force."""
    begun = Designation.objects.filter(since__gt=after)
    never = set(begun.filter(ended_on=None).values_list("name", flat=True))
    begun.delete()
    ended = Designation.objects.filter(ended_on__gt=after)
    again = set(ended.values_list("name", flat=True))
    ended.update(ended_on=None, ended_because="")
    moved = list(Designation.objects.filter(outside_decided_on__gt=after))
    for row in moved:
        outside = Outside(row.outside_since, row.outside_before, row.outside_decided_on)
        row.outside_since = outside_without(outside, after=after)
        row.outside_before = row.outside_decided_on = None
    fields = ["outside_since", "outside_before", "outside_decided_on"]
    Designation.objects.bulk_update(moved, fields, batch_size=_ROWS_AT_ONCE)
    return Discarded(days, tuple(sorted(never - again)), tuple(sorted(again - never)))


def _facts(discarded: Discarded, after: date, reason: str) -> list[Fact]:
    told = {"after": after.isoformat(), "days": [day.isoformat() for day in discarded.days]}
    corrected = f"A run of a day that had not come was taken back. {reason}"
    return [
        Fact(DISCARDED, subject=SUBJECT, reason=reason, data=told),
        *(
            Fact("project.designation_corrected", project=name, reason=corrected)
            for name in sorted({*discarded.never_critical, *discarded.critical_again})
        ),
    ]
