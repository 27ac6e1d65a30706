"""Queries of the officers' pages. Lists are read along an index, a page at a time, in a constant number of queries."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self
from urllib.parse import urlencode

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
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
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LISTED = (
    *("public_id", "honorific", "family_name", "given_names", "name_on_badge", "name_native", "capacity", "photo"),
    *("photo_exempt", "state", "version", "arrival", "queue_at", "submitted_at"),
    *("delegation__party__code", "delegation__party__en_short", "delegation__party__flag"),
)


@dataclass(frozen=True)
class QueueFilter:
    """The officer's filter: `step` is `vet`, `decide` or `all`, `age` one of AGES, `mark` one of risks.MARKS."""

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

    def query(self, after: QueuePlace | None = None) -> str:
        """Return the filter as a query string, with the place after which the page begins: `?step=vet&category=D`."""
        values = {**asdict(self), "after": after.text if after else ""}
        return "?" + urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True, order=True)
class QueuePlace:
    """A place in the queue: arrival, submission, key."""

    queue_at: datetime
    submitted_at: datetime
    pk: int

    @classmethod
    def for_person(cls, person: Delegate) -> QueuePlace:
        return cls(person.queue_at, person.submitted_at or ARRIVAL_UNKNOWN, person.pk)

    @classmethod
    def read(cls, text: str) -> QueuePlace | None:
        """Parse what `text` wrote; None for anything else, so that a spoilt address shows the queue from its start."""
        try:
            arrival, submitted, pk = map(base36_to_int, text.split("."))
            if min(arrival, submitted, pk) < 0:  # a valid place has none, and `text` has no form for one
                return None
            return cls(_moment(arrival), _moment(submitted), min(pk, 2**62))
        except (ValueError, OverflowError):
            return None

    @property
    def text(self) -> str:
        # A moment before 1970 has no form.
        numbers = (max(0, number) for number in (_micros(self.queue_at), _micros(self.submitted_at), self.pk))
        return ".".join(map(int_to_base36, numbers))


def _moment(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=micros)


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True)
class WaitingCounts:
    """How many wait, up to MOST_COUNTED + 1 each, and since when the oldest does; `fit`, how many match a filter."""

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


def count_waiting(wanted: QueueFilter | None = None) -> WaitingCounts:
    """Return how many wait for each step and match `wanted`, with the conference. One query; its time does not grow with the rows."""
    if wanted is None:
        counts: Any = next(iter(_WAITING(clock.now().date())), None)
    else:
        counts = _counts(clock.now().date(), n_fit=_counted(_people(wanted))).first()
    return _of_counts(counts)


def waiting_counts() -> QuerySet[Conference]:
    """Return the query set of which `read_waiting` makes how many wait, as a part of a page."""
    return _counts(clock.now().date())


def read_waiting(rows: Iterable[Any]) -> WaitingCounts:
    return _of_counts(next(iter(rows), None))


def _of_counts(counts: Any) -> WaitingCounts:
    if counts is None:
        return WaitingCounts(0, 0, None)
    oldest = min((moment for moment in (counts.since_vet, counts.since_decide) if moment), default=None)
    fit = getattr(counts, "n_fit", None)
    return WaitingCounts(counts.n_vet, counts.n_decide, oldest, fit, counts, counts.n_flagged, counts.stamp or "")


def _counts(today: date | models.Expression, **more: models.Func) -> QuerySet[Conference]:
    counts = {f"n_{step}": _counted(Delegate.objects.filter(state=state)) for step, state in STATE_OF.items()}
    moments = Delegate.objects.order_by("submitted_at").values("submitted_at")
    since = {f"since_{step}": Subquery(moments.filter(state=state)[:1]) for step, state in STATE_OF.items()}
    counts["n_flagged"] = _counted(_all_who_wait().filter(risks.match_mark("watch", today)))
    stamp = Subquery(Reference.objects.filter(pk=1).values("stamp")[:1])
    return Conference.objects.filter(pk=1).annotate(**counts, **since, **more, stamp=stamp)


def _counted(rows: QuerySet[Delegate]) -> models.Func:
    first_rows = rows.order_by().values("pk")[: MOST_COUNTED + 1]
    return models.Func(
        Subquery(first_rows),
        template="(SELECT count(*) FROM %(expressions)s AS waiting)",
        output_field=models.IntegerField(),
    )


# Every page of an officer shows these counts.
_WAITING = Prepared(_counts, models.DateField())


@dataclass(frozen=True)
class QueuePage:
    people: list[Delegate]
    beyond: Delegate | None


def get_page(wanted: QueueFilter, after: QueuePlace | None = None) -> QueuePage:
    """Return the people after a place of the queue. One query, along an index."""
    rows = risks.annotate_marks(_people(wanted).only(*LISTED))
    people = list(rows.filter(_behind(after) if after else Q())[: PAGE + 1])
    return QueuePage(people[:PAGE], people[PAGE] if len(people) > PAGE else None)


def get_following(wanted: QueueFilter, person: Delegate) -> Delegate | None:
    """Return who comes after `person` in the queue, else the first; None when nobody else waits."""
    others = _people(wanted).only(*LISTED).exclude(pk=person.pk)
    return others.filter(_behind(QueuePlace.for_person(person))).first() or others.first()


def get_all_that_fit(wanted: QueueFilter, most: int) -> list[tuple[uuid.UUID, int]]:
    """Return public id and version of the first `most` people of the queue, one more if there are more."""
    return list(_people(wanted).values_list("public_id", "version")[: most + 1])


def _behind(place: QueuePlace) -> models.Func:
    """Return `(queue_at, submitted_at, id) > (…)`: one comparison of rows, which the database answers from the index."""
    values = (Value(place.queue_at), Value(place.submitted_at), Value(place.pk))
    columns, right = (
        models.Func(*parts, template="(%(expressions)s)", output_field=models.BooleanField())
        for parts in (map(F, ORDER), values)
    )
    return models.Func(columns, right, template="%(expressions)s", arg_joiner=" > ", output_field=models.BooleanField())


def _people(wanted: QueueFilter) -> QuerySet[Delegate]:
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
        rows = rows.filter(risks.match_mark(wanted.mark))
    return rows.select_related("delegation__party").order_by(*ORDER)


def _all_who_wait() -> QuerySet[Delegate]:
    return Delegate.objects.filter(state__in=tuple(STATE_OF.values()))


def get_person(public_id: uuid.UUID) -> Delegate | None:
    """Return a submitted person with all that the page needs: `annotate_marks`, `badged`, `told` (focal points). One query."""
    return next(iter(_PERSON(public_id, clock.now().date())), None)


def _build_person(public_id: Parameter, today: Parameter) -> QuerySet[Delegate]:
    joins = ("delegation__party", "category", "protocol_rank", "vetted_by", "decided_by", "submitted_by")
    rows = Delegate.objects.select_related(*joins).exclude(state="draft").filter(public_id=public_id)
    return risks.annotate_marks(rows, today).annotate(
        badged=Exists(Badge.objects.filter(delegate=OuterRef("pk"), undone_at=None)),
        told=names_of_focal_points("delegation"),
    )


_PERSON = Prepared(_build_person, models.UUIDField(), models.DateField())


@dataclass(frozen=True)
class CategorySummary:
    pk: int
    letter: str
    name: str
    zones: str
    days: tuple[str, ...]
    code: str


def get_categories(stamp: str = "") -> dict[int, CategorySummary]:
    """Return the categories by key, in order. One query, none while `stamp` is unchanged."""
    return KINDS.get(stamp, get_language() or FALLBACK)


def _read_kinds(language: str) -> dict[int, CategorySummary]:
    rows = Category.objects.order_by("position", "pk", "zones__position").values_list(
        "pk", "letter", "name", "zones__letter", "days", "code"
    )
    kinds_by_key: dict[int, CategorySummary] = {}
    for pk, letter, name, zone, days, code in rows:
        kind = kinds_by_key.get(pk) or CategorySummary(pk, letter, str(name), "", tuple(days), code)
        kinds_by_key[pk] = replace(kind, zones=f"{kind.zones} {zone}".strip() if zone else kind.zones)
    return kinds_by_key


KINDS = reference_tables.CachedTable(_read_kinds)


@dataclass(frozen=True)
class PartyNames:
    """The short names of parties in the active language: by code of those that have a delegation, by alpha-2 code of all States.

    Somebody's nationality may be that of a State that sends nobody.
    """

    by_code: dict[str, str]
    by_alpha2: dict[str, str]


def get_party_names(stamp: str = "") -> PartyNames:
    """Return the parties' names. One query, none while `stamp` is unchanged."""
    return NAMES.get(stamp, short_code(get_language()))


def _read_names(language: str) -> PartyNames:
    rows = PartyName.objects.filter(language__in={FALLBACK, language})
    best: dict[str, tuple[str, str, str, bool]] = {}
    # English first, so that a name in the reader's own language replaces it.
    values = rows.values_list("language", "party__code", "party__alpha2", "sort", "short", "party__delegation")
    for named_in, code, alpha2, sort, short, delegation in sorted(values, key=lambda row: row[0] != FALLBACK):
        best[code] = (place_of_name(sort, named_in, language), short, alpha2, delegation is not None)
    in_order = sorted((place, code, short, alpha2, is_here) for code, (place, short, alpha2, is_here) in best.items())
    return PartyNames(
        {code: short for _, code, short, _, is_here in in_order if is_here},
        {alpha2: short for *_, short, alpha2, _ in in_order if alpha2},
    )


NAMES = reference_tables.CachedTable(_read_names)


def get_recent_entries(delegate: Delegate, reader: Actor, limit: int = 6) -> list[AuditEntry]:
    """Return the latest acts about a person, newest first. One query, along the index of the delegation's entries."""
    entries = access_log.acts(reader).filter(
        scope=delegate.delegation.party.code, subject_type=Delegate._meta.label_lower, subject_id=str(delegate.pk)
    )
    return list(entries.order_by("-number")[:limit])


def get_exemptions(delegate: Delegate) -> list[AuditEntry]:
    of_delegate = {"subject_type": Delegate._meta.label_lower, "subject_id": str(delegate.pk)}
    return list(AuditEntry.objects.filter(**of_delegate, verb__in=PHOTO_ACTS).order_by("-number"))


def get_notes(delegate: Delegate) -> list[NoteVerbale]:
    return list(NoteVerbale.objects.filter(delegation=delegate.delegation_id).order_by("-received_at")[:4])
