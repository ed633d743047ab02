"""Keep the terms of mandates in step with their scopes and the calendar, some in each transaction (ADR 17)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from strongroom.foundation.actors import Actor
from strongroom.infra.db import write
from strongroom.mandates.models import Mandate
from strongroom.mandates.queries.scopes import names_under
from strongroom.mandates.services.terms.life import (
    Place,
    enforce_terms,
    has_terms_to_enforce,
    lapse_terms,
    names_of,
    open_terms,
    places_ended,
    places_running,
)

AT_ONCE = 200
"""Terms of each kind in one transaction: each is a fact in the journal, and takes a millisecond in which nobody else writes."""


@dataclass(frozen=True, slots=True)
class Tended:
    """What one tending did, by project or user name. `looked_at` is at how many people."""

    announced: tuple[str, ...] = ()
    lapsed: tuple[str, ...] = ()
    enforced: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    unreachable: tuple[str, ...] = ()
    looked_at: int = 0


def keep_terms(*, by: Actor, now: datetime) -> Iterator[Tended]:
    """Open, enforce and lapse the terms that are due; yield after each transaction what it did."""
    while _is_out_of_step(now):
        with write():
            done = keep_some_terms(by=by, now=now)
        yield done


def keep_some_terms(*, by: Actor, now: datetime) -> Tended:
    """Open, enforce and lapse terms, some of each, in the running write transaction.

    Whose people have to be told of it are looked at from the first person on: a round begins.
    """
    mandates = _mandates()
    running, wanted = places_running(), _wanted(mandates)
    left = {place: pk for place, pk in running.items() if place not in wanted}
    lapsed = lapse_terms(dict(islice(left.items(), AT_ONCE)), mandates, by=by, now=now)
    lapsed += lapse_some_ended(by=by, now=now)
    announced = open_terms(sorted(wanted - running.keys())[:AT_ONCE], mandates, by=by, now=now)
    enforced = enforce_terms(mandates, by=by, now=now, most=AT_ONCE)
    changed = {mandate_id for mandate_id, _ in (*announced, *enforced)}
    Mandate.objects.filter(pk__in=changed).update(round_began_at=now, looked_to=0)
    return Tended(names_of(announced), names_of(lapsed), names_of(enforced))


def lapse_some_ended(*, by: Actor, now: datetime) -> list[Place]:
    """Record of some terms that they have ended with their mandates, in the running write transaction."""
    terms = dict(islice(places_ended().items(), AT_ONCE))
    lapsed: list[Place] = []
    for mandate in Mandate.objects.filter(pk__in={mandate_id for mandate_id, _ in terms}):
        its = {place: pk for place, pk in terms.items() if place[0] == mandate.pk}
        lapsed += lapse_terms(its, {mandate.pk: mandate}, by=by, now=now, reason=mandate.ended_reason)
    return lapsed


def _is_out_of_step(now: datetime) -> bool:
    return (
        places_running().keys() != _wanted(_mandates()) or has_terms_to_enforce(now) or bool(places_ended())
    )


def _mandates() -> dict[int, Mandate]:
    return {one.pk: one for one in Mandate.objects.filter(ended_at=None)}


def _wanted(mandates: dict[int, Mandate]) -> set[Place]:
    return {(one.pk, name) for one in mandates.values() for name in names_under(one)}
