"""Queries that the ORM words once, and that are asked again and again with other values.

To build a query and to word it in SQL takes Django many times as long as the database takes to answer it: half a
millisecond against some ten microseconds. What every upload asks is therefore kept as SQL, with places for the values.
What is kept is how to ask, never an answer.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any, TypeVarTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Values = TypeVarTuple("Values")
Row = tuple[Any, ...]

_WORDINGS = 32
"""Kept of one query: of as many lengths of its collections."""
_ONE = -1
"""The shape of what is no collection."""

_Shape = int | None
"""How many values are given in one place; None where it is left out."""


def prepared(build: Callable[[*Values], QuerySet[Any, Any]]) -> Callable[[*Values], list[Row]]:
    """Make of a function that returns a query of `values_list` one that returns its rows.

    The function is called once for each length of the collections it is given. In the place of each text and number it finds
    an expression, with which it may do nothing but compare columns (`=`, `<`, `__in` and the like); None arrives as it is.
    """

    @lru_cache(_WORDINGS)
    def word(_vendor: str, shapes: tuple[_Shape, ...]) -> "_Wording | None":
        places: Any = tuple(_places(number, shape) for number, shape in enumerate(shapes))
        return _Wording.of(build(*places))

    @wraps(build)
    def ask(*values: *Values) -> list[Row]:
        given = [_as_given(value) for value in values]
        wording = word(connection.vendor, tuple(map(_shape, given)))
        return wording.rows(given) if wording else []

    return ask


class _Place(Expression):
    """Where a value will be: which of the arguments, and which of its elements if it is a collection."""

    def __init__(self, number: int, index: int | None = None) -> None:
        super().__init__()
        self.number = number
        self.index = index

    def as_sql(self, _compiler: SQLCompiler, _connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """Leave it open."""
        return "%s", (self,)

    def filled(self, given: Sequence[Any]) -> Any:
        """Return the value that belongs here."""
        value = given[self.number]
        return value if self.index is None else value[self.index]


@dataclass(frozen=True, slots=True)
class _Wording:
    """A query in SQL.

    Args:
        compiler: Whose work it is, and who makes values of columns. The connection it has is nobody else's, and closed: what
            is kept for all threads must not keep one of theirs.
        parameters: Values, and places where they are not known yet.
    """

    compiler: SQLCompiler
    sql: str
    parameters: tuple[Any, ...]
    converters: Any

    @classmethod
    def of(cls, query: QuerySet[Any, Any]) -> "_Wording | None":
        """Word a query; None where it has no rows, whatever the database holds."""
        with closing(connection.copy()) as own:
            compiler = query.query.get_compiler(connection=own)
            try:
                sql, parameters = compiler.as_sql()
            except EmptyResultSet:
                return None
            columns = [column for column, *_ in compiler.select or ()]
            return cls(compiler, sql, tuple(parameters), compiler.get_converters(columns))

    def rows(self, given: Sequence[Any]) -> list[Row]:
        """Return what the database answers."""
        filled = [one.filled(given) if isinstance(one, _Place) else one for one in self.parameters]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, filled)
            rows: Iterable[Sequence[Any]] = cursor.fetchall()
        if self.converters:
            rows = self.compiler.apply_converters(rows, self.converters)
        return [tuple(row) for row in rows]


def _as_given(value: object) -> object:
    return tuple(value) if isinstance(value, Collection) and not isinstance(value, str) else value


def _shape(value: object) -> _Shape:
    if value is None:
        return None
    return len(value) if isinstance(value, tuple) else _ONE


def _places(number: int, shape: _Shape) -> object:
    if shape is None:
        return None
    return _Place(number) if shape == _ONE else tuple(_Place(number, index) for index in range(shape))
