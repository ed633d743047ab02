"""Keep the mandates in step with their scopes, the people and the calendar.

`tend` does whatever is due and nothing twice, so it may run at any time: nightly, after a
designation, by an operator's hand. What it does is decided by dates; `permit` reads the
same dates and never waits for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from strongroom.foundation.actors import Actor
from strongroom.infra.db import write
from strongroom.mandates.models import Mandate
from strongroom.mandates.queries.scopes import names_under
from strongroom.mandates.rules.scopes import Scope
from strongroom.mandates.services.letters.telling import tell_people
from strongroom.mandates.services.terms.life import (
    enforce_terms,
    lapse_terms,
    names_of,
    open_terms,
    places_running,
)

_LOOKED_AT_EVERY = timedelta(hours=1)
"""How often it is looked who came to where very many people or mandates would have to be looked at."""
_OWN_AT_A_TIME = 100
"""Each takes some milliseconds, in which nobody else writes. The rest is looked at by the next tending, a minute later."""
_MANY = frozenset({Scope.EVERY_PUBLISHER, Scope.OWN})


@dataclass(frozen=True, slots=True)
class Tended:
    """What one tending did, by project or user name."""

    announced: tuple[str, ...] = ()
    lapsed: tuple[str, ...] = ()
    enforced: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    unreachable: tuple[str, ...] = ()


def tend(*, by: Actor, now: datetime) -> Tended:
    """Open and close terms, tell people, remind them, and record what came into force."""
    with write():
        mandates = {one.pk: one for one in Mandate.objects.filter(ended_at=None)}
        if not mandates:
            return Tended()
        running = places_running()
        wanted = {(one.pk, name) for one in mandates.values() for name in names_under(one)}
        left = {place: pk for place, pk in running.items() if place not in wanted}
        lapsed = lapse_terms(left, mandates, by=by, now=now)
        announced = open_terms(wanted - running.keys(), mandates, by=by, now=now)
        enforced = enforce_terms(mandates, by=by, now=now)
        told: dict[str, None] = {}
        unreachable: dict[str, None] = {}
        changed = {mandate_id for mandate_id, _ in (*announced, *enforced)}
        for mandate in _to_look_at(mandates, changed, now):
            names = {name for mandate_id, name in enforced if mandate_id == mandate.pk}
            reached, missed = tell_people(mandate, names, now)
            Mandate.objects.filter(pk=mandate.pk).update(told_at=now)
            told.update(dict.fromkeys(reached))
            unreachable.update(dict.fromkeys(missed))
    return Tended(names_of(announced), names_of(lapsed), names_of(enforced), tuple(told), tuple(unreachable))


def _to_look_at(mandates: Mapping[int, Mandate], changed: set[int], now: datetime) -> list[Mandate]:
    """Return the mandates whose people may have to be written to now; of owners' own, which may be many, some at a time."""
    due = [one for one in mandates.values() if one.pk not in changed and _is_due(one, now)]
    due.sort(key=lambda one: one.told_at or one.announced_at)
    own = [one for one in due if one.scope == Scope.OWN]
    others = [one for one in due if one.scope != Scope.OWN]
    return [*(mandates[pk] for pk in sorted(changed)), *others, *own[:_OWN_AT_A_TIME]]


def _is_due(mandate: Mandate, now: datetime) -> bool:
    """Say whether to look now who has to be written to, where no term began or came into force."""
    waited = mandate.told_at is None or now - mandate.told_at >= _LOOKED_AT_EVERY
    return waited or mandate.scope not in _MANY
