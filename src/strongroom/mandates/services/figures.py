"""Keep the dashboard's figures, day by day, and count what is refused at the door of uploads."""

from dataclasses import asdict
from datetime import date, timedelta

from django.db.models import F

from strongroom.infra.db import write
from strongroom.mandates.errors import NotAllowed
from strongroom.mandates.models import ProtectionFigure, RefusedUploads
from strongroom.mandates.queries.figures import AT_AN_INSTANT, OPEN_DAYS, figures_now, uploads_of


def record_figures(*, on: date) -> None:
    """Keep the day's figures for the dashboard, replacing those taken earlier on that day; earlier days stay as they are.

    Uploads of a day are added when it is over for good; what was kept of them then stays, too.
    """
    kept = ProtectionFigure.objects
    if kept.filter(on=on).exists() and kept.filter(on__gt=on).exists():
        return
    now, of_days_over = figures_now(), uploads_of(_days_over(before=on - timedelta(days=OPEN_DAYS)))
    with write():
        kept.update_or_create(on=on, defaults={name: getattr(now, name) for name in AT_AN_INSTANT})
        for day, uploads in of_days_over.items():
            kept.filter(on=day).update(**asdict(uploads))


def count_refused_upload(refusal: NotAllowed, *, on: date) -> None:
    """Count an upload that was refused to somebody whom we know: the day and the reason, never who or what.

    There is a row for each day and kind of refusal, so that nobody can make the table grow.
    """
    with write():
        counted = RefusedUploads.objects.filter(on=on, code=refusal.code)
        if not counted.update(number=F("number") + 1):
            RefusedUploads.objects.create(on=on, code=refusal.code, number=1)


def _days_over(*, before: date) -> list[date]:
    """Return the days that are over for good and whose uploads are not kept, of those kept since uploads are counted."""
    rows = ProtectionFigure.objects.filter(on__lt=before, files=None, vouchers_claimed__isnull=False)
    return list(rows.values_list("on", flat=True))
