"""Queries that every page makes, worked out once and asked again with other values.

Django builds a query anew each time it is made, and that takes longer than the answer does: of a page that
asks twenty-four times it was a quarter. A `Prepared` is built once for each connection, with slots where the
values go.

    NAMED = Prepared(
        lambda ids, on: Person.objects.filter(pk__among=ids, died_on__gte=on).values_list("pk"),
        ids=IDS,
        on=DAY,
    )
    for (person_id,) in NAMED(ids=some, on=today): ...

What a query asks may not depend on its values: one with and one without a condition are two.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateField, DateTimeField, Expression, Field, QuerySet, TextField, UUIDField
from django.db.models.sql.compiler import SQLCompiler

from kith.orgs.among import as_one_value

Row = tuple[Any, ...]


class Ids(UUIDField[Any, Any]):
    """Many ids, which go after ``__among``."""

    def get_db_prep_value(
        self, value: Collection[UUID], connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        """All of them as one parameter."""
        return as_one_value(value, connection)


IDS, ID, DAY, INSTANT, TEXT = Ids(), UUIDField(), DateField(), DateTimeField(), TextField()


class Slot(Expression):
    """A place for a value that is not known yet. Compiled, it is its own parameter."""

    def __init__(self, name: str, kind: Field[Any, Any]) -> None:
        super().__init__(output_field=kind)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """One parameter, filled when the query is asked."""
        return "%s", (self,)

    def filled(self, values: dict[str, Any], connection: BaseDatabaseWrapper) -> Any:
        """The value for this place, as the database keeps it."""
        return self.output_field.get_db_prep_value(values[self.name], connection, prepared=False)


class _Compiled:
    """One query in the words of one connection's database, and how its columns become values."""

    def __init__(self, rows: QuerySet[Any, Row], connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.compiler = rows.query.get_compiler(connection=connection)
        try:
            self.sql, self.parameters = self.compiler.as_sql()
        except EmptyResultSet:
            self.sql, self.parameters = "", ()
            return
        self.converters = self.compiler.get_converters([column[0] for column in self.compiler.select])

    def ask(self, values: dict[str, Any]) -> list[Row]:
        if not self.sql:
            return []
        given = [
            each.filled(values, self.connection) if isinstance(each, Slot) else each
            for each in self.parameters
        ]
        with self.connection.cursor() as cursor:
            cursor.execute(self.sql, given)
            rows: list[Row] = cursor.fetchall()
        return self._as_values(rows) if rows and self.converters else rows

    def _as_values(self, rows: list[Row]) -> list[Row]:
        """What is kept as values, a column at a time: twice as fast as Django, which goes row by row."""
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
        for number, (converters, column) in self.converters.items():
            for convert in converters:
                columns[number] = [convert(kept, column, self.connection) for kept in columns[number]]
        return list(zip(*columns, strict=True))


class Prepared:
    """A query whose rows are tuples (``values_list``), built from slots of these names and kinds."""

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], **kinds: Field[Any, Any]) -> None:
        self._build = build
        self._slots = {name: Slot(name, kind) for name, kind in kinds.items()}
        self._made: WeakKeyDictionary[BaseDatabaseWrapper, _Compiled] = WeakKeyDictionary()

    def __call__(self, **values: Any) -> list[Row]:
        """The rows for these values, one for each slot. One query."""
        if values.keys() != self._slots.keys():
            raise TypeError(f"This query takes {sorted(self._slots)}, not {sorted(values)}.")
        return self._compiled().ask(values)

    def _compiled(self) -> _Compiled:
        """The query as this thread's connection puts it. Two threads have two connections."""
        connection = connections["default"]
        made = self._made.get(connection)
        if made is None:
            made = self._made[connection] = _Compiled(self._build(**self._slots), connection)
        return made
