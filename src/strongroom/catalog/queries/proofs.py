"""With which proof the files of some days were published."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate

from strongroom.catalog.models import File
from strongroom.foundation.periods import Window

_LATEST = timedelta(days=1)
"""After the time of its upload, at most, is a file's row written: reading a large archive takes seconds."""


def files_by_proof(days: Window) -> dict[date, Counter[tuple[str, str]]]:
    """Return by day (UTC) how many files were published with which proof: kind and factor as they are kept.

    Days without files are left out; files that were withdrawn since count, too. Reads as many rows as there were files
    since the day before, however many files there are: rows are numbered nearly in the order of time.
    """
    first, end = (
        datetime.combine(day, time(), UTC) for day in (days.first_day, days.last_day + timedelta(days=1))
    )
    before = File.objects.filter(uploaded_at__lt=first - _LATEST).order_by("-pk")
    rows = File.objects.filter(
        pk__gt=before.values_list("pk", flat=True).first() or 0, uploaded_at__gte=first, uploaded_at__lt=end
    )
    grouped = rows.values_list(TruncDate("uploaded_at", tzinfo=UTC), "proof_kind", "proof_factor")
    found: dict[date, Counter[tuple[str, str]]] = {}
    for on, kind, factor, number in grouped.annotate(number=Count("pk")).order_by():
        found.setdefault(on, Counter())[kind, factor] = number
    return found
