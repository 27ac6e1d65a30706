"""What registration itself loses with a member, and what then has to be settled: submission, head, own page, visa letter, equipment."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from delegations.registration.equipment.queries import stranded
from delegations.registration.members.consequences import Code, Effect, Step, Time, Topic, Unsettled, WaitingSource
from delegations.registration.models import LIVE_STATES, Capacity, Delegate, Delegation, Equipment
from delegations.registration.overview.waiting import add_topic

SEE, TAB = "registration.see", "registration:delegation"


def _before(step: Step) -> Iterator[str]:
    who = {"who": step.member.full_name}
    if step.leaves:
        yield from _leaving(step.member, who, refused=step.refused)
    elif step.effect == Effect.REVIEW and step.member.state == "accredited":
        yield _("The accreditation of %(who)s ends, and the organizers review the entry again.") % who
    elif step.effect == Effect.REVIEW:
        yield _("%(who)s was checked already, and is checked again.") % who
    if step.ends_office and not step.replaced:
        yield _("The delegation has no head until it names another.")


def _leaving(member: Delegate, who: dict[str, str], *, refused: bool) -> Iterator[str]:
    if member.state == "accredited":
        yield _("The accreditation of %(who)s ends.") % who
    elif member.state in ("submitted", "vetted", "returned") and not refused:
        yield _("%(who)s is withdrawn, and nothing more is decided on this person.") % who
    if member.links.filter(withdrawn_at__isnull=True).exists():
        yield _("The link to the personal page of %(who)s no longer works.") % who
    for letter in member.visa_letters.filter(ended_at__isnull=True).only("number"):
        yield _("The visa support letter %(number)s is no longer in force.") % {"number": letter.number}
    for item in member.equipment.filter(state__in=("asked", "licensed")):
        yield _("The member who was to bring %(what)s has left the delegation.") % {"what": item}


def _without_head(code: Code, now: Time) -> QuerySet[Any]:
    """Return the delegation if it had a head whom it submitted, and has none now."""
    heads = Delegate.objects.filter(delegation=OuterRef("pk"), capacity=Capacity.HEAD)
    had, has = heads.exclude(state="draft"), heads.filter(state__in=LIVE_STATES)
    return Delegation.objects.filter(Exists(had), ~Exists(has), party__code=code)


def _to_name_head(row: Delegation, delegation: Delegation) -> Unsettled:
    url = f"{reverse('registration:member_new', args=[delegation.party.slug])}?capacity={Capacity.HEAD}"
    return Unsettled(_("The delegation has no head now."), _("Name the head"), url, *_desk(delegation))


def _successors(code: Code, now: Time) -> QuerySet[Any]:
    """Return those not submitted who take the place of somebody submitted."""
    members = Delegate.objects.filter(delegation__party__code=code, state__in=("draft", "returned"))
    return members.filter(replaces__submitted_at__isnull=False)


def _to_submit(member: Delegate, delegation: Delegation) -> Unsettled:
    message = _("%(new)s takes the place of %(old)s and is not submitted yet.")
    url = reverse("registration:member", args=[delegation.party.slug, member.public_id])
    names = {"new": member.full_name, "old": member.replaces.full_name if member.replaces else ""}
    return Unsettled(message % names, _("Complete and submit"), url, *_desk(delegation))


def _without_bearer(code: Code, now: Time) -> QuerySet[Any]:
    return stranded().filter(bearer__delegation__party__code=code)


def _to_reassign(item: Equipment, delegation: Delegation) -> Unsettled:
    message = _("%(who)s has left the delegation; nobody else is named to bring %(what)s.")
    url = reverse("registration:equipment", args=[delegation.party.slug, item.bearer.public_id])
    names = {"what": str(item), "who": item.bearer.full_name}
    return Unsettled(message % names, _("Withdraw it, or list it for another officer"), url, *_desk(delegation))


def _desk(delegation: Delegation) -> tuple[str, str]:
    return reverse("registration:desk_one", args=[delegation.party.slug]), SEE


LEFT = {
    "no head": WaitingSource(TAB, SEE, _without_head, _to_name_head),
    "instead": WaitingSource(
        TAB, SEE, _successors, _to_submit, lambda rows: rows.select_related("replaces").order_by("position", "pk")
    ),
    "equipment": WaitingSource(TAB, SEE, _without_bearer, _to_reassign, lambda rows: rows.select_related("bearer")),
}
add_topic("registration", Topic(10, _before, LEFT))
