"""Statements whose SQL is built once a process: the ORM takes longer to build one, at each request anew, than the database to answer.

PostgreSQL keeps their plans for each connection (`cursor`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from weakref import WeakSet

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models.query import get_related_populators

from conference import fields


def cursor() -> CursorWrapper:
    """Return a cursor of the default database for a statement that is the same each time but for its values."""
    make: Callable[[], CursorWrapper] = connection.prepared_cursor  # type: ignore[attr-defined]
    return make()


class Parameter(models.Expression):
    """The place of a value that each call gives anew."""

    def __init__(self, place: int, field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.place = place

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        # A prepared statement fixes each value's type before there is one.
        return f"%s::{self.output_field.cast_db_type(connection)}", [self]


@dataclass(frozen=True)
class _Statement:
    sql: str
    params: list[Any]
    places: list[tuple[int, int]]  # where in `params`, and which value
    converters: list[tuple[int, list[Any], Any]]  # column, functions, expression
    sealed: list[int]  # columns that may be under a person's key
    opened: list[int]  # those of them that no attribute of an instance opens
    objects: Callable[[Iterable[Sequence[Any]]], list[Any]]
    locks: bool


class Prepared:
    """A query with places for values.

    Args:
        build: Returns the query set for as many parameters as there are `fields`; it may join and
            name values, but not prefetch. It must not read the clock, nor anything else that a later call would find changed.
        fields: The fields by which the values are given to the database.
    """

    each: ClassVar[WeakSet[Prepared]] = WeakSet()

    def __init__(self, build: Callable[..., models.QuerySet[Any, Any]], *fields: models.Field[Any, Any]) -> None:
        self._build, self._fields = build, fields
        self._statement: _Statement | None = None
        self.each.add(self)

    @classmethod
    def forget(cls) -> None:
        """Build all statements anew when they are next needed, as after a field was changed."""
        for query in cls.each:
            query._statement = None

    def __call__(self, *values: Any) -> list[Any]:
        """Return the objects, or tuples for `values_list`, for these values. One query."""
        statement = self._statement = self._statement or self._build_statement()
        if statement.locks and not connection.in_atomic_block:
            raise transaction.TransactionManagementError("Rows are locked in a transaction.")
        prepared = [
            field.get_db_prep_value(value, connection) for field, value in zip(self._fields, values, strict=True)
        ]
        params = list(statement.params)
        for position, parameter in statement.places:
            params[position] = prepared[parameter]
        with cursor() as executing:
            executing.execute(statement.sql, params)
            rows: Iterable[Sequence[Any]] = executing.fetchall()
        if statement.converters:
            rows = [_converted(row, statement.converters) for row in rows]
            rows = fields.join(rows, statement.sealed, statement.opened)
        return statement.objects(rows)

    def _build_statement(self) -> _Statement:
        query = self._build(*(Parameter(place, field) for place, field in enumerate(self._fields)))
        compiler: Any = query.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        by_column = compiler.get_converters(columns)
        sealed, opened = compiler.sealed_columns(by_column)
        return _Statement(
            sql,
            list(params),
            [(at, parameter.place) for at, parameter in enumerate(params) if isinstance(parameter, Parameter)],
            [(at, *both) for at, both in by_column.items()],
            sealed,
            opened,
            _maker(query, compiler),
            query.query.select_for_update and connection.features.has_select_for_update,
        )


def _converted(row: Sequence[Any], converters: list[tuple[int, list[Any], Any]]) -> list[Any]:
    values = list(row)
    for at, functions, expression in converters:
        for convert in functions:
            values[at] = convert(values[at], expression, connection)
    return values


def _maker(query: Any, compiler: Any) -> Callable[[Iterable[Sequence[Any]]], list[Any]]:
    """Return what makes of rows what the query set would."""
    class_info = compiler.klass_info
    if query._fields is not None:
        return lambda rows: [tuple(row) for row in rows]
    model, first, last = class_info["model"], class_info["select_fields"][0], class_info["select_fields"][-1] + 1
    names = [column[0].target.attname for column in compiler.select[first:last]]
    joined = get_related_populators(class_info, compiler.select, query.db, query._fetch_mode)
    added = dict(compiler.annotation_col_map or {})

    def objects(rows: Iterable[Sequence[Any]]) -> list[Any]:
        instances = []
        for row in rows:
            instance = model.from_db(query.db, names, row[first:last])
            for populator in joined:
                populator.populate(row, instance)
            for name, at in added.items():
                setattr(instance, name, row[at])
            instances.append(instance)
        return instances

    return objects
