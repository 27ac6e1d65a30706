from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, reduce
from operator import or_
from uuid import UUID

from django.db.models import BigIntegerField, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.db.prepared import Parameter, Prepared
from conference.models import Conference, current_conference
from delegations.registration.members import rules
from delegations.registration.models import LIVE_STATES, Capacity, Delegate, Delegation, MemberLink

TRAVEL = "travel"  # the code of the deadline for flights


def head_of(delegation: Delegation) -> Delegate | None:
    """Return the present head of the delegation, accredited or not."""
    return delegation.members.filter(capacity=Capacity.HEAD, state__in=LIVE_STATES).select_related("category").first()


# Who somebody is and whether the person may take part: a row of a member is wide, and most of it is private.
PERSON = (
    *("delegation", "position", "capacity", "state", "protocol_rank", "functional_title"),
    *("honorific", "family_name", "given_names", "name_on_badge", "name_native"),
)
BESIDES_PERSON = tuple(
    field.name for field in Delegate._meta.concrete_fields if field.name not in PERSON and not field.primary_key
)


def heads_of(delegations: Iterable[Delegation]) -> dict[int, Delegate]:
    """Return the present heads by the key of their delegation, each with its delegation. One query."""
    by_key = {delegation.pk: delegation for delegation in delegations}
    heads = {head.delegation_id: head for head in _heads(len(by_key))(*by_key)} if by_key else {}
    for key, head in heads.items():
        head.delegation = by_key[key]
    return heads


@cache
def _heads(count: int) -> Prepared:
    def build(*keys: Parameter) -> QuerySet[Delegate]:
        of_these = reduce(or_, (Q(delegation=key) for key in keys))
        heads = Delegate.objects.filter(of_these, capacity=Capacity.HEAD, state__in=LIVE_STATES)
        return heads.only(*PERSON).order_by()

    return Prepared(build, *[BigIntegerField()] * count)


def successors_of(member: Delegate) -> list[Delegate]:
    """Return the other live members who have not the same capacity and category, in the delegation's order."""
    others = members_of(member.delegation)
    place = (member.capacity, member.category_id)
    return [other for other in others if other.state in LIVE_STATES and (other.capacity, other.category_id) != place]


def order_of(delegation: Delegation) -> list[int]:
    """Return the keys of all members not withdrawn, in the delegation's order."""
    members = delegation.members.exclude(state="withdrawn").order_by("position", "pk")
    return list(members.values_list("pk", flat=True))


@dataclass(frozen=True)
class MissingField:
    field: str
    label: str

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True)
class Submission:
    number: int
    at: datetime
    received: list[Delegate]
    lacking: list[tuple[Delegate, list[MissingField]]]
    # Complete, but too many for the places of their category.
    without_place: list[Delegate] = field(default_factory=list)


def missing_fields(member: Delegate, conference: Conference | None = None) -> list[MissingField]:
    """Return what this member still needs, in the order of the form.

    Args:
        member: With `category` and `protocol_rank` loaded.
        conference: None costs one query.
    """
    conference = conference or current_conference()
    labels = {**_PERSON_LABELS, **_document_labels(member)}
    if member.capacity == Capacity.COMPANION:
        del labels["functional_title"]
    lacks = _empty_fields(member, {name: labels[name] for name in labels if name not in conference.unasked_fields})
    if not rules.in_latin(member.family_name, member.given_names):
        lacks.insert(0, MissingField("family_name", _("name in Latin letters")))
    if member.document_expiry and (fault := _expiry_fault(member.document_expiry, conference)):
        lacks.append(MissingField("document_expiry", fault))
    if member.state in ("draft", "returned"):
        lacks += missing_scan(member, conference)
    if not member.photo and rules.photo_wanted(member.category, member.protocol_rank, member.photo_exempt):
        lacks.append(MissingField("photo", _("photo")))
    return lacks + _missing_for_visa(member)


# Translated only where something is missing: lists ask for thousands of members.
_PERSON_LABELS = {
    "date_of_birth": gettext_lazy("date of birth"),
    "nationality": gettext_lazy("nationality"),
    "sex": gettext_lazy("sex"),
    "functional_title": gettext_lazy("function"),
}
_NO_DOCUMENT_LABEL = {"document_type": gettext_lazy("travel document")}
_DOCUMENT_LABELS = {
    "document_type": gettext_lazy("type of document"),
    "document_number": gettext_lazy("number of the document"),
    "document_issue_date": gettext_lazy("date of issue of the document"),
    "document_issue_place": gettext_lazy("place of issue of the document"),
    "document_expiry": gettext_lazy("expiry date of the document"),
}


def _empty_fields(member: Delegate, labels: Mapping[str, str | Promise]) -> list[MissingField]:
    return [MissingField(field, str(label)) for field, label in labels.items() if not getattr(member, field)]


SCANNED_STATES = ("draft", "returned", "submitted")  # until somebody has vetted the person


def missing_scan(member: Delegate, conference: Conference) -> list[MissingField]:
    """Return the scan of the travel document while the host asks for it and security still waits for it; it holds up nobody submitted."""
    if not conference.asks_scan or member.scan_at is not None or member.state not in SCANNED_STATES:
        return []
    return [MissingField("scan", _("scan of the travel document"))]


# What the organisers may begin to ask for after a member was submitted: no change is refused for lack of it.
ASKED_SINCE = frozenset({"sex", "document_issue_date", "document_issue_place", "document_expiry"})


def newly_missing(before: Delegate, after: Delegate, conference: Conference) -> list[MissingField]:
    """Return what somebody submitted would lack, except what the host has asked for only since."""
    lacks_now = missing_fields(before, conference)
    return [
        lack for lack in missing_fields(after, conference) if lack.field not in ASKED_SINCE or lack not in lacks_now
    ]


def _expiry_fault(expires: date, conference: Conference) -> str:
    if expires < conference.ends_on:
        return _("document expires before the conference ends")
    if expires < conference.documents_valid_to:
        until = rules.day_words(conference.documents_valid_to)
        return _("document valid until %(date)s at least") % {"date": until}
    return ""


def overdue_travel(member: Delegate, deadline: datetime | None) -> list[MissingField]:
    """Return the journeys that a live member has not entered although their deadline has passed. They delay no submission.

    Args:
        member: With `delegation.party` loaded; the host's own people don't travel.
        deadline: When flights had to be known; None when there is no such date.
    """
    if deadline is None or deadline > clock.now() or member.state not in LIVE_STATES or member.delegation.party.is_host:
        return []
    labels = {"arrival": _("arrival (date and flight)"), "departure": _("departure (date and flight)")}
    return _empty_fields(member, labels)


def join_missing(lacks: Iterable[MissingField], overdue: Iterable[MissingField]) -> list[MissingField]:
    """Return both; what is overdue only where a submission does not need it anyway."""
    lacks = list(lacks)
    fields = {lack.field.removesuffix("_flight") for lack in lacks}
    return [*lacks, *(lack for lack in overdue if lack.field not in fields)]


def _missing_for_visa(member: Delegate) -> list[MissingField]:
    if not member.visa_support:
        return []
    arrival, departure = _("flight of arrival (for the visa)"), _("flight of departure (for the visa)")
    return _empty_fields(
        member,
        {
            "arrival" if not member.arrival else "arrival_flight": arrival,
            "departure" if not member.departure else "departure_flight": departure,
            "visa_post": _("place where the visa is issued"),
        },
    )


def _document_labels(member: Delegate) -> Mapping[str, Promise]:
    has_any = member.document_type or member.document_number or member.document_expiry
    return _DOCUMENT_LABELS if has_any else _NO_DOCUMENT_LABEL


def members_of(delegation: Delegation) -> list[Delegate]:
    """Return all members not withdrawn, in the delegation's order, with category and rank."""
    rows = delegation.members.exclude(state="withdrawn").select_related("category", "protocol_rank")
    members = list(rows.order_by("position", "pk"))
    for member in members:
        member.delegation = delegation
    return members


def get_member(delegation: Delegation, public_id: UUID | None) -> Delegate:
    """Return a member of the delegation, withdrawn or not, with category and rank. Raises Http404."""
    members = delegation.members.select_related("category", "protocol_rank")
    member: Delegate = get_object_or_404(members, public_id=public_id)
    member.delegation = delegation
    return member


def own_links(members: Iterable[Delegate]) -> dict[int, MemberLink]:
    """Return the links to own pages that nobody withdrew, by the member's key."""
    links = MemberLink.objects.filter(member__in=[member.pk for member in members], withdrawn_at__isnull=True)
    return {link.member_id: link for link in links}


def as_returned(members: Iterable[Delegate]) -> set[int]:
    """Return the keys of those returned for correction and not changed since: their last audit entry is the return.

    One query, none when nobody is returned.
    """
    keys = {member.record_id: member.pk for member in members if member.state == "returned"}
    if not keys:
        return set()
    entries = AuditEntry.objects.filter(ref__in=list(keys), verb="delegate.returned")
    return {keys[ref] for ref in entries.values_list("ref", flat=True)}
