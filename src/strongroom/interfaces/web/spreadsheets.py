"""Figures as CSV, to be opened in a spreadsheet."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse


def csv_download(columns: Sequence[str], rows: Iterable[Sequence[object]], *, filename: str) -> HttpResponse:
    """Return an answer that is saved as a file: a line with the names of the columns, and one for each row; None is empty."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(rows)
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
