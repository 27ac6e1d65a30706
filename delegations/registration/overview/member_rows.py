"""The members of a delegation, as its own page and the desk's pages list them."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from conference.look import lists
from conference.models import Category, Conference
from delegations.registration.delegations import places
from delegations.registration.delegations.deadlines import Lateness
from delegations.registration.members import queries
from delegations.registration.members.actions.submission import OPEN_STATES
from delegations.registration.models import Capacity, Delegate, Delegation, MemberLink

# The field that a person was returned for, by the code of the reason.
REASONS = {"document_expires": "document_expiry"}


@dataclass
class MemberRow:
    """A member in a list."""

    member: Delegate
    number: int
    url: str
    photo_url: str
    link: MemberLink | None
    lacks: str  # what is missing, in words
    lacks_photo: bool
    as_returned: bool  # returned, and not changed since
    whole: bool  # may be submitted alone
    ready: bool  # is submitted together with all who are complete
    needs_request: bool  # a late request has to be made first
    has_request: bool  # it was made, and waits
    no_place: bool = False  # the category has too few places for all who are complete

    @property
    def says_capacity(self) -> bool:
        """Return whether the category says the capacity, so that a row names it once."""
        capacity = str(dict(Capacity.choices)[self.member.capacity])
        return self.member.is_head or str(self.member.category).casefold() == capacity.casefold()


def build_member_rows(
    delegation: Delegation,
    members: list[Delegate],
    conference: Conference,
    lateness: Lateness | None = None,
    travel_by: datetime | None = None,
) -> list[MemberRow]:
    """Return what a list shows of each member. `travel_by` is when flights had to be known."""
    lateness = lateness or Lateness()
    rows, returned_keys, links = [], queries.as_returned(members), queries.own_links(members)
    for number, member in enumerate(members, 1):
        lacks = queries.missing_fields(member, conference)
        overdue = queries.overdue_travel(member, travel_by)
        shown = queries.join_missing(lacks, overdue)
        if member.pk in returned_keys:  # the reason says it
            shown = [lack for lack in shown if lack.field != REASONS.get(member.return_code)]
        key = [delegation.party.slug, member.public_id]
        whole = member.state in OPEN_STATES and lateness.is_free(member) and not lacks
        rows.append(
            MemberRow(
                member,
                number,
                url=reverse("registration:member", args=key),
                photo_url=reverse("registration:photo", args=key) if member.photo else "",
                link=links.get(member.pk),
                lacks=lists.in_words(shown, capital=True),
                lacks_photo=any(lack.field == "photo" for lack in lacks),
                as_returned=member.pk in returned_keys,
                whole=whole,
                ready=whole and member.pk not in returned_keys,
                needs_request=lateness.needs_request(member),
                has_request=member.pk in lateness.asked,
            )
        )
    return rows


def mark_without_place(
    rows: list[MemberRow], members: list[Delegate], open_to: dict[int, tuple[Category, int | None]]
) -> None:
    """Mark the complete members of a category with too few places: none of them is submitted with all."""
    placeless = places.without_place(members, [row.member for row in rows if row.ready], open_to)
    for row in rows:
        if row.member in placeless:
            row.ready, row.no_place = False, True
