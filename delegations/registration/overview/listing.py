"""All delegations as the organisers see them, a page at a time, in a constant number of queries."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.core import access_log, parsing
from conference.core.access import SYSTEM
from conference.core.registry import Registry
from conference.models import Conference, current_conference
from conference.parties.models import Kind, PartyName, RegionalGroup, search_key
from conference.parties.queries import alphabet
from delegations.registration.delegations import deadlines
from delegations.registration.delegations import queries as delegations_queries
from delegations.registration.members.queries import PERSON, missing_fields
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
OPEN = ("draft", "returned")
SHOW: dict[str, str | Promise] = {
    "note": _("Note verbale to accept"),
    "no_note": _("No note verbale"),
    "nobody": _("Nobody submitted"),
    "no_head": _("No head of delegation"),
    "drafts": _("Somebody still in draft"),
    "returned": _("Somebody returned"),
    "late": _("Late request to decide"),
    "no_focal_point": _("No focal point"),
}


@dataclass(frozen=True)
class Show:
    """A filter that a higher app adds to those of SHOW."""

    label: str | Promise
    rows: Callable[[], QuerySet[Delegation]]  # the delegations that match
    subject: Callable[[], str]  # how a circular to them begins
    body: Callable[[], str]


further: Registry[Show] = Registry("filters of the list of delegations")
SORT: dict[str, str | Promise] = {"": _("by party"), "activity": _("by last activity")}
NEVER = datetime(1900, 1, 1, tzinfo=UTC)  # sorts last when the latest activity comes first


def shows() -> dict[str, str | Promise]:
    """Return what the list can be narrowed to, by key, with its label."""
    return {**SHOW, **{key: show.label for key, show in further.items()}}


@dataclass(frozen=True)
class Filter:
    """The organiser's filter."""

    q: str = ""  # words of a party's or a member's name
    kind: str = ""
    show: str = ""  # a key of `shows`
    sort: str = ""  # a key of SORT
    group: str = ""

    @classmethod
    def read(cls, params: Mapping[str, str]) -> Self:
        """Return the filter of an address; what the list does not know is left out."""
        options: dict[str, Collection[str]] = {
            "kind": Kind.values,
            "show": shows(),
            "sort": SORT,
            "group": RegionalGroup.values,
        }
        choices = {name: params[name] for name, values in options.items() if params.get(name) in values}
        return cls(" ".join(params.get("q", "").replace("\0", "").split())[:80], **choices)

    def query(self, **changes: str) -> str:
        values = asdict(self) | changes
        return "?" + urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True)
class DelegationRow:
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
class DelegationPage:
    """A page of the list. `after` is the key after which the next one begins, empty on the last."""

    rows: list[DelegationRow]
    after: str


def find_delegations(chosen: Filter) -> QuerySet[Delegation]:
    rows = Delegation.objects.select_related("party").annotate(place=alphabet("party")).order_by("place", "pk")
    if chosen.kind:
        rows = rows.filter(party__kind=chosen.kind)
    if chosen.group:
        rows = rows.filter(party__regional_group=chosen.group)
    if chosen.q:
        rows = rows.filter(_has_name(chosen.q))
    return rows.filter(_matches(chosen.show)) if chosen.show else rows


def _has_name(text: str) -> Q:
    """Match the party's name in any language, its code, or a member's name: without accents, in any script."""
    folded = search_key(text)
    condition = Q(search__contains=folded) | Q(short__icontains=text)
    names = PartyName.objects.filter(condition, party=OuterRef("party"))
    members = Delegate.objects.filter(delegation=OuterRef("pk"), state__in=LIVE_STATES)
    for word in folded.split():
        members = members.filter(search__contains=word)
    return Q(Exists(names)) | Q(party__code=text.upper()) | Q(Exists(members))


def _matches(show: str) -> Q:
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
        "drafts": Q(Exists(members.filter(state="draft"))),
        "returned": Q(Exists(members.filter(state="returned"))),
        "late": Q(Exists(LateRequest.objects.filter(delegation=OuterRef("pk"), state="asked"))),
        "no_focal_point": ~Q(Exists(points)),
    }[show]


def find_page(chosen: Filter, after: str = "") -> DelegationPage:
    """Return the page after the delegation with the key `after`. Seven queries, eight in a language other than English."""
    latest = access_log.acts(SYSTEM).filter(scope=OuterRef("party__code")).order_by("-number").values("at")[:1]
    rows = find_delegations(chosen).annotate(active_at=Subquery(latest), active=Coalesce(Subquery(latest), NEVER))
    if chosen.sort == "activity":
        rows = rows.order_by("-active", "pk")
    if (key := parsing.number(after)) is not None:
        last = rows.filter(pk=key).values_list("active", "place", "pk").first()
        if last and chosen.sort == "activity":
            rows = rows.filter(Q(active__lt=last[0]) | Q(active=last[0], pk__gt=last[2]))
        elif last:
            rows = rows.filter(Q(place__gt=last[1]) | Q(place=last[1], pk__gt=last[2]))
    delegations = list(rows.prefetch_related("party__names")[: PAGE + 1])
    next_key = str(delegations[PAGE - 1].pk) if len(delegations) > PAGE else ""
    return DelegationPage(_rows(delegations[:PAGE]), next_key)


def _rows(delegations: list[Any]) -> list[DelegationRow]:
    if not delegations:
        return []
    rows = Delegate.objects.filter(delegation__in=delegations, capacity=Capacity.HEAD, state__in=LIVE_STATES)
    heads = {head.delegation_id: head for head in rows.order_by().only(*PERSON, "public_id")}
    conference = current_conference()
    counts: dict[int, Counter[str]] = {}
    incomplete = _find_other_incomplete(delegations, conference)
    states = Delegate.objects.filter(delegation__in=delegations).order_by().values_list("delegation", "state")
    lacking = Count("pk", filter=Q(state__in=OPEN) & _lacks_plain_field(conference.unasked_fields))
    for delegation_id, state, number, lacks in states.annotate(number=Count("*"), lacks=lacking):
        counts.setdefault(delegation_id, Counter())[state] = number
        incomplete[delegation_id] += lacks
    notes: dict[int, list[NoteVerbale]] = {}
    valid_notes = deadlines.counting(NoteVerbale.objects.filter(delegation__in=delegations))
    for note in valid_notes.only("delegation", "accepted_at"):
        notes.setdefault(note.delegation_id, []).append(note)
    return [
        DelegationRow(
            delegation,
            heads.get(delegation.pk),
            counts.get(delegation.pk, Counter()),
            delegations_queries.note_state(notes.get(delegation.pk, [])),
            delegation.active_at,
            incomplete[delegation.pk],
        )
        for delegation in delegations
    ]


def _find_other_incomplete(delegations: list[Any], conference: Conference) -> Counter[int]:
    """Return how many open members of each delegation have all plain fields and lack something else.

    Who lacks a plain field is counted by the database: to load and look through thousands takes ten times as long.
    """
    members = Delegate.objects.filter(delegation__in=delegations, state__in=OPEN).order_by()
    members = members.exclude(_lacks_plain_field(conference.unasked_fields))
    members = members.select_related("category", "protocol_rank")
    return Counter(member.delegation_id for member in members if missing_fields(member, conference))


def _lacks_plain_field(unasked: Collection[str]) -> Q:
    """Match members who lack a field that is asked of everybody and stored in the clear."""
    conditions = {
        "nationality": Q(nationality=""),
        "functional_title": Q(functional_title="") & ~Q(capacity=Capacity.COMPANION),
    }
    asked = [condition for name, condition in conditions.items() if name not in unasked]
    return reduce(or_, asked, Q(pk__in=()))
