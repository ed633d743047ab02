"""The same order on both databases."""

from django.db import connection
from django.db.models import OrderBy
from django.db.models.functions import Collate


def by_code_point(field: str) -> OrderBy:
    """Return the order of a column's texts by their code points, in which Python sorts, too.

    PostgreSQL has the language's order if it is not asked for another one: there `a-b` stands after `ab`.
    """
    return OrderBy(Collate(field, "C" if connection.vendor == "postgresql" else "BINARY"))
