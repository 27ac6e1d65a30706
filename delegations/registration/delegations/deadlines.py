"""After the deadline for submitting members: who may still be submitted freely, and for whom a late request is needed or waits.

Members returned for a correction, those who take the place of somebody named in time, and those whom the organisers have admitted by a late
request may be submitted freely.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from conference.core import clock
from delegations.registration.models import Deadline, Delegate, Delegation, LateRequest, NoteVerbale

DEADLINE = "confirmation"  # the code of the deadline after which a first submission needs a late request


@dataclass(frozen=True)
class Lateness:
    """How the deadline applies to one delegation's drafts. Before it everything is empty and everybody free."""

    closed: bool = False
    in_place: frozenset[int] = frozenset()  # drafts who take the place of somebody named in time
    admitted: frozenset[int] = frozenset()  # those whom a granted request admitted
    asked: Mapping[int, LateRequest] = field(default_factory=dict)  # the waiting request, by key of the draft

    def is_free(self, member: Delegate) -> bool:
        return not self.closed or member.state != "draft" or member.pk in self.in_place or member.pk in self.admitted

    def is_late(self, member: Delegate) -> bool:
        return self.closed and member.state == "draft" and member.pk not in self.in_place

    def needs_request(self, member: Delegate) -> bool:
        return not self.is_free(member) and member.pk not in self.asked


def get_lateness(delegation: Delegation, members: Iterable[Delegate], *, closed: bool | None = None) -> Lateness:
    """Return how the deadline applies to these members. One query, and one more when somebody replaces another.

    Args:
        closed: Whether the deadline has passed; None costs one query.
    """
    if closed is None:
        closed = Deadline.objects.filter(code=DEADLINE, at__lte=clock.now()).exists()
    drafts = [member for member in members if member.state == "draft"]
    if not closed or not drafts:
        return Lateness(closed)
    links = LateRequest.members.through.objects.filter(delegate__in=[draft.pk for draft in drafts])
    links = links.filter(laterequest__state__in=("asked", "granted")).select_related("laterequest__note")
    requests = {link.delegate_id: link.laterequest for link in links if link.laterequest.state == "asked"}
    admitted = frozenset(link.delegate_id for link in links if link.laterequest.state == "granted")
    in_place = _in_place(delegation, drafts) if any(draft.replaces_id for draft in drafts) else frozenset()
    return Lateness(closed, in_place, admitted, requests)


def _in_place(delegation: Delegation, drafts: Iterable[Delegate]) -> frozenset[int]:
    """Return those who take, directly or through others never submitted, the place of somebody named in time."""
    rows = delegation.members.filter(replaced_by__isnull=False).only("replaces_id", "submitted_at", "late")
    former_members: dict[int | None, Delegate] = {member.pk: member for member in rows}
    keys = set()
    for draft in drafts:
        former = former_members.get(draft.replaces_id)
        while former is not None and former.submitted_at is None:
            former = former_members.get(former.replaces_id)
        if former is not None and not former.late:
            keys.add(draft.pk)
    return frozenset(keys)


def counting(notes: QuerySet[NoteVerbale]) -> QuerySet[NoteVerbale]:
    """Return the notes that name the delegation; that of a late request counts once the request is granted."""
    return notes.filter(Q(late_request__isnull=True) | Q(late_request__state="granted"))
