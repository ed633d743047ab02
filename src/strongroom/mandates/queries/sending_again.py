"""Which letters of an announcement that did not arrive can be sent again, and why others are not."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from strongroom.accounts.queries import Person, list_unreachable
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.models import MandateLetter
from strongroom.mandates.queries.announcements import LETTER_IS, LetterState, get_announcement
from strongroom.mandates.queries.concerned import addressed, bound_among, portions
from strongroom.mandates.queries.letters import reader_of
from strongroom.mandates.queries.terms import list_terms_of
from strongroom.mandates.rules.letters import WholeLetter
from strongroom.mandates.rules.sending_again import LeftOut, Unarrived
from strongroom.mandates.rules.terms import Term

NOT_REACHED = LETTER_IS[LetterState.UNADDRESSED] | LETTER_IS[LetterState.RETURNED]
"""Letters that have gone out and did not arrive by mail."""


@dataclass(frozen=True, slots=True)
class SendingAgain:
    """What can be done for those whose letter of an announcement came back, or had no address.

    Args:
        people: Whose letter is sent again if somebody says so now, by user name.
        left_out: Of how many others it is not, for which reason; each reason that there is, in their order.
    """

    people: tuple[Person, ...]
    left_out: tuple[tuple[LeftOut, int], ...]


def look_who_gets_it_again(
    announcement_id: int, *, now: datetime, among: Collection[int] | None = None
) -> SendingAgain:
    """Return which letters that did not arrive can be sent again, among those to these people or among all.

    Raises:
        AnnouncementNotFound: there is none of that number.
    """
    mandate_id = get_announcement(announcement_id).mandate_id
    terms = {} if mandate_id is None else {term.project: term for term in list_terms_of(mandate_id)}
    rows = MandateLetter.objects.filter(NOT_REACHED, announcement_id=announcement_id)
    user_ids = list(rows.values_list("user_id", flat=True) if among is None else among)
    found = [
        one for some in portions(user_ids) for one in _looked_at(rows.filter(user_id__in=some), terms, now)
    ]
    counts = Counter(why for _, why in found)
    return SendingAgain(
        people=tuple(sorted((one for one, why in found if one and not why), key=lambda one: one.username)),
        left_out=tuple((why, counts[why]) for why in LeftOut if counts[why]),
    )


def _looked_at(
    rows: QuerySet[MandateLetter], terms: Mapping[NormalizedName, Term], now: datetime
) -> Iterator[tuple[Person | None, LeftOut | None]]:
    """Yield the reader of each letter, if the mandate binds them, and why it is not sent again, if so."""
    unarrived = list(rows.select_related("mandate"))
    bound = bound_among([row.user_id for row in unarrived], terms)
    unreached = {one.user_id for one in list_unreachable(list(bound), now=now)}
    for row in unarrived:
        if row.user_id not in bound:
            yield None, LeftOut.NOT_BOUND
            continue
        person, mine = bound[row.user_id]
        is_reached = person.is_active and person.user_id not in unreached
        yield person, _unarrived(row, person, mine, is_reached=is_reached).why_left_out(now)


def _unarrived(row: MandateLetter, person: Person, mine: Sequence[Term], *, is_reached: bool) -> Unarrived:
    named = [term for term in mine if term.project in row.projects]
    return Unarrived(
        written=WholeLetter(row.subject, row.text),
        reader=reader_of(person.username, letter_id=row.pk, satisfied=addressed(person, named).satisfied),
        terms=named,
        reason=row.mandate.reason if row.mandate else "",
        is_reached=is_reached,
    )
