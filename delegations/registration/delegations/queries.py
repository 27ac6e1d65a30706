"""Queries of pages and upper apps. Every query about one delegation starts at `delegation_for`."""

from collections.abc import Iterable
from functools import cache, reduce
from operator import or_

from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, StringAgg, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import Actor
from conference.core.errors import AccessEnded, NotFound
from conference.correspondence.outbox.actions import Recipient
from conference.db.prepared import Parameter, Prepared
from conference.look.times import when_text
from conference.parties.models import Party
from conference.parties.queries import alphabet
from conference.treaties.queries import concerns
from delegations.registration.delegations import raw_queries
from delegations.registration.models import Deadline, Delegation, FocalPoint, NoteVerbale

ENDED = ("focal_point.withdrawn", "focal_point.left", "focal_point.handed_over")
SEE, ACT = "registration.see", "registration.act_for"


def delegation_for(actor: Actor, code: str, *, write: bool = False, see: str = SEE) -> Delegation:
    """Return the delegation of the party `code`, in any case, if this actor may see it (`write`: change it).

    A focal point may do both; staff need `see`, or `registration.act_for` to change anything.

    Args:
        see: The right that staff need at the desk for what the page shows, and so for the page.

    Raises:
        NotFound: Both for one that does not exist and for another's.
        AccessEnded: For a former focal point.
    """
    delegation = raw_queries.by_code(code.upper(), actor.user_id)
    if delegation is None or not may_open(actor, delegation, write=write, see=see):
        raise _without_access(actor, delegation)
    actor.opened.add(code.upper())
    return delegation


def acting_for(actor: Actor, delegation: Delegation) -> Delegation:
    """Return the delegation if this actor may change it. Errors as `delegation_for`.

    It is read again unless `delegation_for` has read it for this actor: a view hands it to the action of the same request.
    """
    if actor.user_id is None or getattr(delegation, "asked_by", None) != actor.user_id:
        return delegation_for(actor, delegation.party.code, write=True)
    if not may_open(actor, delegation, write=True):
        raise _without_access(actor, delegation)
    return delegation


def _without_access(actor: Actor, delegation: Delegation | None) -> NotFound:
    """Return what this actor is told instead of the delegation: who was its focal point, by whom and when that ended."""
    former = None
    if delegation is not None and actor.user_id is not None:
        ended = FocalPoint.objects.filter(delegation=delegation, user_id=actor.user_id, until__isnull=False)
        former = ended.order_by("until").last()
    if former is None or delegation is None or former.until is None:
        return NotFound(_("This delegation does not exist, or you do not have access to it."))
    entries = AuditEntry.objects.filter(scope=delegation.scope, verb__in=ENDED, subject_id=str(former.pk))
    entry = entries.order_by("number").last()
    zone = raw_queries.conference(raw_queries.stamp_of(delegation)).zone
    values = {"party": delegation.party.short, "when": when_text(former.until.astimezone(zone))}
    if entry is None or entry.actor_id is None or entry.actor_id == actor.user_id:
        return AccessEnded(_("Your work as focal point of %(party)s has ended (%(when)s).") % values)
    # Officers stay without names.
    by_colleague = FocalPoint.objects.filter(delegation=delegation, user_id=entry.actor_id).exists()
    who = entry.actor_label if by_colleague else _("The secretariat")
    return AccessEnded(_("%(who)s ended your work as focal point of %(party)s (%(when)s).") % {"who": who, **values})


def may_open(actor: Actor, delegation: Delegation, *, write: bool = False, see: str = SEE) -> bool:
    """Return True when `actor` may see this delegation, as `raw_queries` returned it, or act for it (`write`)."""
    return bool(delegation.is_mine) or actor.may(ACT if write else see)


def delegations_of(actor: Actor) -> QuerySet[Delegation]:
    """Return the delegations that this actor is focal point of, by the parties' names."""
    if actor.user_id is None:
        return _all().none()
    current = FocalPoint.objects.filter(user_id=actor.user_id, until__isnull=True)
    return _all().filter(pk__in=current.values("delegation_id")).order_by(alphabet("party"))


def focal_points_of(delegation: Delegation) -> list[Recipient]:
    """Return the present focal points, in the order of their appointment."""
    return focal_points_of_each([delegation])[delegation.pk]


def names_of_focal_points(delegation: str) -> Subquery:
    """Return the names of the present focal points, one a line, the address of those who have none.

    Args:
        delegation: How the outer query reaches the delegation's key.
    """
    current = FocalPoint.objects.filter(delegation=OuterRef(delegation), until__isnull=True, user__is_active=True)
    name = Coalesce(NullIf("user__name", Value("")), "user__email")
    names = StringAgg(name, delimiter=Value("\n"), order_by=("since", "pk"))
    return Subquery(current.order_by().values("delegation").annotate(names=names).values("names"))


def focal_points_of_each(delegations: Iterable[Delegation]) -> dict[int, list[Recipient]]:
    """Return what `focal_points_of` returns of each of these, by the delegation's key. One query."""
    recipients: dict[int, list[Recipient]] = {delegation.pk: [] for delegation in delegations}
    for key, *values in _focal_points(len(recipients))(*recipients) if recipients else ():
        recipients[key].append(Recipient(*values))
    return recipients


@cache
def _focal_points(count: int) -> Prepared:
    names = ("delegation_id", "user__email", "user__name", "user__language", "user_id")

    def build(*keys: Parameter) -> QuerySet[FocalPoint, tuple[object, ...]]:
        of_these = reduce(or_, (Q(delegation=key) for key in keys))
        current = FocalPoint.objects.filter(of_these, until__isnull=True, user__is_active=True)
        return current.order_by("since", "pk").values_list(*names)

    return Prepared(build, *[BigIntegerField()] * count)


def _all() -> QuerySet[Delegation]:
    return Delegation.objects.select_related("party").prefetch_related("party__names")


FULL_POWERS = "full_powers"  # the code of the deadline that concerns only those who may sign
OPTIONAL = frozenset({"side_events"})  # the codes of deadlines by which nobody has to do anything


def deadlines() -> list[Deadline]:
    return list(Deadline.objects.all())


def deadlines_for(party: Party, among: Iterable[Deadline], stamp: str) -> list[Deadline]:
    """Return the deadlines that concern this party, by the treaty as kept under `stamp`."""
    return [deadline for deadline in among if deadline.code != FULL_POWERS or concerns(party, stamp)]


def next_deadline(among: Iterable[Deadline]) -> Deadline | None:
    """Return the first that has not passed and by which something has to be done."""
    now = clock.now()
    return next((deadline for deadline in among if deadline.at > now and deadline.code not in OPTIONAL), None)


def note_state(notes: Iterable[NoteVerbale]) -> str:
    """Return `accepted`, `received` (one waits to be accepted) or `missing`."""
    notes = list(notes)
    if any(note.accepted_at is None for note in notes):
        return "received"
    return "accepted" if notes else "missing"
