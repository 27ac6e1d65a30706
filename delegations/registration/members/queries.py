from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from conference.audit.models import AuditEntry
from conference.models import current_conference
from delegations.registration.members import rules
from delegations.registration.models import (
    LIVE_STATES,
    Capacity,
    Delegate,
    Delegation,
)


def head_of(delegation: Delegation) -> Delegate | None:
    """Return the present head of the delegation, accredited or not."""
    return delegation.members.filter(capacity=Capacity.HEAD, state__in=LIVE_STATES).select_related("category").first()


def name_of_head(delegation: Delegation, *, besides: Delegate | None = None) -> str:
    """Return the name of the delegation's head, empty when there is none but `besides`. One query."""
    heads = delegation.members.filter(capacity=Capacity.HEAD, state__in=LIVE_STATES)
    if besides is not None:
        heads = heads.exclude(pk=besides.pk)
    head = heads.only("name_on_badge", "family_name", "given_names").order_by("pk").first()
    return str(head) if head else ""


def order_of(delegation: Delegation) -> list[int]:
    """Return the keys of all members not withdrawn, in the delegation's order."""
    found = delegation.members.exclude(state="withdrawn").order_by("position", "pk")
    return list(found.values_list("pk", flat=True))


@dataclass(frozen=True)
class MissingField:
    field: str
    words: str

    def __str__(self) -> str:
        return self.words


def missing_fields(member: Delegate, ends_on: date | None = None) -> list[MissingField]:
    """Return what this member still needs, in the order of the form.

    Args:
        member: With `category` and `protocol_rank` loaded.
        ends_on: The conference's last day; None costs one query.
    """
    ends_on = ends_on or current_conference().ends_on
    wanted = {
        "date_of_birth": _("date of birth"),
        "nationality": _("nationality"),
        **({} if member.capacity == Capacity.COMPANION else {"functional_title": _("function")}),
        **_missing_document(member),
    }
    lacks = [MissingField(field, words) for field, words in wanted.items() if not getattr(member, field)]
    if not rules.in_latin(member.family_name, member.given_names):
        lacks.insert(0, MissingField("family_name", _("name in Latin letters")))
    if member.document_expiry and member.document_expiry < ends_on:
        lacks.append(MissingField("document_expiry", _("document expires before the conference ends")))
    if not member.photo and rules.photo_wanted(member.category, member.protocol_rank, member.photo_exempt):
        lacks.append(MissingField("photo", _("photo")))
    return lacks + _missing_for_visa(member)


def _missing_for_visa(member: Delegate) -> list[MissingField]:
    if not member.visa_support:
        return []
    lacks = []
    for way, words in (
        ("arrival", _("flight of arrival, for the visa")),
        ("departure", _("flight of departure, for the visa")),
    ):
        field = next((name for name in (way, f"{way}_flight") if not getattr(member, name)), None)
        if field:
            lacks.append(MissingField(field, words))
    return lacks if member.visa_post else [*lacks, MissingField("visa_post", _("place where the visa is issued"))]


def _missing_document(member: Delegate) -> dict[str, str]:
    if not (member.document_type or member.document_number or member.document_expiry):
        return {"document_type": _("travel document")}
    return {
        "document_type": _("type of document"),
        "document_number": _("number of the document"),
        "document_expiry": _("expiry date of the document"),
    }


def members_of(delegation: Delegation) -> list[Delegate]:
    """Return all members not withdrawn, in the delegation's order, with category and rank."""
    found = delegation.members.exclude(state="withdrawn").select_related("category", "protocol_rank")
    members = list(found.order_by("position", "pk"))
    for member in members:
        member.delegation = delegation
    return members


def as_returned(members: Iterable[Delegate]) -> set[int]:
    """Return the keys of those returned for correction and not changed since: their last audit entry is the return.

    One query, none when nobody is returned.
    """
    returned = {member.record_id: member.pk for member in members if member.state == "returned"}
    if not returned:
        return set()
    unchanged = AuditEntry.objects.filter(ref__in=list(returned), verb="delegate.returned").values_list(
        "ref", flat=True
    )
    return {returned[ref] for ref in unchanged}
