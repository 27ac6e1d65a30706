"""Django's compilers for PostgreSQL, which load the keys of encrypted columns (fields.py) for all rows of a statement at once."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.backends.postgresql import compiler as postgresql
from django.db.models import Value
from django.db.models.sql import compiler
from django.db.models.sql.compiler import SQLAggregateCompiler, SQLDeleteCompiler
from django.db.models.sql.constants import GET_ITERATOR_CHUNK_SIZE, MULTI

from conference import fields
from conference.core.personal_data import PersonalText

__all__ = ["SQLAggregateCompiler", "SQLCompiler", "SQLDeleteCompiler", "SQLInsertCompiler", "SQLUpdateCompiler"]


class SQLCompiler(compiler.SQLCompiler):
    _fetched_at_once: int | None = None  # rows; None for all
    answer: list[Any] | None = None  # rows that were read already (together.py)

    def execute_sql(
        self, result_type: Any = MULTI, chunked_fetch: bool = False, chunk_size: int = GET_ITERATOR_CHUNK_SIZE
    ) -> Any:
        self._fetched_at_once = chunk_size if chunked_fetch else None
        if self.answer is not None:
            return [[row[: self.col_count] for row in self.answer]]
        return super().execute_sql(result_type, chunked_fetch, chunk_size)

    def sealed_columns(self, converters: Mapping[int, Any]) -> tuple[list[int], list[int]]:
        """Return the positions of columns that may be under persons' keys, and those of them that no instance's attribute opens."""
        sealed = [at for at, (_converters, expression) in converters.items() if fields.is_personal(expression)]
        added = set((self.annotation_col_map or {}).values())
        are_values = self.klass_info is None or bool(self.query.values_select) or self.query.has_select_fields
        return sealed, [at for at in sealed if are_values or at in added]

    def apply_converters(self, rows: Iterable[Any], converters: dict[int, Any]) -> Iterator[Any]:
        converted: Iterator[Any] = super().apply_converters(rows, converters)
        sealed, opened = self.sealed_columns(converters)
        return fields.join(converted, sealed, opened, self._fetched_at_once) if sealed else converted


class SQLInsertCompiler(postgresql.SQLInsertCompiler):
    def pre_save_val(self, field: Any, obj: Any) -> Any:
        # Raw rows, as of fixtures, are sealed as others are.
        is_personal = isinstance(field, fields.EncryptedTextField) and field.is_personal
        return field.pre_save(obj, add=True) if is_personal else super().pre_save_val(field, obj)

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        names = [
            field.name
            for field in self.query.fields
            if isinstance(field, fields.EncryptedTextField) and field.is_personal
        ]
        if not names:
            return super().as_sql(*args, **kwargs)
        with fields.keys_of_new(self.query.get_meta().model, names, self.query.objs) as has_numbered:
            if has_numbered:
                self.query.fields = [*self.query.fields, self.query.get_meta().pk]
            return super().as_sql(*args, **kwargs)


class SQLUpdateCompiler(compiler.SQLUpdateCompiler):
    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        with fields.keys_of({text.person for text in self._personal_texts()}):
            return super().as_sql(*args, **kwargs)

    def _personal_texts(self) -> Iterator[PersonalText]:
        query: Any = self.query
        for field, _model, value in query.values:
            if not isinstance(field, fields.EncryptedTextField):
                continue
            parts = value.flatten() if hasattr(value, "flatten") else [value]
            for part in parts:
                text = part.value if isinstance(part, Value) else part
                if isinstance(text, PersonalText):
                    yield text
