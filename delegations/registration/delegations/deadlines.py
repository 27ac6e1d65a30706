"""After the deadline for submitting members: who may still be submitted freely, for whom a late request is needed or waits.

Free are those who were returned for a correction, those who take the place of somebody named in time, and those whom the organisers have
admitted by a late request.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from conference.core import clock
from delegations.registration.models import Deadline, Delegate, Delegation, LateRequest, NoteVerbale

DEADLINE = "confirmation"  # the code of the deadline after which a first submission needs a late request


@dataclass(frozen=True)
class Lateness:
    """How the deadline applies to one delegation's drafts. Before it everything is empty and everybody free.

    in_place: keys of drafts who take the place of somebody named in time. admitted: keys of those whom a granted request admitted. asked:
    the waiting request, by key of the draft.
    """

    closed: bool = False
    in_place: frozenset[int] = frozenset()
    admitted: frozenset[int] = frozenset()
    asked: Mapping[int, LateRequest] = field(default_factory=dict)

    def is_free(self, member: Delegate) -> bool:
        return not self.closed or member.state != "draft" or member.pk in self.in_place or member.pk in self.admitted

    def is_late(self, member: Delegate) -> bool:
        return self.closed and member.state == "draft" and member.pk not in self.in_place

    def needs_request(self, member: Delegate) -> bool:
        return not self.is_free(member) and member.pk not in self.asked


def has_passed() -> bool:
    """Return True when the deadline has passed; False when there is none. One query."""
    return Deadline.objects.filter(code=DEADLINE, at__lte=clock.now()).exists()


def get_lateness(delegation: Delegation, members: Iterable[Delegate], *, closed: bool | None = None) -> Lateness:
    """Return how the deadline applies to these members. One query, and one more when somebody replaces another.

    Args:
        closed: Whether the deadline has passed; None costs one query.
    """
    if closed is None:
        closed = has_passed()
    drafts = [member for member in members if member.state == "draft"]
    if not closed or not drafts:
        return Lateness(closed)
    asked, admitted = {}, set()
    links = LateRequest.members.through.objects.filter(delegate__in=[one.pk for one in drafts])
    links = links.filter(laterequest__state__in=("asked", "granted")).select_related("laterequest__note")
    for link in links:
        if link.laterequest.state == "asked":
            asked[link.delegate_id] = link.laterequest
        else:
            admitted.add(link.delegate_id)
    in_place = _in_place(delegation, drafts) if any(one.replaces_id for one in drafts) else frozenset()
    return Lateness(closed, in_place, frozenset(admitted), asked)


def _in_place(delegation: Delegation, drafts: Iterable[Delegate]) -> frozenset[int]:
    """Return those who take, directly or through others never submitted, the place of somebody named in time."""
    gone = delegation.members.filter(replaced_by__isnull=False)
    before = {one.pk: one for one in gone.only("replaces_id", "submitted_at", "late")}
    found = set()
    for draft in drafts:
        following = draft.replaces_id
        while following in before:
            former = before[following]
            if former.submitted_at is not None:
                if not former.late:
                    found.add(draft.pk)
                break
            following = former.replaces_id
    return frozenset(found)


def counting(notes: QuerySet[NoteVerbale]) -> QuerySet[NoteVerbale]:
    """Return those notes that name the delegation: that of a late request once the request is granted."""
    return notes.filter(Q(late_request__isnull=True) | Q(late_request__state="granted"))
