"""Run the designation of one day and store it with its evidence.

A run reads first and writes last: the ranking happens outside the write transaction,
the result is stored in one. The same day again replaces that day's run; it changes no
designation unless the inputs changed (late data), and then says so in the journal.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from importlib import metadata

from django.conf import settings
from packaging.markers import default_environment

from strongroom.accounts.services import Mail, MailKind, write_to_people
from strongroom.catalog.errors import OperatorsOnly
from strongroom.catalog.queries import list_people_who_may_publish, population, withdrawn_names
from strongroom.criticality.errors import NamingUnfit, RunOutOfOrder
from strongroom.criticality.models import Designation, DesignationRun, Evidence, NamedProject
from strongroom.criticality.rules import designation as rules
from strongroom.criticality.rules.designation import Inputs, Outcome, Standing, designate, digest
from strongroom.criticality.rules.own_dependencies import closure
from strongroom.criticality.rules.policy import Policy
from strongroom.downloads.queries import totals
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.names import NormalizedName
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append

__all__ = [
    "Outcome",
    "add_by_name",
    "own_dependencies",
    "policy_in_force",
    "preview",
    "run",
    "take_off_the_list",
]

POLICY_VERSION = 1
"""Raised with every change of a number or rule below, together with its announcement."""


def policy_in_force() -> Policy:
    """Return the policy that this installation's settings make."""
    return Policy(
        version=POLICY_VERSION,
        share=settings.STRONGROOM_CRITICAL_SHARE,
        minimum_downloads=max(1, settings.STRONGROOM_CRITICAL_MINIMUM),
        counted_classes=settings.STRONGROOM_COUNTED_CLIENTS,
    )


def preview(*, on: date) -> Outcome:
    """Return what a run on this day would find, and store nothing."""
    return designate(_gather(on))


def run(*, by: Actor, on: date, now: datetime) -> Outcome:
    """Run the designation of the day and store it.

    Raises:
        RunOutOfOrder: if a later day was already run.
    """
    inputs = _gather(on)
    outcome = designate(inputs)
    with write():
        _refuse_out_of_order(on)
        before = DesignationRun.objects.filter(on=on).first()
        if before is not None and before.inputs_sha256 == digest(inputs):
            return outcome
        facts = _facts(outcome, before)
        stored = _store_run(inputs, outcome, now)
        _store_standings(outcome, stored, inputs.standing)
        for fact in facts:
            append(fact, by=by, at=now)
    return outcome


def add_by_name(name: NormalizedName, *, by: Actor, reason: str, now: datetime) -> None:
    """Put a name on the operators' list: the next run finds it critical, whatever its rank. Its people are told.

    Raises:
        OperatorsOnly: nobody else does this.
        NamingUnfit: it is on the list, or there is no reason.
    """
    _check_operator(by, reason)
    with write():
        row, is_new = NamedProject.objects.get_or_create(
            name=name, defaults={"effect": "added", "reason": reason, "by": str(by), "at": now}
        )
        if not is_new:
            raise NamingUnfit(
                f"Operators have decided about {name} already.", why=f"{row.effect}: {row.reason}"
            )
        append(Fact("project.named_critical", project=name, reason=reason), by=by, at=now)
        _tell(name, "counts as critical from the next designation on", reason=reason, now=now)


def take_off_the_list(name: NormalizedName, *, by: Actor, reason: str, now: datetime) -> None:
    """Take a name off the operators' list: from the next run on its rank decides again. Its people are told.

    Raises:
        OperatorsOnly: nobody else does this.
        NamingUnfit: it is not on the list, or there is no reason.
    """
    _check_operator(by, reason)
    with write():
        deleted, _ = NamedProject.objects.filter(name=name, effect="added").delete()
        if not deleted:
            raise NamingUnfit(f"Operators have not added {name} to the critical names.")
        append(Fact("project.naming_ended", project=name, reason=reason), by=by, at=now)
        _tell(name, "is no longer named by operators: its rank decides again", reason=reason, now=now)


def own_dependencies() -> frozenset[NormalizedName]:
    """Return the closure of the requirements of the distribution that is running."""
    return closure("strongroom", requirements_of=metadata.requires, environment=default_environment())


def _check_operator(by: Actor, reason: str) -> None:
    if by.kind is not ActorKind.OPERATOR:
        raise OperatorsOnly("Names are added to the critical ones by operators.")
    if not reason.strip():
        raise NamingUnfit(
            "A reason is needed.",
            why="Everybody who looks at the project can read it.",
            next_step="Say why, in a sentence.",
        )


def _tell(name: NormalizedName, what: str, *, reason: str, now: datetime) -> None:
    """Write to the people of a project, if there is one of this name."""
    subject, why = f"{name} and the critical projects", f"you may publish {name}"
    text = f"The project {name} {what}.\n\nThe reason given by the operators of this index: {reason}"
    write_to_people(
        [
            Mail(one.username, MailKind.OPERATORS, subject, text, why, thread=f"project/{name}")
            for one in list_people_who_may_publish(names=[name])
        ],
        at=now,
    )


def _gather(on: date) -> Inputs:
    policy = policy_in_force()
    named = dict(NamedProject.objects.filter(effect="added").values_list("name", "reason"))
    released = dict(NamedProject.objects.filter(effect="released").values_list("name", "reason"))
    return Inputs(
        on=on,
        policy=policy,
        counts=totals(policy.window_before(on), classes=policy.counted_classes),
        population=population(),
        withdrawn=withdrawn_names(),
        own_dependencies=own_dependencies(),
        named={NormalizedName(name): reason for name, reason in named.items()},
        released={NormalizedName(name): reason for name, reason in released.items()},
        standing=_standing_before(on),
    )


def _standing_before(on: date) -> Mapping[NormalizedName, Standing]:
    """Return the designations as they stood before this day's run, whether or not it ran already."""
    rows = Designation.objects.filter(since__lt=on).exclude(ended_on__lt=on)
    return {NormalizedName(row.name): Standing(row.since, _outside_before(row, on)) for row in rows}


def _outside_before(row: Designation, on: date) -> date | None:
    return row.outside_since if row.outside_since is not None and row.outside_since < on else None


def _refuse_out_of_order(on: date) -> None:
    later = DesignationRun.objects.filter(on__gt=on).order_by("-on").first()
    if later is not None:
        raise RunOutOfOrder(
            f"The designation of {on} cannot be run: that of {later.on} was already run.",
            why="Later runs build on earlier ones, and people were told of their results.",
            next_step="Run today's; late data corrects the next run.",
        )


def _store_run(inputs: Inputs, outcome: Outcome, now: datetime) -> DesignationRun:
    stored, _ = DesignationRun.objects.update_or_create(
        on=inputs.on,
        defaults={
            "first_day": outcome.window.first_day,
            "last_day": outcome.window.last_day,
            "population": outcome.population_size,
            "cohort_size": outcome.cohort_size,
            "cut_off": outcome.cut_off,
            "critical": len(outcome.evidence),
            "policy": {key: _text(value) for key, value in asdict(inputs.policy).items()},
            "inputs_sha256": digest(inputs),
            "entered": list(outcome.entered),
            "left": [[departure.name, departure.reason] for departure in outcome.left],
            "candidates": list(outcome.candidates),
            "finished_at": now,
        },
    )
    Evidence.objects.filter(run=stored).delete()
    Evidence.objects.bulk_create(
        (
            Evidence(
                run=stored,
                name=one.name,
                rank=one.rank,
                downloads=one.downloads,
                rules=[str(rule) for rule in one.rules],
            )
            for one in outcome.evidence
        ),
        batch_size=500,
    )
    return stored


def _text(value: object) -> str:
    return ", ".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def _store_standings(
    outcome: Outcome, stored: DesignationRun, before: Mapping[NormalizedName, Standing]
) -> None:
    # What an earlier run of the same day began, and this one does not find, never was.
    Designation.objects.filter(since=stored.on, ended_on=None).exclude(
        name__in=list(outcome.standings)
    ).delete()
    Designation.objects.filter(ended_on=stored.on).update(ended_on=None, ended_because="")
    begun = set(Designation.objects.filter(since=stored.on).values_list("name", flat=True))
    Designation.objects.bulk_create(
        Designation(name=name, since=stored.on, designated_by=stored)
        for name in outcome.entered
        if name not in begun
    )
    for name, standing in outcome.standings.items():
        if name in before:
            Designation.objects.filter(name=name, ended_on=None).exclude(
                outside_since=standing.outside_since
            ).update(outside_since=standing.outside_since)
    for departure in outcome.left:
        Designation.objects.filter(name=departure.name, ended_on=None).update(
            ended_on=stored.on, ended_because=f"{departure.ending}: {departure.reason}"[:200]
        )


def _facts(outcome: Outcome, before: DesignationRun | None) -> list[Fact]:
    """Return what this run tells that the day's run before it, if there was one, did not tell already."""
    told_in, told_out = (set(before.entered), {name for name, _ in before.left}) if before else (set(), set())
    return [
        *(
            _entered(one, outcome)
            for one in outcome.evidence
            if one.name in outcome.entered and one.name not in told_in
        ),
        *(
            Fact("project.designation_ended", project=departure.name, reason=departure.reason)
            for departure in outcome.left
            if departure.name not in told_out
        ),
        *(
            Fact("project.designation_corrected", project=name, reason="Late data changed the day's result.")
            for name in sorted(told_in.difference(outcome.entered))
        ),
    ]


def _entered(one: rules.Evidence, outcome: Outcome) -> Fact:
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
