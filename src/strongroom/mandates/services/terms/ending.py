"""Tell those whom a mandate of operators bound that it has ended, some in each transaction (ADR 17)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from strongroom.accounts.queries import list_people
from strongroom.foundation.names import NormalizedName
from strongroom.infra.db import write
from strongroom.mandates.models import LetterKind, Mandate, MandateLetter, Obligation
from strongroom.mandates.rules import letters
from strongroom.mandates.rules.scopes import Scope
from strongroom.mandates.rules.strengths import Strength
from strongroom.mandates.rules.terms import Term
from strongroom.mandates.services.letters.keeping import LETTERS_AT_ONCE, Words, mail, new_letter
from strongroom.mandates.services.terms.in_scope import Tended


def tell_of_ends(*, now: datetime) -> Iterator[Tended]:
    """Write to everybody who was told of a mandate that has ended since; yield after each portion whom."""
    untold = Mandate.objects.filter(ended_at__isnull=False, round_began_at__isnull=False)
    for mandate_id in list(untold.values_list("pk", flat=True)):
        portion: list[Obligation] | None = None
        while portion is None or len(portion) == LETTERS_AT_ONCE:
            with write():
                mandate = Mandate.objects.get(pk=mandate_id)
                following = mandate.obligations.filter(user_id__gt=mandate.looked_to).order_by("user_id")
                portion = list(following[:LETTERS_AT_ONCE])
                told = _tell(mandate, portion, now)
                _move(mandate, portion)
            yield Tended(told=tuple(told), looked_at=len(portion))


def _tell(mandate: Mandate, portion: Sequence[Obligation], now: datetime) -> list[str]:
    """Write to those of these people who were told of the mandate, and whose accounts are open; return who was mailed."""
    told = {one.user_id: one for one in portion if one.told_projects and one.lapsed_at is None}
    people = list_people(told.keys()) if told else []
    bound = {person.user_id: person for person in people if person.is_active}
    written = [
        new_letter(person, LetterKind.END, _terms(mandate, told[user_id], now), _ending(mandate))
        for user_id, person in bound.items()
    ]
    for row in written:
        row.mandate, row.told_at = mandate, now
    mailed = mail(written, {user_id: person.address for user_id, person in bound.items()}, at=now)
    MandateLetter.objects.bulk_create(written, batch_size=200)
    return [bound[row.user_id].username for row in mailed]


def _move(mandate: Mandate, portion: Sequence[Obligation]) -> None:
    """Close these obligations, and note how far it is told."""
    open_ones = [one.pk for one in portion if one.lapsed_at is None]
    Obligation.objects.filter(pk__in=open_ones).update(lapsed_at=mandate.ended_at)
    is_last = len(portion) < LETTERS_AT_ONCE
    mandate.looked_to = 0 if is_last else portion[-1].user_id
    mandate.round_began_at = None if is_last else mandate.round_began_at
    mandate.save(update_fields=["looked_to", "round_began_at"])


def _terms(mandate: Mandate, obligation: Obligation, now: datetime) -> list[Term]:
    """Return what somebody was told of, as letters take it; its dates are over."""
    return [
        Term(
            NormalizedName(name),
            mandate.announced_at,
            now,
            strength=Strength(mandate.strength),
            scope=Scope(mandate.scope),
            target=mandate.target,
        )
        for name in obligation.told_projects
    ]


def _ending(mandate: Mandate) -> Words:
    return partial(letters.end, reason=mandate.ended_reason)
