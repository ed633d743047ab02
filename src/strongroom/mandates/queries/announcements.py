"""Announcements, from the draft to the last letter, and what became of each letter; as frozen records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import overload

from django.db.models import Count, Q, QuerySet

from strongroom.accounts.queries import Unreachable, list_people, list_unreachable
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.errors import AnnouncementNotFound
from strongroom.mandates.models import Announcement, MandateLetter, Strength
from strongroom.mandates.rules.batches import Batches
from strongroom.mandates.rules.drafts import Addressed
from strongroom.mandates.rules.scopes import Scope
from strongroom.mandates.rules.timeline import deadline, start_of


class Stage(StrEnum):
    """How far an announcement has come; the value is how pages say it."""

    DRAFT = "draft"
    GOING_OUT = "going out"
    PAUSED = "paused"
    OUT = "out"


class LetterState(StrEnum):
    """What became of a letter; the value is how pages say it."""

    WAITING = "waits"
    UNDER_WAY = "under way"
    DELIVERED = "delivered"
    RETURNED = "came back"
    UNADDRESSED = "no address"


@dataclass(frozen=True, slots=True)
class AnnouncementRecord:
    """An announcement. Most of it is explained at its table and at `models.Mandate`.

    Args:
        waiting: Letters that have not gone out.
    """

    id: int
    scope: Scope
    target: str
    named: tuple[NormalizedName, ...]
    phishing_resistant: bool
    notice_days: int
    brown_out_days: tuple[int, ...]
    reason: str
    batch_size: int
    drafted_at: datetime
    drafted_by: str
    letters_made_at: datetime
    sent_at: datetime | None
    sent_by: str
    last_batch_on: date | None
    ends_on: date | None
    paused_at: datetime | None
    mandate_id: int | None
    waiting: int

    @property
    def stage(self) -> Stage:
        """How far it has come."""
        if self.sent_at is None:
            return Stage.DRAFT
        if not self.waiting:
            return Stage.OUT
        return Stage.PAUSED if self.paused_at else Stage.GOING_OUT

    @property
    def deadline(self) -> datetime | None:
        """When it will be enforced for whatever it spoke of when it was sent; None for a draft."""
        if self.ends_on is None:
            return None
        return deadline(start_of(self.ends_on), notice_days=self.notice_days)

    @property
    def batches(self) -> Batches:
        """What is still to go out."""
        return Batches(self.waiting, self.batch_size, self.last_batch_on)


@dataclass(frozen=True, slots=True)
class Reach:
    """How many letters have come how far. Each is one person's; `nothing_to_do` counts among all of them."""

    waiting: int
    under_way: int
    delivered: int
    returned: int
    unaddressed: int
    nothing_to_do: int

    @property
    def people(self) -> int:
        """All of them."""
        return self.waiting + self.under_way + self.delivered + self.returned + self.unaddressed


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter of an announcement, as operators see it. `said` is why it came back."""

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

    def __init__(self, rows: QuerySet[MandateLetter]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return self._rows.count()

    @overload
    def __getitem__(self, part: int) -> LetterLine: ...

    @overload
    def __getitem__(self, part: slice) -> list[LetterLine]: ...

    def __getitem__(self, part: int | slice) -> LetterLine | list[LetterLine]:
        if isinstance(part, int):
            return _line(self._rows[part])
        return [_line(row) for row in self._rows[part]]


def list_announcements() -> list[AnnouncementRecord]:
    """Return all of them, the newest draft first."""
    return [_record(row) for row in _rows().order_by("-drafted_at", "-pk")]


def get_announcement(announcement_id: int) -> AnnouncementRecord:
    """Return one of them.

    Raises:
        AnnouncementNotFound: there is none of that number; a draft that was discarded is gone.
    """
    row = _rows().filter(pk=announcement_id).first()
    if row is None:
        raise AnnouncementNotFound("There is no such announcement, or its draft was discarded.")
    return _record(row)


def reach_of(announcement_id: int) -> Reach:
    """Return how many of its letters have come how far."""
    counts = {state.name.lower(): Count("pk", filter=_IS[state]) for state in LetterState}
    rows = MandateLetter.objects.filter(announcement_id=announcement_id)
    return Reach(**rows.aggregate(**counts, nothing_to_do=Count("pk", filter=Q(satisfied=True))))


def letters_of(announcement_id: int, *, username: str = "", state: LetterState | None = None) -> Letters:
    """Return its letters by user name: all, those to users whose name has this part, those that have come so far."""
    rows = MandateLetter.objects.filter(announcement_id=announcement_id)
    if username:
        rows = rows.filter(user__username__contains=username.lower())
    if state is not None:
        rows = rows.filter(_IS[state])
    return Letters(rows.select_related("user").order_by("user__username"))


def addressed_by(announcement_id: int) -> dict[str, Addressed]:
    """Return what its letters take for true of their readers, by user name."""
    rows = MandateLetter.objects.filter(announcement_id=announcement_id)
    return {
        username: Addressed(frozenset(projects), satisfied)
        for username, projects, satisfied in rows.values_list("user__username", "projects", "satisfied")
    }


def list_unreached(announcement_id: int, *, now: datetime) -> list[tuple[Unreachable, tuple[str, ...]]]:
    """Return whom its letters do not reach by mail, as far as it is known now, with their projects; by user name."""
    rows = MandateLetter.objects.filter(announcement_id=announcement_id)
    projects = {user_id: tuple(names) for user_id, names in rows.values_list("user_id", "projects")}
    return [(one, projects[one.user_id]) for one in list_unreachable(list(projects), now=now)]


def list_to_send_again(announcement_id: int, *, now: datetime) -> list[str]:
    """Return the users, by name, whose letter came back or had no address, and to whom mail gets now as far as we know."""
    rows = MandateLetter.objects.filter(announcement_id=announcement_id).filter(NOT_REACHED)
    user_ids = list(rows.values_list("user_id", flat=True))
    unreachable = {one.user_id for one in list_unreachable(user_ids, now=now)}
    return [one.username for one in list_people(user_ids) if one.user_id not in unreachable and one.is_active]


_TOLD = Q(told_at__isnull=False)
_IS: dict[LetterState, Q] = {
    LetterState.WAITING: Q(told_at=None),
    LetterState.UNADDRESSED: _TOLD & Q(outbox_id=None),
    LetterState.RETURNED: _TOLD & Q(returned_at__isnull=False),
    LetterState.DELIVERED: _TOLD & Q(returned_at=None, taken_at__isnull=False),
    LetterState.UNDER_WAY: _TOLD & Q(outbox_id__isnull=False, returned_at=None, taken_at=None),
}
"""Each letter is in one state."""

NOT_REACHED = _IS[LetterState.UNADDRESSED] | _IS[LetterState.RETURNED]
"""Letters that have gone out and did not arrive by mail."""


def _rows() -> QuerySet[Announcement]:
    return Announcement.objects.annotate(waiting=Count("letters", filter=Q(letters__told_at=None)))


def _record(row: Announcement) -> AnnouncementRecord:
    waiting: int = row.waiting  # type: ignore[attr-defined] # annotated by _rows
    return AnnouncementRecord(
        id=row.pk,
        scope=Scope(row.scope),
        target=row.target,
        named=tuple(NormalizedName(name) for name in row.named),
        phishing_resistant=row.strength == Strength.PHISHING_RESISTANT,
        notice_days=row.notice_days,
        brown_out_days=tuple(row.brown_out_days),
        reason=row.reason,
        batch_size=row.batch_size,
        drafted_at=row.drafted_at,
        drafted_by=row.drafted_by,
        letters_made_at=row.letters_made_at,
        sent_at=row.sent_at,
        sent_by=row.sent_by,
        last_batch_on=row.last_batch_on,
        ends_on=row.ends_on,
        paused_at=row.paused_at,
        mandate_id=row.mandate_id,
        waiting=waiting,
    )


def _line(row: MandateLetter) -> LetterLine:
    return LetterLine(
        id=row.pk,
        username=row.user.username,
        subject=row.subject,
        text=row.text,
        projects=tuple(row.projects),
        satisfied=row.satisfied,
        state=_state(row),
        told_at=row.told_at,
        said=row.said,
    )


def _state(row: MandateLetter) -> LetterState:
    if row.told_at is None:
        return LetterState.WAITING
    if row.outbox_id is None:
        return LetterState.UNADDRESSED
    if row.returned_at is not None:
        return LetterState.RETURNED
    return LetterState.UNDER_WAY if row.taken_at is None else LetterState.DELIVERED
