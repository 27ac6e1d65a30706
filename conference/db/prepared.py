"""Statements whose SQL is built once a process: the ORM takes longer to build one, at each request anew, than the database to answer.

PostgreSQL keeps their plans for each connection (`cursor`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar
from weakref import WeakSet

from django.db import DatabaseError, connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models.query import get_related_populators
from django.db.models.signals import post_save, pre_save

AT_ONCE = 8  # rows of one INSERT that is kept; longer ones are rare, and each length is a statement of its own


def cursor() -> CursorWrapper:
    """Return a cursor of the default database for a statement that is the same each time but for its values."""
    make: Callable[[], CursorWrapper] = getattr(connection, "prepared_cursor", connection.cursor)
    return make()


class Parameter(models.Expression):
    """The place of a value that each call gives anew."""

    def __init__(self, place: int, field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.place = place

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        # Prepared statements of PostgreSQL fix each value's type before there is one.
        is_typed = connection.vendor == "postgresql"
        return f"%s::{self.output_field.cast_db_type(connection)}" if is_typed else "%s", [self]


@dataclass(frozen=True)
class _Statement:
    sql: str
    params: list[Any]
    places: list[tuple[int, int]]  # where in `params`, and which value
    converters: list[tuple[int, list[Any], Any]]  # column, functions, expression
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
        self._made: dict[str, _Statement] = {}
        self.each.add(self)

    @classmethod
    def forget(cls) -> None:
        """Build all statements anew when they are next needed, as after a field was changed."""
        for one in cls.each:
            one._made.clear()
        _insertion.cache_clear()
        _converters.cache_clear()
        _change.cache_clear()

    def __call__(self, *values: Any) -> list[Any]:
        """Return the objects, or tuples for `values_list`, for these values. One query."""
        made = self._made.get(connection.vendor) or self._made.setdefault(connection.vendor, self._make())
        if made.locks and not connection.in_atomic_block:
            raise transaction.TransactionManagementError("Rows are locked in a transaction.")
        given = [field.get_db_prep_value(value, connection) for field, value in zip(self._fields, values, strict=True)]
        params = list(made.params)
        for at, place in made.places:
            params[at] = given[place]
        with cursor() as asking:
            asking.execute(made.sql, params)
            rows: Iterable[Sequence[Any]] = asking.fetchall()
        if made.converters:
            rows = [_converted(row, made.converters) for row in rows]
        return made.objects(rows)

    def _make(self) -> _Statement:
        query = self._build(*(Parameter(place, field) for place, field in enumerate(self._fields)))
        compiler: Any = query.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        found = compiler.get_converters(columns)
        return _Statement(
            sql,
            list(params),
            [(at, one.place) for at, one in enumerate(params) if isinstance(one, Parameter)],
            [(at, *both) for at, both in found.items()],
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
    known = compiler.klass_info
    if query._fields is not None:
        return lambda rows: [tuple(row) for row in rows]
    model, first, last = known["model"], known["select_fields"][0], known["select_fields"][-1] + 1
    names = [column[0].target.attname for column in compiler.select[first:last]]
    joined = get_related_populators(known, compiler.select, query.db, query._fetch_mode)
    added = dict(compiler.annotation_col_map or {})

    def objects(rows: Iterable[Sequence[Any]]) -> list[Any]:
        found = []
        for row in rows:
            one = model.from_db(query.db, names, row[first:last])
            for populator in joined:
                populator.populate(row, one)
            for name, at in added.items():
                setattr(one, name, row[at])
            found.append(one)
        return found

    return objects


def insert[M: models.Model](rows: Sequence[M], *, skip: bool = False) -> Sequence[M]:
    """Do what `bulk_create` does with new rows of one model, by a kept statement where there are few.

    Args:
        skip: Leave out rows that a constraint refuses; then no row learns its key.
    """
    if not rows:
        return rows
    model, key = type(rows[0]), rows[0]._meta.pk
    returned = list(model._meta.db_returning_fields)
    # Those whose keys the database makes, and no column but what it works out.
    plain = all(field is key or field.generated for field in returned) and key in returned and not model._meta.parents
    fields = _given(model)
    few = plain and len(rows) <= AT_ONCE and all(row.pk is None for row in rows)
    values = [_saved(row, field, add=True) for row in rows for field in fields] if few else []
    if not few or any(map(_is_expression, values)):
        model._base_manager.bulk_create(rows, ignore_conflicts=skip, batch_size=500)
        return rows
    given = [field.get_db_prep_save(value, connection) for field, value in zip(fields * len(rows), values, strict=True)]
    with cursor() as writing:
        writing.execute(_insertion(model, len(rows), skip), given)
        made = [] if skip else [_converted(values, _converters(model)) for values in writing.fetchall()]
    for row, values in zip(rows, made, strict=False):
        for field, value in zip(returned, values, strict=True):
            setattr(row, field.attname, value)
        row._state.adding, row._state.db = False, connection.alias
    return rows


def _given(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [one for one in model._meta.concrete_fields if one is not model._meta.pk and not one.generated]


@cache
def _converters(model: type[models.Model]) -> list[tuple[int, list[Any], Any]]:
    """Return what makes Python's values of the columns that an INSERT returns, as of Prepared."""
    compiler: Any = model._base_manager.all().query.get_compiler(connection=connection)
    columns = [field.get_col(model._meta.db_table) for field in model._meta.db_returning_fields]
    return [(at, *both) for at, both in compiler.get_converters(columns).items()]


@cache
def _insertion(model: type[models.Model], count: int, skip: bool) -> str:
    name: Callable[[Any], str] = connection.ops.quote_name
    columns = [name(field.column) for field in _given(model)]
    returned = ", ".join(name(field.column) for field in model._meta.db_returning_fields)
    places = f"({', '.join(['%s'] * len(columns))})"
    ends = "ON CONFLICT DO NOTHING" if skip else f"RETURNING {returned}"
    into = f"INSERT INTO {name(model._meta.db_table)} ({', '.join(columns)})"
    return f"{into} VALUES {', '.join([places] * count)} {ends}"


def save(row: models.Model, names: Iterable[str]) -> None:
    """Do what `row.save(update_fields=names)` does, by a kept statement unless the model does more when it is saved."""
    model = type(row)
    fields: list[Any] = [model._meta.get_field(name) for name in sorted({*names})]
    values = [_saved(row, field, add=False) for field in fields]
    more = model.save is not models.Model.save or pre_save.has_listeners(model) or post_save.has_listeners(model)
    if more or model._meta.parents or any(map(_is_expression, values)):
        row.save(update_fields=[field.name for field in fields])
        return
    given = [field.get_db_prep_save(value, connection) for field, value in zip(fields, values, strict=True)]
    with cursor() as writing:
        writing.execute(_change(model, tuple(field.column for field in fields)), [*given, row.pk])
        if writing.rowcount != 1:
            raise DatabaseError("The row is gone.")


@cache
def _change(model: type[models.Model], columns: Sequence[str]) -> str:
    name: Callable[[Any], str] = connection.ops.quote_name
    places = ", ".join(f"{name(column)} = %s" for column in columns)
    return f"UPDATE {name(model._meta.db_table)} SET {places} WHERE {name(model._meta.pk.column)} = %s"  # noqa: S608 (names of columns)


def _saved(row: models.Model, field: Any, *, add: bool) -> Any:
    """Return the value to write, which the field may make only now."""
    if field.is_relation and field.is_cached(row) and getattr(row, field.attname) is None:
        # An object that was given before it had its key.
        setattr(row, field.attname, getattr(field.get_cached_value(row), field.target_field.attname, None))
    return field.pre_save(row, add)


def _is_expression(value: Any) -> bool:
    return hasattr(value, "resolve_expression")
