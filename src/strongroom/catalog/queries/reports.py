"""Reports about projects, for operators."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from strongroom.catalog.errors import ReportNotFound
from strongroom.catalog.models import Report
from strongroom.catalog.rules.reports import Outcome, ReportKind
from strongroom.foundation.names import NormalizedName

ANSWERED_SHOWN = 50


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """A report. `reporter` is empty where nobody was signed in; `outcome` is None as long as it is not answered."""

    id: int
    project: NormalizedName
    kind: ReportKind
    text: str
    reporter: str
    reported_at: datetime
    outcome: Outcome | None
    answer: str
    answered_at: datetime | None
    answered_by: str


def list_open_reports() -> list[ReportRecord]:
    """Return the reports that nobody has answered, malware first, then the oldest first."""
    reports = [_record(row) for row in _rows().filter(answered_at=None).order_by("reported_at", "pk")]
    return sorted(reports, key=lambda report: report.kind is not ReportKind.MALWARE)


def list_answered_reports(*, limit: int = ANSWERED_SHOWN) -> list[ReportRecord]:
    """Return the reports that were answered last, the newest answer first."""
    rows = _rows().filter(answered_at__isnull=False).order_by("-answered_at", "-pk")
    return [_record(row) for row in rows[:limit]]


def list_reports_of(name: NormalizedName) -> list[ReportRecord]:
    """Return everything that was reported about a project, newest first."""
    return [_record(row) for row in _rows().filter(project__name=name).order_by("-reported_at", "-pk")]


def get_report(report_id: int) -> ReportRecord:
    """Return one report.

    Raises:
        ReportNotFound: if there is none.
    """
    row = _rows().filter(pk=report_id).first()
    if row is None:
        raise ReportNotFound("There is no such report.")
    return _record(row)


def _rows() -> QuerySet[Report]:
    return Report.objects.select_related("project", "reporter")


def _record(row: Report) -> ReportRecord:
    return ReportRecord(
        id=row.pk,
        project=NormalizedName(row.project.name),
        kind=ReportKind(row.kind),
        text=row.text,
        reporter=row.reporter.username if row.reporter else "",
        reported_at=row.reported_at,
        outcome=Outcome(row.outcome) if row.outcome else None,
        answer=row.answer,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
    )
