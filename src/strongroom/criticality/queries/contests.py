"""Contests: those that wait, those that have ended, those of one name; and which designations can be contested now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from strongroom.criticality.errors import ContestNotFound, ContestUnfit
from strongroom.criticality.models import Contest
from strongroom.criticality.queries.explanations import Explanation
from strongroom.criticality.rules.contests import ContestedName, ContestOutcome, check_may_contest
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


@dataclass(frozen=True, slots=True)
class Contestability:
    """Whether a designation can be contested now.

    Args:
        objection: Why it cannot, and from when on it can be again; None if it can.
        open_since: A contest waits for its answer since then.
    """

    objection: ContestUnfit | None
    open_since: datetime | None


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


def contestability_of(explained: Iterable[Explanation], *, now: datetime) -> dict[str, Contestability]:
    """Return whether each of these names can be contested now, by the rule that decides when somebody does."""
    return {
        one.name: Contestability(_objection(one, now), one.open_since) for one in _contested(list(explained))
    }


def find_objection(explanation: Explanation, *, now: datetime) -> ContestUnfit | None:
    """Return why the designation of a name cannot be contested now; None if it can."""
    return contestability_of([explanation], now=now)[explanation.name].objection


def get_contest(contest_id: int) -> ContestRecord:
    """Return one contest.

    Raises:
        ContestNotFound: if there is none.
    """
    row = _rows().filter(pk=contest_id).first()
    if row is None:
        raise ContestNotFound("There is no such contest.")
    return _record(row)


def _contested(explained: Sequence[Explanation]) -> list[ContestedName]:
    """Return how these names stand in the eyes of the rule."""
    rows = Contest.objects.filter(name__in=[one.name for one in explained]).order_by("answered_at", "pk")
    waiting, answered = dict[str, datetime](), dict[str, datetime]()
    for name, outcome, contested_at, answered_at in rows.values_list(
        "name", "outcome", "contested_at", "answered_at"
    ):
        if answered_at is None:
            waiting[name] = contested_at
        elif outcome != ContestOutcome.TAKEN_BACK:
            answered[name] = answered_at
    return [
        ContestedName(
            name=one.name,
            is_critical=one.is_critical,
            rules=one.rules,
            open_since=waiting.get(one.name),
            answered_at=answered.get(one.name),
        )
        for one in explained
    ]


def _objection(contested: ContestedName, now: datetime) -> ContestUnfit | None:
    try:
        check_may_contest(contested, now=now)
    except ContestUnfit as objection:
        return objection
    return None


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
