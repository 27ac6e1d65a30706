"""What registration itself loses with a member, and what is left to settle: submission, the head, the own page, visa letter, equipment."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from delegations.registration.equipment.bearers import stranded
from delegations.registration.members.consequences import Effect, Step, Topic, Unsettled, topics
from delegations.registration.members.queries import head_of
from delegations.registration.models import Capacity, Delegate, Delegation


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
    for thing in member.equipment.filter(state__in=("asked", "licensed")):
        yield _("The member who was to bring %(what)s has left the delegation.") % {"what": thing}


def _after(delegation: Delegation) -> Iterator[Unsettled]:
    code = delegation.party.slug
    desk = reverse("registration:desk_one", args=[code]), "registration.see"
    heads = delegation.members.filter(capacity=Capacity.HEAD).exclude(state="draft")
    if heads.exists() and head_of(delegation) is None:
        url = reverse("registration:member_new", args=[code])
        yield Unsettled(_("The delegation has no head now."), _("Name the head"), url, *desk)
    instead = delegation.members.filter(state__in=("draft", "returned"), replaces__submitted_at__isnull=False)
    for member in instead.select_related("replaces").order_by("position", "pk"):
        words = _("%(new)s takes the place of %(old)s and is not submitted yet.")
        url = reverse("registration:member", args=[code, member.public_id])
        names = {"new": member.full_name, "old": member.replaces.full_name if member.replaces else ""}
        yield Unsettled(words % names, _("Complete and submit"), url, *desk)
    for thing in stranded().filter(bearer__delegation=delegation).select_related("bearer"):
        words = _("%(who)s has left the delegation; nobody else is named to bring %(what)s.")
        url = reverse("registration:equipment", args=[code, thing.bearer.public_id])
        names = {"what": str(thing), "who": thing.bearer.full_name}
        yield Unsettled(words % names, _("Withdraw it, or list it for another officer"), url, *desk)


topics.add("registration", Topic(10, _before, _after))
