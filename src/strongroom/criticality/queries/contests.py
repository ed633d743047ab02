"""Contests: those that wait, those that have ended, and those of one name."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from strongroom.criticality.errors import ContestNotFound
from strongroom.criticality.models import Contest
from strongroom.criticality.rules.contests import ContestOutcome
from strongroom.foundation.names import NormalizedName
from strongroom.infra.personal_data import PersonalTable

ENDED_SHOWN = 50

PERSONAL_TABLES = (
    PersonalTable(
        "contests",
        Contest,
        ("name", "contested_at", "reason", "outcome", "answer", "answered_at"),
        "contested_by",
    ),
)
"""What the tables of this room say of one person."""


@dataclass(frozen=True, slots=True)
class ContestRecord:
    """A contest. `outcome` is None as long as it waits for an answer."""

    id: int
    name: NormalizedName
    contested_by: str
    contested_at: datetime
    reason: str
    outcome: ContestOutcome | None
    answer: str
    answered_at: datetime | None
    answered_by: str


def list_open_contests() -> list[ContestRecord]:
    """Return the contests that wait for an answer, the oldest first."""
    return [_record(row) for row in _rows().filter(answered_at=None).order_by("contested_at", "pk")]


def list_ended_contests() -> list[ContestRecord]:
    """Return the contests that ended last, the newest first; `ENDED_SHOWN` at most."""
    rows = _rows().filter(answered_at__isnull=False).order_by("-answered_at", "-pk")
    return [_record(row) for row in rows[:ENDED_SHOWN]]


def list_contests_of(name: NormalizedName) -> list[ContestRecord]:
    """Return every contest of a name, newest first."""
    return [_record(row) for row in _rows().filter(name=name).order_by("-contested_at", "-pk")]


def get_contest(contest_id: int) -> ContestRecord:
    """Return one contest.

    Raises:
        ContestNotFound: if there is none.
    """
    row = _rows().filter(pk=contest_id).first()
    if row is None:
        raise ContestNotFound("There is no such contest.")
    return _record(row)


def _rows() -> QuerySet[Contest]:
    return Contest.objects.select_related("contested_by")


def _record(row: Contest) -> ContestRecord:
    return ContestRecord(
        id=row.pk,
        name=NormalizedName(row.name),
        contested_by=row.contested_by.username,
        contested_at=row.contested_at,
        reason=row.reason,
        outcome=ContestOutcome(row.outcome) if row.outcome else None,
        answer=row.answer,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
    )
