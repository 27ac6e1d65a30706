"""Queries of the officers' pages. Lists are read along an index, a page at a time, in a constant number of queries."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import (
    BooleanField,
    DateField,
    Exists,
    Expression,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
)
from django.utils.http import base36_to_int, int_to_base36
from django.utils.translation import get_language

from conference.audit.models import AuditEntry
from conference.core import access_log, clock
from conference.core.access import Actor
from conference.db import reference_tables
from conference.db.prepared import Parameter, Prepared
from conference.models import Category, Conference, Reference
from conference.parties.models import PartyName, search_key
from conference.parties.queries import place_of_name
from conference.translated import FALLBACK, short_code
from delegations.accreditation.models import Badge
from delegations.accreditation.review import risks
from delegations.registration.delegations.queries import names_of_focal_points
from delegations.registration.models import ARRIVAL_UNKNOWN, Delegate, NoteVerbale

STATE_OF = {"vet": "submitted", "decide": "vetted"}


PAGE = 50


# Waiting for so many hours, by the key in the address.
AGES = {"4": 4, "24": 24, "72": 72}


# Above this an exact number costs more than it is worth.
MOST_COUNTED = 1000


ORDER = ("queue_at", "submitted_at", "pk")


PHOTO_ACTS = ("delegate.photo_exempted", "delegate.photo_asked")


LISTED = (
    "public_id",
    "honorific",
    "family_name",
    "given_names",
    "name_on_badge",
    "name_native",
    "capacity",
    "photo",
    "photo_exempt",
    "state",
    "version",
    "arrival",
    "queue_at",
    "submitted_at",
    "delegation__party__code",
    "delegation__party__en_short",
    "delegation__party__flag",
)


@dataclass(frozen=True)
class Filter:
    """The officer's filter.

    `step` is `vet`, `decide` or `all`; category a letter, delegation a code; q words of a name; `age` one of AGES, since when people wait;
    `mark` one of risks.MARKS.
    """

    step: str = "decide"
    category: str = ""
    delegation: str = ""
    q: str = ""
    age: str = ""
    mark: str = ""

    @classmethod
    def read(cls, params: Mapping[str, str], actor: Actor) -> Self:
        """Return the filter of an address. Without a step: the last one that this officer may take."""
        usual = "decide" if actor.may("accreditation.decide") else "vet"
        step, age, mark = (params.get(name, "") for name in ("step", "age", "mark"))
        return cls(
            step if step in {*STATE_OF, "all"} else usual,
            params.get("category", "")[:2],
            params.get("delegation", "")[:20],
            " ".join(params.get("q", "").split())[:80],
            age if age in AGES else "",
            mark if mark in risks.MARKS and actor.may(risks.MARKS[mark]) else "",
        )

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(STATE_OF.values()) if self.step == "all" else (STATE_OF[self.step],)

    @property
    def narrowed(self) -> bool:
        return bool(self.category or self.delegation or self.q or self.age or self.mark)

    def query(self, after: Place | None = None) -> str:
        """Return the filter as a query string, with the place after which the page begins: `?step=vet&category=D`."""
        values = {
            "step": self.step,
            "category": self.category,
            "delegation": self.delegation,
            "q": self.q,
            "age": self.age,
            "mark": self.mark,
            "after": after.text if after else "",
        }
        return "?" + urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True, order=True)
class Place:
    """A place in the queue: arrival, submission, key."""

    queue_at: datetime
    submitted_at: datetime
    pk: int

    @classmethod
    def for_person(cls, person: Delegate) -> Place:
        return cls(person.queue_at, person.submitted_at or ARRIVAL_UNKNOWN, person.pk)

    @classmethod
    def read(cls, text: str) -> Place | None:
        """Parse what `text` wrote; None for anything else, so that a spoilt address shows the queue from its start."""
        try:
            arrival, submitted, pk = (base36_to_int(part) for part in text.split("."))
            if min(arrival, submitted, pk) < 0:  # a valid place has none, and `text` has no form for one
                return None
            return cls(_moment(arrival), _moment(submitted), min(pk, 2**62))
        except (ValueError, OverflowError):
            return None

    @property
    def text(self) -> str:
        """Return a short text for an address."""
        values = (_micros(self.queue_at), _micros(self.submitted_at), self.pk)
        return ".".join(int_to_base36(max(0, value)) for value in values)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _moment(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=micros)


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True)
class Waiting:
    """How many wait, up to MOST_COUNTED + 1 each, and since when the oldest does; `fit`, how many match a filter, None without one."""

    to_vet: int
    to_decide: int
    oldest: datetime | None
    fit: int | None = None
    conference: Conference | None = None
    flagged: int = 0
    stamp: str = ""  # of the tables that change rarely (conference.db.reference_tables)

    @property
    def total(self) -> int:
        return self.to_vet + self.to_decide

    @property
    def counted(self) -> bool:
        return max(self.to_vet, self.to_decide) <= MOST_COUNTED


def waiting(wanted: Filter | None = None) -> Waiting:
    """Return how many wait for each step, and how many match `wanted`, with the conference.

    One query, whose time does not grow with the number of rows.
    """
    if wanted is None:
        row: Any = next(iter(_WAITING(clock.now().date())), None)
    else:
        row = _counts(clock.now().date(), n_fit=_counted(_people(wanted))).first()
    if row is None:
        return Waiting(0, 0, None)
    oldest = min((moment for moment in (row.since_vet, row.since_decide) if moment), default=None)
    fit = getattr(row, "n_fit", None)
    return Waiting(row.n_vet, row.n_decide, oldest, fit, row, row.n_flagged, row.stamp or "")


def _counts(today: date | Expression, **more: Func) -> QuerySet[Conference]:
    counts = {f"n_{step}": _counted(Delegate.objects.filter(state=state)) for step, state in STATE_OF.items()}
    since = {f"since_{step}": _oldest(state) for step, state in STATE_OF.items()}
    counts["n_flagged"] = _counted(_all_who_wait().filter(risks.having("watch", today)))
    stamp = Subquery(Reference.objects.filter(pk=1).values("stamp")[:1])
    return Conference.objects.filter(pk=1).annotate(**counts, **since, **more, stamp=stamp)


def _counted(rows: QuerySet[Delegate]) -> Func:
    some = rows.order_by().values("pk")[: MOST_COUNTED + 1]
    return Func(
        Subquery(some), template="(SELECT count(*) FROM %(expressions)s AS waiting)", output_field=IntegerField()
    )


def _oldest(state: str) -> Subquery:
    return Subquery(Delegate.objects.filter(state=state).order_by("submitted_at").values("submitted_at")[:1])


# Every page of an officer shows these counts.
_WAITING = Prepared(_counts, DateField())


@dataclass(frozen=True)
class Page:
    people: list[Delegate]
    beyond: Delegate | None


def page(wanted: Filter, after: Place | None = None) -> Page:
    """Return the people after a place of the queue. One query, along an index."""
    rows = risks.marked(_people(wanted).only(*LISTED))
    found = list(rows.filter(_behind(after) if after else Q())[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE] if len(found) > PAGE else None)


def following(wanted: Filter, person: Delegate) -> Delegate | None:
    """Return who comes after `person` in the queue, else the first; None when nobody else waits."""
    others = _people(wanted).only(*LISTED).exclude(pk=person.pk)
    return others.filter(_behind(Place.for_person(person))).first() or others.first()


def all_that_fit(wanted: Filter, most: int) -> list[tuple[uuid.UUID, int]]:
    """Return public id and version of the first `most` people of the queue, one more if there are more."""
    return list(_people(wanted).values_list("public_id", "version")[: most + 1])


def _behind(place: Place) -> Func:
    """Return `(queue_at, submitted_at, id) > (…)`: one comparison of rows, which both databases answer from the index."""
    values = (Value(place.queue_at), Value(place.submitted_at), Value(place.pk))
    left, right = (
        Func(*parts, template="(%(expressions)s)", output_field=BooleanField()) for parts in (map(F, ORDER), values)
    )
    return Func(left, right, template="%(expressions)s", arg_joiner=" > ", output_field=BooleanField())


def _people(wanted: Filter) -> QuerySet[Delegate]:
    # One state, or both as the index of those who wait names them.
    rows = Delegate.objects.filter(state=wanted.states[0]) if len(wanted.states) == 1 else _all_who_wait()
    if wanted.category:
        rows = rows.filter(category__letter=wanted.category)
    if wanted.delegation:
        rows = rows.filter(delegation__party__code=wanted.delegation)
    for word in search_key(wanted.q).split():
        rows = rows.filter(search__contains=word)
    if wanted.age:
        rows = rows.filter(submitted_at__lte=clock.now() - timedelta(hours=AGES[wanted.age]))
    if wanted.mark:
        rows = rows.filter(risks.having(wanted.mark))
    return rows.select_related("delegation__party").order_by(*ORDER)


def _all_who_wait() -> QuerySet[Delegate]:
    return Delegate.objects.filter(state__in=tuple(STATE_OF.values()))


def person(public_id: uuid.UUID) -> Delegate | None:
    """Return one person whom a delegation has submitted, in any state, with all that the page needs. One query.

    Annotated by `risks.marked`, and by `badged` (a badge was made) and `told` (`names_of_focal_points`).
    """
    return next(iter(_PERSON(public_id, clock.now().date())), None)


def _build_person(public_id: Parameter, today: Parameter) -> QuerySet[Delegate]:
    joins = ("delegation__party", "category", "protocol_rank", "vetted_by", "decided_by", "submitted_by")
    rows = Delegate.objects.select_related(*joins).exclude(state="draft").filter(public_id=public_id)
    return risks.marked(rows, today).annotate(
        badged=Exists(Badge.objects.filter(delegate=OuterRef("pk"), undone_at=None)),
        told=names_of_focal_points("delegation"),
    )


_PERSON = Prepared(_build_person, UUIDField(), DateField())


@dataclass(frozen=True)
class Kind:
    pk: int
    letter: str
    name: str
    zones: str
    days: tuple[str, ...]
    code: str


def kinds(stamp: str = "") -> dict[int, Kind]:
    """Return the categories by key, in order, with their zones. One query, none while `stamp` is unchanged."""
    return KINDS.get(stamp, get_language() or FALLBACK)


def _read_kinds(language: str) -> dict[int, Kind]:
    rows = Category.objects.order_by("position", "pk", "zones__position").values_list(
        "pk", "letter", "name", "zones__letter", "days", "code"
    )
    found: dict[int, Kind] = {}
    for pk, letter, name, zone, days, code in rows:
        kind = found.get(pk) or Kind(pk, letter, str(name), "", tuple(days), code)
        found[pk] = replace(kind, zones=f"{kind.zones} {zone}".strip() if zone else kind.zones)
    return found


KINDS = reference_tables.CachedTable(_read_kinds)


@dataclass(frozen=True)
class Names:
    """The short names of all parties that have a delegation, in the active language: by code, and by alpha-2 code."""

    by_code: dict[str, str]
    by_alpha2: dict[str, str]


def names(stamp: str = "") -> Names:
    """Return the parties' names. One query, none while `stamp` is unchanged."""
    return NAMES.get(stamp, short_code(get_language()))


def _read_names(language: str) -> Names:
    rows = PartyName.objects.filter(party__delegation__isnull=False, language__in={FALLBACK, language})
    best: dict[str, tuple[str, str, str]] = {}
    # English first, so that a name in the reader's own language replaces it.
    for row in sorted(
        rows.values_list("language", "party__code", "party__alpha2", "sort", "short"), key=_english_first
    ):
        named_in, code, alpha2, sort, short = row
        best[code] = (place_of_name(sort, named_in, language), short, alpha2)
    found = sorted((place, code, short, alpha2) for code, (place, short, alpha2) in best.items())
    return Names({code: short for _, code, short, _ in found}, {alpha2: short for *_, short, alpha2 in found if alpha2})


NAMES = reference_tables.CachedTable(_read_names)


def _english_first(row: tuple[str, ...]) -> bool:
    return row[0] != FALLBACK


def record_of(delegate: Delegate, limit: int = 6) -> list[AuditEntry]:
    """Return the latest acts about a person, newest first. One query, along the index of the delegation's entries."""
    entries = access_log.acts().filter(
        scope=delegate.delegation.party.code, subject_type=Delegate._meta.label_lower, subject_id=str(delegate.pk)
    )
    return list(entries.order_by("-number")[:limit])


def exemptions_of(delegate: Delegate) -> list[AuditEntry]:
    entries = AuditEntry.objects.filter(
        subject_type=Delegate._meta.label_lower, subject_id=str(delegate.pk), verb__in=PHOTO_ACTS
    )
    return list(entries.order_by("-number"))


def notes_of(delegate: Delegate) -> list[NoteVerbale]:
    return list(NoteVerbale.objects.filter(delegation=delegate.delegation_id).order_by("-received_at")[:4])
