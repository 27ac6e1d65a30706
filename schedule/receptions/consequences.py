"""Consequences for invitations when a guest leaves or is no longer head of delegation."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core import clock
from conference.translated import fill_sentence
from delegations.registration.members.consequences import Code, Step, Time, Topic, Unsettled, WaitingSource
from delegations.registration.models import Delegation
from delegations.registration.overview.waiting import add_topic
from schedule.receptions.invitations import queries
from schedule.receptions.models import Invitation
from schedule.receptions.waiting import CAN_ANSWER, TAB


def _before(step: Step) -> Iterator[str]:
    if not (step.leaves or step.ends_office):
        return
    invitations = queries.all_invitations().filter(guest=step.member, reception__ends__gt=clock.now())
    for invitation in invitations.exclude(state="ended").order_by("reception__starts"):
        if not invitation.personal and step.ends_office:
            yield _of_office(invitation, step.replaced)
        elif invitation.personal and step.leaves:
            message = _("The invitation to “%(what)s” is to the person, and ends.")
            yield fill_sentence(message, {"what": invitation.reception})


def _of_office(invitation: Invitation, replaced: bool) -> str:
    values = {"what": invitation.reception, "state": invitation.get_state_display()}
    if invitation.state == "sent" and replaced:
        message = _("The invitation to “%(what)s” passes to the new head, who is asked again.")
    elif invitation.state == "sent":
        message = _("The invitation to “%(what)s” waits until the delegation names another head.")
    elif replaced:
        message = _(
            "The invitation to “%(what)s” passes to the new head, who is asked again; the answer so "
            "far (%(state)s) ends."
        )
    else:
        message = _(
            "The answer to the invitation to “%(what)s” (%(state)s) ends; it waits until the delegation names another head."
        )
    return fill_sentence(message, values)


def _without_guest(code: Code, now: Time) -> QuerySet[Any]:
    invited = Invitation.objects.filter(delegation__party__code=code, state="sent", reception__ends__gt=now)
    return invited.exclude(CAN_ANSWER)


def _nobody(invitation: Invitation, delegation: Delegation) -> Unsettled:
    message = _("“%(what)s”: %(who)s is no longer head of delegation, and nobody is invited instead.")
    values = {"what": invitation.reception, "who": invitation.person.full_name}
    return Unsettled(fill_sentence(message, values), _("See the invitation"), *_pages(invitation, delegation))


def _after(delegation: Delegation) -> Iterator[Unsettled]:
    message = _("“%(what)s”: the new head, %(who)s, is asked again. Answer by:")
    invitations = queries.all_invitations().filter(CAN_ANSWER, delegation=delegation, state="sent")
    invitations = invitations.filter(former_guest__isnull=False, reception__ends__gt=clock.now())
    for invitation in invitations.order_by("reception__starts"):
        values = {"what": invitation.reception, "who": invitation.person.full_name}
        pages = _pages(invitation, delegation)
        yield Unsettled(fill_sentence(message, values), _("Answer"), *pages, invitation.answer_by)


def _pages(invitation: Invitation, delegation: Delegation) -> tuple[str, str, str]:
    """Return the portal's page, the desk's page, and the right needed there."""
    return (
        reverse("receptions:invitation", args=[delegation.party.slug, invitation.public_id]),
        reverse("receptions:reception", args=[invitation.reception.code]) + f"#guest-{invitation.public_id}",
        "receptions.see",
    )


def _related(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("reception", "guest").order_by("reception__starts")


LEFT = {"guests": WaitingSource(TAB, "receptions.see", _without_guest, _nobody, _related)}
add_topic("receptions", Topic(50, _before, LEFT, _after))
