"""What the officers' pages ask. Every list is read along an index, a page at a time, in a constant number of queries."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import BooleanField, F, Func, IntegerField, Q, QuerySet, Subquery, Value
from django.utils.translation import get_language

from conference.access import Actor
from conference.audit.models import Entry
from conference.audit.words import Told, tell
from conference.models import Category, Conference
from conference.parties.models import sort_key
from conference.translated import short_code
from delegations.registration.models import Delegate, Delegation, NoteVerbale

STATE_OF = {"vet": "submitted", "decide": "vetted"}
PAGE = 50
# Beyond this many an exact number costs more than it tells.
MOST_COUNTED = 1000
ORDER = ("queue_at", "submitted_at", "pk")
LISTED = (
    "public_id",
    "family_name",
    "given_names",
    "name_on_badge",
    "capacity",
    "photo",
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
    """What the officer looks at. `step` is `vet`, `decide` or `all`; category a letter, delegation a code; q words of a name."""

    step: str = "decide"
    category: str = ""
    delegation: str = ""
    q: str = ""

    @classmethod
    def read(cls, params: Mapping[str, str], actor: Actor) -> Self:
        """The filter of an address. Without a step: what this officer may do last."""
        usual = "decide" if actor.may("accreditation.decide") else "vet"
        step = params.get("step", "")
        return cls(
            step if step in {*STATE_OF, "all"} else usual,
            params.get("category", "")[:2],
            params.get("delegation", "")[:20],
            " ".join(params.get("q", "").split())[:80],
        )

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(STATE_OF.values()) if self.step == "all" else (STATE_OF[self.step],)

    @property
    def narrowed(self) -> bool:
        """True when more than the step was chosen."""
        return bool(self.category or self.delegation or self.q)

    def query(self, **more: str) -> str:
        """The filter as the end of an address, with `more` parameters: `?step=vet&category=D`."""
        values = {"step": self.step, "category": self.category, "delegation": self.delegation, "q": self.q, **more}
        return "?" + urlencode({name: value for name, value in values.items() if value})

    def at(self, step: str) -> str:
        """The address's end for another step, with nothing else chosen."""
        return Filter(step).query()


@dataclass(frozen=True)
class Waiting:
    """How many wait, up to MOST_COUNTED + 1 each, and since when the oldest does."""

    to_vet: int
    to_decide: int
    oldest: datetime | None

    @property
    def total(self) -> int:
        return self.to_vet + self.to_decide

    @property
    def counted(self) -> bool:
        """False when there are more than are counted."""
        return max(self.to_vet, self.to_decide) <= MOST_COUNTED


def waiting() -> Waiting:
    """How many wait for each step. One query, whose time does not grow with the number of rows."""
    row = Conference.objects.filter(pk=1).values_list(
        *(_counted(state) for state in STATE_OF.values()), *(_oldest(state) for state in STATE_OF.values())
    )
    to_vet, to_decide, *since = row.first() or (0, 0, None, None)
    return Waiting(to_vet, to_decide, min((moment for moment in since if moment), default=None))


def _counted(state: str) -> Func:
    some = Delegate.objects.filter(state=state).order_by().values("pk")[: MOST_COUNTED + 1]
    return Func(Subquery(some), template="(SELECT count(*) FROM %(expressions)s AS some)", output_field=IntegerField())


def _oldest(state: str) -> Subquery:
    return Subquery(Delegate.objects.filter(state=state).order_by("submitted_at").values("submitted_at")[:1])


@dataclass(frozen=True)
class Page:
    """A page of the queue: its people, and whether there are more."""

    people: list[Delegate]
    more: bool


def page(wanted: Filter, *, after: uuid.UUID | None = None, start: Delegate | None = None) -> Page:
    """The people from after `after`, or from `start` on. One query a step, one more for a cursor."""
    bound: Q | Func = Q()
    if start is not None:
        bound = _behind(start, ">=")
    elif after is not None:
        cursor = Delegate.objects.filter(public_id=after).only(*ORDER).first()
        bound = _behind(cursor) if cursor else bound
    found = [one for state in wanted.states for one in _people(wanted, state).filter(bound)[: PAGE + 1]]
    found.sort(key=_key)
    return Page(found[:PAGE], len(found) > PAGE)


def counted(wanted: Filter) -> int | None:
    """How many the filter finds; None beyond MOST_COUNTED. One query a step."""
    total = sum(_people(wanted, state).order_by()[: MOST_COUNTED + 1].count() for state in wanted.states)
    return total if total <= MOST_COUNTED else None


def following(wanted: Filter, person: Delegate) -> Delegate | None:
    """Who comes after `person` in the queue, else the first of it; None when nobody else waits. Two queries a step at most."""
    for bound in (_behind(person), ~Q(pk=person.pk)):
        firsts = [_people(wanted, state).filter(bound).first() for state in wanted.states]
        if found := [one for one in firsts if one is not None]:
            return min(found, key=_key)
    return None


def _key(person: Delegate) -> tuple[Any, ...]:
    return person.queue_at, person.submitted_at, person.pk


def _behind(person: Delegate, compare: str = ">") -> Func:
    """`(queue_at, submitted_at, id) > (…)`: one comparison of rows, which both databases answer from the index."""
    values = (Value(person.queue_at), Value(person.submitted_at), Value(person.pk))
    columns, place = (
        Func(*parts, template="(%(expressions)s)", output_field=BooleanField()) for parts in (map(F, ORDER), values)
    )
    return Func(columns, place, template="%(expressions)s", arg_joiner=f" {compare} ", output_field=BooleanField())


def _people(wanted: Filter, state: str) -> QuerySet[Delegate]:
    rows = Delegate.objects.filter(state=state)
    if wanted.category:
        rows = rows.filter(category__letter=wanted.category)
    if wanted.delegation:
        rows = rows.filter(delegation__party__code=wanted.delegation)
    for word in sort_key(wanted.q).split():
        rows = rows.filter(search__contains=word)
    rows = rows.select_related("delegation__party").only(*LISTED).order_by(*ORDER)
    return named(rows, "delegation__party")


def named[T: Any](rows: QuerySet[T], path: str) -> QuerySet[T]:
    """Loads the parties' names with the rows where they are needed: in every language but English, which stands in the party itself."""
    names = f"{path}__names" if path else "names"
    return rows if short_code(get_language()) == "en" else rows.prefetch_related(names)


def person(public_id: uuid.UUID) -> Delegate | None:
    """Everything about one person whom a delegation has submitted, whatever became of them. One query."""
    joins = ("delegation__party", "category", "protocol_rank", "vetted_by", "decided_by", "submitted_by")
    found = Delegate.objects.select_related(*joins).filter(public_id=public_id)
    return named(found.exclude(state="draft"), "delegation__party").first()


@dataclass(frozen=True)
class Kind:
    """A category with the letters of its zones, in order."""

    pk: int
    letter: str
    name: str
    zones: str
    days: tuple[str, ...]
    code: str


def kinds() -> dict[int, Kind]:
    """The categories by key, in their order, with their zones. One query."""
    rows = Category.objects.order_by("position", "pk", "zones__position").values_list(
        "pk", "letter", "name", "zones__letter", "days", "code"
    )
    found: dict[int, Kind] = {}
    for pk, letter, name, zone, days, code in rows:
        kind = found.get(pk) or Kind(pk, letter, str(name), "", tuple(days), code)
        found[pk] = replace(kind, zones=f"{kind.zones} {zone}".strip() if zone else kind.zones)
    return found


def delegations() -> list[tuple[str, str]]:
    """Code and short name of every delegation, in the order of the active language. One query."""
    language = short_code(get_language())
    if language == "en":
        rows = Delegation.objects.order_by("party__en_sort").values_list("party__code", "party__en_short")
    else:
        rows = (
            Delegation.objects.filter(party__names__language=language)
            .order_by("party__names__sort")
            .values_list("party__code", "party__names__short")
        )
    return list(rows)


def record_of(delegate: Delegate, limit: int = 6) -> list[Told]:
    """The latest entries about a person, as sentences. One query, along the index of the delegation's entries."""
    entries = Entry.objects.filter(
        scope=delegate.delegation.party.code, subject_type=Delegate._meta.label_lower, subject_id=str(delegate.pk)
    )
    return [tell(entry) for entry in entries.order_by("-number")[:limit]]


def notes_of(delegate: Delegate) -> list[NoteVerbale]:
    """The notes verbales of the person's delegation, the newest first. One query."""
    return list(NoteVerbale.objects.filter(delegation=delegate.delegation_id).order_by("-received_at")[:4])
