"""The letters of announcements as operators see them.

What a letter says that waits follows from its reader and the dates that hold now; nothing of it is written down before it
goes out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import overload

from django.db.models import Case, QuerySet, Value, When

from strongroom.foundation.names import NormalizedName
from strongroom.mandates.models import MandateLetter
from strongroom.mandates.queries.announcements import (
    LETTER_IS,
    AnnouncementRecord,
    LetterState,
    get_announcement,
    letter_rows,
)
from strongroom.mandates.queries.concerned import demand_of
from strongroom.mandates.queries.letters import reader_of
from strongroom.mandates.rules import letters
from strongroom.mandates.rules.demands import terms_asked

_STATE = Case(*(When(condition, then=Value(state.value)) for state, condition in LETTER_IS.items()))


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter of an announcement, as operators see it. `said` is why it came back, or would not arrive."""

    id: str
    username: str
    subject: str
    text: str
    projects: tuple[str, ...]
    satisfied: bool
    state: LetterState
    told_at: datetime | None
    said: str


class Letters(Sequence[LetterLine]):
    """The letters of an announcement by user name, read from the database a part at a time."""

    def __init__(self, rows: QuerySet[MandateLetter], record: AnnouncementRecord, now: datetime) -> None:
        self._rows = rows
        self._record = record
        self._now = now

    def __len__(self) -> int:
        return self._rows.count()

    @overload
    def __getitem__(self, part: int) -> LetterLine: ...

    @overload
    def __getitem__(self, part: slice) -> list[LetterLine]: ...

    def __getitem__(self, part: int | slice) -> LetterLine | list[LetterLine]:
        if isinstance(part, int):
            return self._line(self._rows[part])
        return [self._line(row) for row in self._rows[part]]

    def _line(self, row: MandateLetter) -> LetterLine:
        state: str = row.state  # type: ignore[attr-defined] # annotated by letters_of
        letter = (
            planned_letter(row, self._record, now=self._now)
            if row.told_at is None
            else letters.WholeLetter(row.subject, row.text)
        )
        return LetterLine(
            id=row.pk,
            username=row.user.username,
            subject=letter.subject,
            text=letter.text,
            projects=tuple(row.projects),
            satisfied=row.satisfied,
            state=LetterState(state),
            told_at=row.told_at,
            said=row.said,
        )


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody whom no letter of an announcement would reach by mail, as it was known when it was made."""

    username: str
    why: str
    projects: tuple[str, ...]


def letters_of(
    announcement_id: int, *, now: datetime, username: str = "", state: LetterState | None = None
) -> Letters:
    """Return its letters by user name: all, those to users whose name has this part, those that have come so far.

    Raises:
        AnnouncementNotFound: there is none of that number.
    """
    rows = letter_rows(announcement_id)
    if username:
        rows = rows.filter(user__username__contains=username.lower())
    if state is not None:
        rows = rows.filter(LETTER_IS[state])
    in_order = rows.select_related("user").annotate(state=_STATE).order_by("user__username")
    return Letters(in_order, get_announcement(announcement_id), now)


def planned_letter(row: MandateLetter, record: AnnouncementRecord, *, now: datetime) -> letters.WholeLetter:
    """Return what a letter says that waits, if nothing changes before it goes out."""
    until = record.deadline or record.deadline_if_sent(now)
    projects = [NormalizedName(name) for name in row.projects]
    terms = terms_asked(demand_of(record), projects, announced_at=now, until=until)
    reader = reader_of(row.user.username, letter_id=row.pk, satisfied=row.satisfied)
    return letters.announcement(reader, list(terms.values()), reason=record.reason.strip(), now=now)


def list_unreached(announcement_id: int, *, most: int) -> tuple[list[Unreached], int]:
    """Return whom the letters of a draft would not reach by mail, so many at most, and how many there are in all."""
    rows = MandateLetter.objects.filter(announcement_id=announcement_id, told_at=None).exclude(said="")
    found = rows.order_by("user_id").values_list("user__username", "said", "projects")[:most]
    unreached = [Unreached(username, why, tuple(projects)) for username, why, projects in found]
    return unreached, len(unreached) if len(unreached) < most else rows.count()
