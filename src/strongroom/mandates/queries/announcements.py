"""Announcements, from the draft to the last letter, as frozen records, and how many of their letters have come how far."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from strongroom.foundation.names import NormalizedName
from strongroom.infra.journal.queries import list_entries_about
from strongroom.mandates.errors import AnnouncementNotFound
from strongroom.mandates.models import Announcement, MandateLetter
from strongroom.mandates.queries.demanded import demanded
from strongroom.mandates.rules.batches import OPENS, Batches, days_of, last_day
from strongroom.mandates.rules.drafts import revision_of
from strongroom.mandates.rules.scopes import Scope
from strongroom.mandates.rules.strengths import Strength
from strongroom.mandates.rules.timeline import deadline, start_of


class Stage(StrEnum):
    """How far an announcement has come; the value is how pages say it."""

    MAKING = "its letters are being made"
    DRAFT = "draft"
    GOING_OUT = "going out"
    PAUSED = "paused"
    OUT = "out"
    ENDED = "ended"


class LetterState(StrEnum):
    """What became of a letter; the value is how pages say it."""

    WAITING = "waits"
    UNDER_WAY = "under way"
    DELIVERED = "delivered"
    RETURNED = "came back"
    UNADDRESSED = "no address"


LETTERS_DROPPED = "mandate.letters_dropped"
"""What the journal calls it that letters of a mandate that has ended, which had not gone out, were removed: some in each fact."""

_FACTS_READ = 5_000
"""The newest about one announcement; each is about some hundred letters."""


@dataclass(frozen=True, slots=True)
class Ended:
    """That the mandate of an announcement has ended: nothing is asked any more, and no further letter goes out.

    Args:
        unsent: How many of its letters had not gone out.
    """

    at: datetime
    by: str
    reason: str
    unsent: int


@dataclass(frozen=True, slots=True)
class AnnouncementRecord:
    """An announcement. Most of it is explained at its table and at `models.Mandate`.

    Args:
        waiting: Letters that have not gone out, and will; none where its mandate has ended.
        made_to: Id of the person up to whom its letters are made; None when they are made for all.
    """

    id: int
    scope: Scope
    target: str
    named: tuple[NormalizedName, ...]
    strength: Strength
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
    made_to: int | None = None
    batch_left: int = 0
    ended: Ended | None = None

    @property
    def stage(self) -> Stage:
        """How far it has come."""
        if self.ended:
            return Stage.ENDED
        if self.sent_at is None:
            return Stage.DRAFT if self.made_to is None else Stage.MAKING
        if not self.waiting and self.made_to is None:
            return Stage.OUT
        return Stage.PAUSED if self.paused_at else Stage.GOING_OUT

    @property
    def revision(self) -> str:
        """Tells what it says, and the letters that were made for it, from those before and after any change."""
        return revision_of(
            self.scope,
            self.target,
            self.named,
            self.strength,
            self.notice_days,
            self.brown_out_days,
            self.reason,
            self.batch_size,
            self.letters_made_at,
        )

    @property
    def deadline(self) -> datetime | None:
        """When it will be enforced for whatever it spoke of when it was sent; None for a draft, and for one that has ended."""
        if self.ends_on is None or self.ended:
            return None
        return deadline(start_of(self.ends_on), notice_days=self.notice_days)

    @property
    def batches(self) -> Batches:
        """What is still to go out."""
        return Batches(self.waiting, self.batch_size, self.last_batch_on, self.batch_left)

    def days_from(self, now: datetime) -> list[date]:
        """Return the days on which its letters go out, if it is sent or goes on now."""
        return days_of(self.batches, now=now)

    def goes_on_at(self, now: datetime) -> datetime | None:
        """Return when the next of its letters go out, if it is sent or goes on now; None if none waits."""
        days = self.days_from(now)
        return max(now, datetime.combine(days[0], OPENS, tzinfo=UTC)) if days else None

    def deadline_if_sent(self, now: datetime) -> datetime:
        """Return what its deadline is if it is sent now."""
        return deadline(start_of(last_day(self.batches, now=now)), notice_days=self.notice_days)


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
    counts = {state.name.lower(): Count("pk", filter=LETTER_IS[state]) for state in LetterState}
    rows = letter_rows(announcement_id)
    return Reach(**rows.aggregate(**counts, nothing_to_do=Count("pk", filter=Q(satisfied=True))))


def letter_rows(announcement_id: int) -> QuerySet[MandateLetter]:
    """Return its letters; of a mandate that has ended, those that went out, for the others are being removed."""
    rows = MandateLetter.objects.filter(announcement_id=announcement_id)
    return rows.filter(_TOLD | Q(announcement__mandate__ended_at=None))


_TOLD = Q(told_at__isnull=False)
LETTER_IS: dict[LetterState, Q] = {
    LetterState.WAITING: Q(told_at=None),
    LetterState.UNADDRESSED: _TOLD & Q(outbox_id=None),
    LetterState.RETURNED: _TOLD & Q(returned_at__isnull=False),
    LetterState.DELIVERED: _TOLD & Q(returned_at=None, taken_at__isnull=False),
    LetterState.UNDER_WAY: _TOLD & Q(outbox_id__isnull=False, returned_at=None, taken_at=None),
}
"""Each letter is in one state."""


def _rows() -> QuerySet[Announcement]:
    waiting = MandateLetter.objects.filter(announcement=OuterRef("pk"), told_at=None).order_by()
    counted = Subquery(waiting.values("announcement").annotate(number=Count("pk")).values("number"))
    rows = Announcement.objects.filter(discarded_at=None).select_related("mandate")
    return rows.annotate(waiting=Coalesce(counted, 0))


def _record(row: Announcement) -> AnnouncementRecord:
    waiting: int = row.waiting  # type: ignore[attr-defined] # annotated by _rows
    ended = _ended(row, waiting)
    return AnnouncementRecord(
        **demanded(row),
        id=row.pk,
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
        waiting=0 if ended else waiting,
        made_to=row.made_to,
        batch_left=row.batch_left,
        ended=ended,
    )


def _ended(row: Announcement, waiting: int) -> Ended | None:
    mandate = row.mandate
    if mandate is None or mandate.ended_at is None:
        return None
    unsent = waiting + _dropped(row.pk)
    return Ended(mandate.ended_at, mandate.ended_by, mandate.ended_reason, unsent)


def _dropped(announcement_id: int) -> int:
    """Return how many of its letters were removed because its mandate has ended, as the journal tells."""
    facts = list_entries_about(subject_of(announcement_id), limit=_FACTS_READ)
    return sum(one.data["letters"] for one in facts if one.kind == LETTERS_DROPPED)


def subject_of(announcement_id: int) -> str:
    """Return what the journal calls an announcement; no person has a colon in their name."""
    return f"announcement:{announcement_id}"
