"""The same order on both databases."""

from django.db import connection
from django.db.models import F, Func, OrderBy
from django.db.models.functions import Collate


def by_code_point(field: str) -> OrderBy:
    """Return the order of a column's texts by their code points, in which Python sorts, too; for whoever reads whole tables.

    PostgreSQL has the language's order if it is not asked for another one: there `a-b` stands after `ab`. SQLite would take the
    rows in the order of an index, each from elsewhere, at three times the price of sorting them; a sign before a column hides
    its index (SQLite, "The SQLite Query Optimizer Overview", disqualifying terms by unary "+").
    """
    if connection.vendor == "postgresql":
        return OrderBy(Collate(field, "C"))
    return OrderBy(Func(F(field), template="+%(expressions)s"))
