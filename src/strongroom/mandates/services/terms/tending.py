"""Keep the mandates in step with their scopes, the people and the calendar.

`tend` does whatever is due and nothing twice, so it may run at any time: nightly, after a designation, by an operator's
hand. What it does is decided by dates; `permit` reads the same dates and never waits for it.

People are looked at in rounds, a portion at a time: outside the writers' queue it is found who has to be written to, and
inside it, for these alone, found again and written. A round that was broken off goes on where it stood (ADR 17).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from strongroom.foundation.actors import Actor
from strongroom.infra.db import write
from strongroom.mandates.models import Announcement, Mandate
from strongroom.mandates.queries.concerned import AT_ONCE, Audience, portions
from strongroom.mandates.rules.scopes import Scope
from strongroom.mandates.services.letters.keeping import LETTERS_AT_ONCE
from strongroom.mandates.services.letters.telling import tell, terms_of, who_is_due
from strongroom.mandates.services.terms.ending import tell_of_ends
from strongroom.mandates.services.terms.in_scope import Tended, keep_terms

_LOOKED_AT_EVERY = timedelta(hours=1)
"""How often it is looked who came to where very many people or mandates would have to be looked at."""
_OWN_AT_A_TIME = 100
"""Each is a transaction of its own. The rest is looked at by the next tending, a minute later."""
_MANY = frozenset({Scope.EVERY_PUBLISHER, Scope.OWN})


def tend(*, by: Actor, now: datetime) -> Tended:
    """Open and close terms, tell people, remind them, and record what came into force."""
    return gathered(tend_in_portions(by=by, now=now))


def tend_in_portions(*, by: Actor, now: datetime) -> Iterator[Tended]:
    """Do the same, and yield after each portion what it did. Whoever asks no further leaves the rest to the next call."""
    yield from keep_terms(by=by, now=now)
    for mandate_id in _to_look_at(now):
        yield from _look_round(mandate_id, now)
    yield from tell_of_ends(now=now)


def gathered(several: Iterable[Tended]) -> Tended:
    """Return what several portions did together, each name once."""
    portions_done = list(several)
    names = {
        field: tuple(dict.fromkeys(name for one in portions_done for name in getattr(one, field)))
        for field in ("announced", "lapsed", "enforced", "told", "unreachable")
    }
    return Tended(**names, looked_at=sum(one.looked_at for one in portions_done))


def count_people_to_look_at(*, now: datetime) -> int:
    """Return how many people a tending looks at, counted once for each mandate; of rounds under way all of them."""
    mandates = Mandate.objects.filter(pk__in=_to_look_at(now))
    return sum(len(Audience(terms_of(one)).everybody()) for one in mandates)


def _look_round(mandate_id: int, now: datetime) -> Iterator[Tended]:
    """Look at everybody under a mandate, from where its round stands, and write to whom a letter is due."""
    mandate = Mandate.objects.get(pk=mandate_id)
    audience = Audience(terms_of(mandate))
    is_last = False
    while not is_last:
        user_ids = audience.after(mandate.looked_to, count=AT_ONCE)
        due, unreachable = who_is_due(mandate, user_ids, now=now)
        for some in portions(due, LETTERS_AT_ONCE):
            with write():
                told = tell(Mandate.objects.get(pk=mandate_id), some, now=now)
            yield Tended(told=tuple(told))
        is_last = len(user_ids) < AT_ONCE
        if not _move(mandate, None if is_last else user_ids[-1], now):
            return
        yield Tended(unreachable=tuple(unreachable), looked_at=len(user_ids))


def _move(mandate: Mandate, looked_to: int | None, now: datetime) -> bool:
    """Note that a round has come to a person, or to its end; return whether it is still the same round."""
    began_at = mandate.round_began_at or now
    after = (
        {"told_at": began_at, "round_began_at": None, "looked_to": 0}
        if looked_to is None
        else {"round_began_at": began_at, "looked_to": looked_to}
    )
    with write():
        # Somebody else may have gone on with it, or begun a new one, or ended the mandate.
        same = Mandate.objects.filter(
            pk=mandate.pk,
            ended_at=None,
            round_began_at=mandate.round_began_at,
            looked_to=mandate.looked_to,
        )
        is_same = same.update(**after) == 1
    mandate.refresh_from_db()
    return is_same


def _to_look_at(now: datetime) -> list[int]:
    """Return the mandates whose people may have to be written to now, rounds under way first.

    Of owners' own, which may be many, some at a time; and none of which the letters are still being made: who was there
    before it was sent waits for one of them.
    """
    being_made = Announcement.objects.filter(sent_at__isnull=False, made_to__isnull=False)
    mandates = Mandate.objects.filter(ended_at=None).exclude(pk__in=being_made.values("mandate_id"))
    due = [one for one in mandates if _is_due(one, now)]
    due.sort(key=lambda one: (one.round_began_at is None, one.told_at or one.announced_at))
    own = [one.pk for one in due if one.scope == Scope.OWN]
    return [*(one.pk for one in due if one.scope != Scope.OWN), *own[:_OWN_AT_A_TIME]]


def _is_due(mandate: Mandate, now: datetime) -> bool:
    """Say whether to look now who has to be written to."""
    waited = mandate.told_at is None or now - mandate.told_at >= _LOOKED_AT_EVERY
    return waited or mandate.round_began_at is not None or mandate.scope not in _MANY
