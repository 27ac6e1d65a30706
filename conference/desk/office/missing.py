"""Texts of the organizers, and the languages that they lack. Readers see such a text in another language, marked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst

from conference.core.access import Actor, check_right
from conference.core.registry import Registry
from conference.db import together
from conference.db.together import Part, counted
from conference.desk.office import registry as tables
from conference.look import lists
from conference.translated import Translated, TranslatedField, short_code

LANGUAGES = {short_code(code): name for code, name in settings.LANGUAGES}


@dataclass(frozen=True)
class TextSource:
    """Rows of one model whose texts are listed: its TranslatedFields that are edited.

    Args:
        right: Who may write them; others do not see them here.
        url: Of the page on which a row is edited.
        lists: Names of fields that hold several texts, such as an agenda.
        by_language: A text of which each language is a row of its own: label, the related name, the field.
    """

    model: Any
    right: str
    url: Callable[[Any], str]
    lists: tuple[str, ...] = ()
    by_language: tuple[str | Promise, str, str] | None = None

    @property
    def fields(self) -> list[TranslatedField]:
        return [
            field for field in self.model._meta.concrete_fields if isinstance(field, TranslatedField) and field.editable
        ]

    def rows(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._base_manager.order_by(*self.model._meta.ordering)
        return rows.prefetch_related(self.by_language[1]) if self.by_language else rows

    def texts(self, row: Any) -> Iterator[tuple[str | Promise, Translated]]:
        for translated in self.fields:
            yield capfirst(translated.verbose_name), getattr(row, translated.attname)
        for name in self.lists:
            label = capfirst(row._meta.get_field(name).verbose_name)
            yield from ((label, Translated(text)) for text in getattr(row, name) if isinstance(text, dict))
        if self.by_language:
            label, names, field = self.by_language
            yield (
                label,
                Translated({related.language: getattr(related, field) for related in getattr(row, names).all()}),
            )

    def incomplete(self) -> list[QuerySet[Any]]:
        """Return a query for each field, of the rows in which a language is missing; but for `lists`."""
        every, codes = self.model._base_manager.order_by(), list(LANGUAGES)
        queries = [
            every.filter(~Q(**{f"{field.name}__has_keys": codes})).exclude(**{field.name: {}}) for field in self.fields
        ]
        if self.by_language:
            counted = every.annotate(told=Count(self.by_language[1]))
            queries.append(counted.filter(told__gt=0, told__lt=len(codes)))
        return [every.filter(pk__in=query.values("pk")) for query in queries]


@dataclass(frozen=True)
class Missing:
    """A text of a row, and the languages that it lacks."""

    kind: str
    row: Any
    label: str | Promise
    text: Translated
    lacking: list[str]
    url: str

    @property
    def languages(self) -> str:
        return lists.in_words(LANGUAGES[code] for code in self.lacking)


sources: Registry[TextSource] = Registry("texts of the organisers")


def register_texts(source: TextSource) -> TextSource:
    """Add the texts of a model; raise KeyError for an unknown right."""
    check_right(source.right)
    return sources.add(source.model._meta.label_lower, source)


def all_sources() -> list[TextSource]:
    """Return the registered sources and the tables of the office, which need not be registered."""
    office = [TextSource(table.model, table.right, _row_of(table)) for table in tables.tables.values()]
    return [
        *sources.values(),
        *(source for source in office if source.fields and source.model._meta.label_lower not in sources),
    ]


def missing_for(actor: Actor, language: str = "") -> list[Missing]:
    """Return what this actor may write and nobody has yet: in `language`, else in any. One query a model."""
    texts = []
    for source in (entry for entry in all_sources() if actor.may(entry.right)):
        kind = capfirst(str(source.model._meta.verbose_name))
        for row in source.rows():
            url = source.url(row)
            for label, text in source.texts(row):
                lacking = text.lacking
                if lacking and (not language or language in lacking):
                    texts.append(Missing(kind, row, label, text, lacking, url))
    return texts


def count_for(actor: Actor) -> int:
    """Return how many texts `missing_for` lists. One query."""
    count: int = together.complete(read_count_for(actor))
    return count


def read_count_for(actor: Actor) -> Part:
    """Return `count_for`, as a part of a page."""
    mine = [entry for entry in all_sources() if actor.may(entry.right)]
    counts = [counted(query) for source in mine for query in source.incomplete()]
    if not counts:
        return 0
    of_lists = [
        source.model._base_manager.exclude(**{name: []}).values_list(name, flat=True)
        for source in mine
        for name in source.lists
    ]
    numbers, *lists_of_texts = yield [counts[0].union(*counts[1:], all=True).order_by(), *of_lists]
    texts = (text for rows in lists_of_texts for texts in rows for text in texts if isinstance(text, dict))
    return sum(number for number, _first in numbers) + sum(bool(Translated(text).lacking) for text in texts)


def _row_of(table: tables.Table) -> Callable[[Any], str]:
    return lambda row: reverse("desk:table_row", args=[table.name, row.pk])
