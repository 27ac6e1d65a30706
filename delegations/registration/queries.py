"""What pages and upper apps ask of registration. Every query about one delegation starts at `delegation_for`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from conference import clock
from conference.access import Actor
from conference.audit.models import Entry
from conference.correspondence.actions import Recipient
from conference.errors import NotFound
from conference.models import current_conference
from delegations.registration import reading, rules
from delegations.registration.models import (
    LIVE_STATES,
    Capacity,
    Deadline,
    Delegate,
    Delegation,
    FocalPoint,
    MemberLink,
    NoteVerbale,
)


def delegation_for(actor: Actor, code: str, *, write: bool = False) -> Delegation:
    """The delegation of the party `code`, if this actor may see it (or act for it).

    Arguments: code, the party's, in any case; write, True when something is to be changed. A focal point may do both; staff need
    `registration.see`, or `registration.act_for` to change anything.
    Raises NotFound, alike for one that does not exist and one that is another's.
    """
    found = reading.by_code(code.upper(), actor.user_id)
    if found is not None and may_open(actor, found, write=write):
        return found
    raise NotFound(_("There is no such delegation, or it is not yours."))


def delegation_with(actor: Actor, code: str, right: str) -> Delegation:
    """The delegation of the party `code`, if this actor is its focal point or staff with `right`. Raises NotFound, as `delegation_for`."""
    found = reading.by_code(code.upper(), actor.user_id)
    if found is not None and (found.is_mine or actor.may(right)):
        return found
    raise NotFound(_("There is no such delegation, or it is not yours."))


def may_open(actor: Actor, delegation: Delegation, *, write: bool = False) -> bool:
    """True when `actor` may see this delegation, as `reading` has it, or act for it (`write`)."""
    return bool(delegation.is_mine) or actor.may("registration.act_for" if write else "registration.see")


def delegations_of(actor: Actor) -> QuerySet[Delegation]:
    """The delegations that this actor is focal point of, in the order of the parties' English names."""
    if actor.user_id is None:
        return _all().none()
    current = FocalPoint.objects.filter(user_id=actor.user_id, until__isnull=True)
    return _all().filter(pk__in=current.values("delegation_id")).order_by("party__en_sort")


def head_of(delegation: Delegation) -> Delegate | None:
    """The head of the delegation as things stand, accredited or not; None when nobody is entered as head."""
    return delegation.members.filter(capacity=Capacity.HEAD, state__in=LIVE_STATES).select_related("category").first()


def name_of_head(delegation: Delegation, *, besides: Delegate | None = None) -> str:
    """The name of the head of the delegation, empty when there is none but `besides`. One query."""
    heads = delegation.members.filter(capacity=Capacity.HEAD, state__in=LIVE_STATES)
    if besides is not None:
        heads = heads.exclude(pk=besides.pk)
    head = heads.only("name_on_badge", "family_name", "given_names").order_by("pk").first()
    return str(head) if head else ""


def order_of(delegation: Delegation) -> list[int]:
    """The keys of everybody whom the delegation entered and has not withdrawn, in its own order. One query."""
    found = delegation.members.exclude(state="withdrawn").order_by("position", "pk")
    return list(found.values_list("pk", flat=True))


def focal_points_of(delegation: Delegation) -> list[Recipient]:
    """To whom messages to the delegation go: its present focal points, in the order of their appointment."""
    current = delegation.focal_points.filter(until__isnull=True, user__is_active=True)
    return [
        Recipient(one.user.email, one.user.name, one.user.language, one.user_id)
        for one in current.select_related("user").order_by("since", "pk")
    ]


def _all() -> QuerySet[Delegation]:
    return Delegation.objects.select_related("party").prefetch_related("party__names")


@dataclass(frozen=True)
class Lack:
    """Something a member still needs before submission: the form's field where it is put in, and what it is in words."""

    field: str
    words: str

    def __str__(self) -> str:
        return self.words


def missing(member: Delegate, ends_on: date | None = None) -> list[Lack]:
    """What this member still needs, in the order of the form; empty when complete.

    Arguments: member, with `category` and `protocol_rank` loaded; ends_on, the conference's last day (None: asked for, one query).
    """
    ends_on = ends_on or current_conference().ends_on
    wanted = {
        "date_of_birth": _("date of birth"),
        "nationality": _("nationality"),
        **({} if member.capacity == Capacity.COMPANION else {"functional_title": _("function")}),
        **_missing_document(member),
    }
    lacks = [Lack(field, words) for field, words in wanted.items() if not getattr(member, field)]
    if not rules.in_latin(member.family_name, member.given_names):
        lacks.insert(0, Lack("family_name", _("name in Latin letters")))
    if member.document_expiry and member.document_expiry < ends_on:
        lacks.append(Lack("document_expiry", _("document expires before the conference ends")))
    if not member.photo and rules.photo_wanted(member.category, member.protocol_rank, member.photo_exempt):
        lacks.append(Lack("photo", _("photo")))
    return lacks + _missing_for_visa(member)


def _missing_for_visa(member: Delegate) -> list[Lack]:
    """What the letter in support of a visa has to say besides: where it is issued, and the journey."""
    if not member.visa_support:
        return []
    lacks = []
    for way, words in (
        ("arrival", _("flight of arrival, for the visa")),
        ("departure", _("flight of departure, for the visa")),
    ):
        field = next((name for name in (way, f"{way}_flight") if not getattr(member, name)), None)
        if field:
            lacks.append(Lack(field, words))
    return lacks if member.visa_post else [*lacks, Lack("visa_post", _("place where the visa is issued"))]


def _missing_document(member: Delegate) -> dict[str, str]:
    if not (member.document_type or member.document_number or member.document_expiry):
        return {"document_type": _("travel document")}
    return {
        "document_type": _("type of document"),
        "document_number": _("number of the document"),
        "document_expiry": _("expiry date of the document"),
    }


def in_words(parts: Iterable[object], *, capital: bool = False) -> str:
    """`date of birth, passport, photo`, with the language's own comma; `capital` raises the first letter."""
    text = pgettext("between the parts of a list", ", ").join(str(part) for part in parts)
    return text[:1].upper() + text[1:] if capital else text


def members_of(delegation: Delegation) -> list[Delegate]:
    """Everybody whom the delegation entered and has not withdrawn, in its own order, with category and rank. One query."""
    found = delegation.members.exclude(state="withdrawn").select_related("category", "protocol_rank")
    members = list(found.order_by("position", "pk"))
    for member in members:
        member.delegation = delegation
    return members


def as_returned(members: Iterable[Delegate]) -> set[int]:
    """The keys of those who were returned for correction and not changed since: the last that the record tells of them is the return.

    One query, none when nobody is returned.
    """
    returned = {member.record_id: member.pk for member in members if member.state == "returned"}
    if not returned:
        return set()
    unchanged = Entry.objects.filter(ref__in=list(returned), verb="delegate.returned").values_list("ref", flat=True)
    return {returned[ref] for ref in unchanged}


def own_links(members: Iterable[Delegate]) -> dict[int, MemberLink]:
    """The links to pages of their own that members were sent and that nobody withdrew, by the member's key. One query."""
    found = MemberLink.objects.filter(member__in=[member.pk for member in members], withdrawn_at__isnull=True)
    return {link.member_id: link for link in found}


def deadlines() -> list[Deadline]:
    """The deadlines in their order. One query."""
    return list(Deadline.objects.all())


def next_deadline(among: Iterable[Deadline]) -> Deadline | None:
    """The first of them that has not passed."""
    now = clock.now()
    return next((deadline for deadline in among if deadline.at > now), None)


def note_state(notes: Iterable[NoteVerbale]) -> str:
    """`accepted`, `received` (one waits to be accepted) or `missing`, for a delegation with these notes."""
    notes = list(notes)
    if any(note.accepted_at is None for note in notes):
        return "received"
    return "accepted" if notes else "missing"
