"""Rows of a run: its figures, its evidence, the ranking, and the designations that it began, moved or ended.

Everything here is called within the run's write transaction.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import connection
from django.db.models import F

from strongroom.criticality.models import Designation, DesignationRun, Evidence, RankStep
from strongroom.criticality.rules.curves import thinned
from strongroom.criticality.rules.designation import Inputs, Outcome
from strongroom.criticality.rules.policy import as_text
from strongroom.criticality.store import RunFile

_ROWS_AT_ONCE = 2000
_STEPS = RankStep._meta.db_table  # noqa: SLF001 - Django's own name


def store_run(inputs: Inputs, outcome: Outcome, *, file: RunFile, now: datetime) -> DesignationRun:
    """Write the run of a day in the place of an earlier one of that day, with its evidence and its ranking."""
    stored, _ = DesignationRun.objects.update_or_create(
        on=inputs.on,
        defaults={
            "first_day": outcome.window.first_day,
            "last_day": outcome.window.last_day,
            "population": outcome.population_size,
            "cohort_size": outcome.cohort_size,
            "cut_off": outcome.cut_off,
            "band_cut_off": outcome.band_cut_off,
            "ranked": outcome.ranked,
            "critical": len(outcome.evidence),
            "policy": as_text(inputs.policy),
            "inputs_sha256": file.inputs_sha256,
            "file_name": file.name,
            "file_bytes": file.size_bytes,
            "file_sha256": file.sha256,
            "entered": list(outcome.entered),
            "left": [[departure.name, departure.reason] for departure in outcome.left],
            "candidates": list(outcome.candidates),
            "curve": [[step.rank, step.downloads] for step in thinned(outcome.steps)],
            "finished_at": now,
        },
    )
    _store_evidence(outcome, stored)
    _store_steps(outcome)
    return stored


def store_standings(outcome: Outcome, *, run: DesignationRun) -> None:
    """Begin, move and end designations, so that those in force are the outcome's."""
    _take_back(outcome, run)
    in_force = {row.name: row for row in Designation.objects.filter(ended_on=None)}
    Designation.objects.bulk_create(
        (
            Designation(name=name, since=run.on, designated_by=run)
            for name in outcome.entered
            if name not in in_force
        ),
        batch_size=_ROWS_AT_ONCE,
    )
    _move(outcome, in_force, on=run.on)
    for departure in outcome.left:
        Designation.objects.filter(name=departure.name, ended_on=None).update(
            ended_on=run.on, ended_because=f"{departure.ending}: {departure.reason}"
        )


def _store_evidence(outcome: Outcome, stored: DesignationRun) -> None:
    Evidence.objects.filter(run=stored).delete()
    Evidence.objects.bulk_create(
        (
            Evidence(
                run=stored,
                name=one.name,
                rank=one.rank,
                downloads=one.downloads,
                dependents=one.dependents,
                rules=[str(rule) for rule in one.rules],
            )
            for one in outcome.evidence
        ),
        batch_size=_ROWS_AT_ONCE,
    )


def _store_steps(outcome: Outcome) -> None:
    # By hand: objects for some fifty thousand steps would take as long as the ranking itself.
    RankStep.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {_STEPS} (downloads, rank) VALUES (%s, %s)", outcome.steps)  # noqa: S608


def _take_back(outcome: Outcome, run: DesignationRun) -> None:
    """Undo what an earlier run of the same day began or ended: where this one does not find it, it never was."""
    begun = dict(Designation.objects.filter(since=run.on).values_list("name", "pk"))
    never = [pk for name, pk in begun.items() if name not in outcome.standings]
    Designation.objects.filter(pk__in=never).delete()
    Designation.objects.filter(ended_on=run.on).update(ended_on=None, ended_because="")


def _move(outcome: Outcome, in_force: Mapping[str, Designation], *, on: date) -> None:
    """Write since when designations are outside, where that changed; one statement for all that changed alike."""
    changed: dict[date | None, list[int]] = {}
    for name, standing in outcome.standings.items():
        row = in_force.get(name)
        if row is not None and row.outside_since != standing.outside_since:
            changed.setdefault(standing.outside_since, []).append(row.pk)
    for outside_since, rows in changed.items():
        designations = Designation.objects.filter(pk__in=rows)
        designations.exclude(outside_decided_on=on).update(
            outside_before=F("outside_since"), outside_decided_on=on
        )
        designations.update(outside_since=outside_since)
