"""All delegations as the organisers see them, a page at a time, in a constant number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.core import access_log, parsing
from conference.core.registry import Registry
from conference.models import current_conference
from conference.parties.models import Kind, PartyName, RegionalGroup, search_key
from conference.parties.queries import alphabet
from delegations.registration.delegations import deadlines
from delegations.registration.delegations import queries as delegations_queries
from delegations.registration.members import queries as members_queries
from delegations.registration.models import (
    LIVE_STATES,
    PLACED_STATES,
    Capacity,
    Delegate,
    Delegation,
    FocalPoint,
    LateRequest,
    NoteVerbale,
)

PAGE = 50
SHOW: dict[str, str | Promise] = {
    "note": _("Note verbale to accept"),
    "no_note": _("No note verbale"),
    "nobody": _("Nobody submitted"),
    "no_head": _("No head of delegation"),
    "returned": _("Somebody returned"),
    "late": _("Late request to decide"),
    "no_focal_point": _("No focal point"),
}


@dataclass(frozen=True)
class Show:
    """A filter that a higher app adds to those of SHOW.

    Attributes:
        rows: Returns the delegations that it leaves.
        subject, body: What a circular to them begins with.
    """

    label: str | Promise
    rows: Callable[[], QuerySet[Delegation]]
    subject: Callable[[], str]
    body: Callable[[], str]


further: Registry[Show] = Registry("filters of the list of delegations")
SORT: dict[str, str | Promise] = {"": _("by party"), "activity": _("by last activity")}
NEVER = datetime(1900, 1, 1, tzinfo=UTC)  # sorts last when the latest activity comes first


def shows() -> dict[str, str | Promise]:
    """Return what the list can be narrowed to, by key, with its label."""
    return {**SHOW, **{key: one.label for key, one in further.items()}}


@dataclass(frozen=True)
class Filter:
    """The organiser's filter: q, words of a party's or a member's name; kind, of the party; show, a key of `shows`; sort, one of SORT."""

    q: str = ""
    kind: str = ""
    show: str = ""
    sort: str = ""
    group: str = ""

    @classmethod
    def read(cls, params: Mapping[str, str]) -> Self:
        kind, show, sort, group = (params.get(name, "") for name in ("kind", "show", "sort", "group"))
        words = " ".join(params.get("q", "").replace("\0", "").split())[:80]
        known = (kind if kind in Kind.values else "", show if show in shows() else "", sort if sort in SORT else "")
        return cls(words, *known, group if group in RegionalGroup.values else "")

    def query(self, **more: str) -> str:
        values = {"q": self.q, "kind": self.kind, "show": self.show, "sort": self.sort, "group": self.group, **more}
        return "?" + urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True)
class Row:
    delegation: Delegation
    head: Delegate | None
    counts: Counter[str]
    note: str
    active_at: datetime | None
    incomplete: int

    @property
    def total(self) -> int:
        return sum(self.counts[state] for state in LIVE_STATES)

    @property
    def states(self) -> list[tuple[str, int]]:
        return [(state, self.counts[state]) for state in reversed(LIVE_STATES) if self.counts[state]]


@dataclass(frozen=True)
class Page:
    """A page of the list. `after` is where the next one begins, empty on the last."""

    rows: list[Row] = field(default_factory=list)
    after: str = ""


def found(chosen: Filter) -> QuerySet[Delegation]:
    rows = Delegation.objects.select_related("party").annotate(place=alphabet("party")).order_by("place", "pk")
    if chosen.kind:
        rows = rows.filter(party__kind=chosen.kind)
    if chosen.group:
        rows = rows.filter(party__regional_group=chosen.group)
    if chosen.q:
        rows = rows.filter(_named(chosen.q))
    return rows.filter(_shown(chosen.show)) if chosen.show else rows


def _named(words: str) -> Q:
    """Match the party's name in any language, its code, or a member's name: without accents, in any script."""
    folded = search_key(words)
    names = PartyName.objects.filter(party=OuterRef("party")).filter(
        Q(search__contains=folded) | Q(short__icontains=words)
    )
    members = Delegate.objects.filter(delegation=OuterRef("pk"), state__in=LIVE_STATES)
    for word in folded.split():
        members = members.filter(search__contains=word)
    return Q(Exists(names)) | Q(party__code=words.upper()) | Q(Exists(members))


def _shown(show: str) -> Q:
    if show in further:
        return Q(pk__in=further[show].rows().order_by().values("pk"))
    members = Delegate.objects.filter(delegation=OuterRef("pk"))
    notes = deadlines.counting(NoteVerbale.objects.filter(delegation=OuterRef("pk")))
    points = FocalPoint.objects.filter(delegation=OuterRef("pk"), until__isnull=True)
    return {
        "note": Q(Exists(notes.filter(accepted_at__isnull=True))),
        "no_note": ~Q(Exists(notes)),
        "nobody": ~Q(Exists(members.filter(state__in=PLACED_STATES))),
        "no_head": ~Q(Exists(members.filter(state__in=LIVE_STATES, capacity=Capacity.HEAD))),
        "returned": Q(Exists(members.filter(state="returned"))),
        "late": Q(Exists(LateRequest.objects.filter(delegation=OuterRef("pk"), state="asked"))),
        "no_focal_point": ~Q(Exists(points)),
    }[show]


def page(chosen: Filter, after: str = "") -> Page:
    """Return the page after the delegation with the key `after`. Seven queries, eight in a language other than English."""
    latest = access_log.acts().filter(scope=OuterRef("party__code")).order_by("-number").values("at")[:1]
    rows = found(chosen).annotate(active_at=Subquery(latest), active=Coalesce(Subquery(latest), NEVER))
    if chosen.sort == "activity":
        rows = rows.order_by("-active", "pk")
    if (key := parsing.number(after)) is not None:
        last = rows.filter(pk=key).values_list("active", "place", "pk").first()
        if last and chosen.sort == "activity":
            rows = rows.filter(Q(active__lt=last[0]) | Q(active=last[0], pk__gt=last[2]))
        elif last:
            rows = rows.filter(Q(place__gt=last[1]) | Q(place=last[1], pk__gt=last[2]))
    some = list(rows.prefetch_related("party__names")[: PAGE + 1])
    following = str(some[PAGE - 1].pk) if len(some) > PAGE else ""
    return Page(_rows(some[:PAGE]), following)


def _rows(delegations: list[Any]) -> list[Row]:
    heads = {
        head.delegation_id: head
        for head in Delegate.objects.filter(delegation__in=delegations, capacity=Capacity.HEAD, state__in=LIVE_STATES)
        .order_by()
        .only(
            "delegation",
            "family_name",
            "given_names",
            "name_on_badge",
            "name_native",
            "honorific",
            "state",
            "public_id",
        )
    }
    counts: dict[int, Counter[str]] = {}
    grouped = Delegate.objects.filter(delegation__in=delegations).order_by().values_list("delegation", "state")
    for delegation_id, state, number in grouped.annotate(number=Count("pk")):
        counts.setdefault(delegation_id, Counter())[state] = number
    notes: dict[int, list[NoteVerbale]] = {}
    counting = deadlines.counting(NoteVerbale.objects.filter(delegation__in=delegations))
    for note in counting.only("delegation", "accepted_at"):
        notes.setdefault(note.delegation_id, []).append(note)
    incomplete = _incomplete(delegations)
    return [
        Row(
            one,
            heads.get(one.pk),
            counts.get(one.pk, Counter()),
            delegations_queries.note_state(notes.get(one.pk, [])),
            one.active_at,
            incomplete[one.pk],
        )
        for one in delegations
    ]


def _incomplete(delegations: list[Any]) -> Counter[int]:
    if not delegations:
        return Counter()
    open_still = Delegate.objects.filter(delegation__in=delegations, state__in=("draft", "returned")).order_by()
    conference = current_conference()
    rows = open_still.select_related("category", "protocol_rank")
    return Counter(member.delegation_id for member in rows if members_queries.missing_fields(member, conference))
