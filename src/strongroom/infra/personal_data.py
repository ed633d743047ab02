"""What the tables of a room say of one person: declared beside them, read as rows that JSON can hold.

Each room declares its own (`queries.personal_data`); a test finds every foreign key to an account, and asks for it there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet


@dataclass(frozen=True, slots=True)
class PersonalTable:
    """What one table says of a person.

    Args:
        section: Its name, where somebody reads everything about them.
        person: The field, or way of fields, that leads to the account; or another lookup by which somebody is found.
        columns: What is told, by field or way of fields. No secrets, nor what they are checked by.
        only: Lookups of the rows that are told, where some are nothing that was said of the person yet.
    """

    section: str
    model: type[Model]
    columns: tuple[str, ...]
    person: str = "user"
    only: Mapping[str, object] = field(default_factory=dict)


def rows_about(table: PersonalTable, somebody: object) -> Iterator[dict[str, Any]]:
    """Yield what a table says of a person, row by row, by column.

    Args:
        somebody: The id of the account, or what else `table.person` looks for.
    """
    rows: QuerySet[Any, Any] = (
        QuerySet(table.model).filter(**{table.person: somebody}, **table.only).order_by("pk")
    )
    for row in rows.values(*table.columns).iterator(chunk_size=500):
        yield {column.replace("__", "_"): value for column, value in row.items()}
