"""What becomes of invitations when their guest leaves or is head no more, and which of them are to be answered anew."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core import clock
from conference.translated import filled
from delegations.registration.members.consequences import Step, Topic, Unsettled, topics
from delegations.registration.models import Delegation
from schedule.receptions.invitations import queries
from schedule.receptions.models import Invitation


def _before(step: Step) -> Iterator[str]:
    if not (step.leaves or step.ends_office):
        return
    found = queries.all_invitations().filter(guest=step.member, reception__ends__gt=clock.now()).exclude(state="ended")
    for invitation in found.order_by("reception__starts"):
        if invitation.personal:
            if step.leaves:
                yield filled(
                    _("The invitation to “%(what)s” is to the person, and ends."), {"what": invitation.reception}
                )
        elif step.ends_office:
            yield _of_office(invitation, step.replaced)


def _of_office(invitation: Invitation, replaced: bool) -> str:
    values = {"what": invitation.reception, "state": invitation.get_state_display()}
    if invitation.state == "sent" and replaced:
        words = _("The invitation to “%(what)s” passes to the new head, who is asked again.")
    elif invitation.state == "sent":
        words = _("The invitation to “%(what)s” waits until the delegation names another head.")
    elif replaced:
        words = _(
            "The invitation to “%(what)s” passes to the new head, who is asked again; the answer so "
            "far (%(state)s) ends."
        )
    else:
        words = _(
            "The answer to the invitation to “%(what)s” (%(state)s) ends; it waits until the delegation names another head."
        )
    return filled(words, values)


def _after(delegation: Delegation) -> Iterator[Unsettled]:
    code = delegation.party.slug
    passed = queries.all_invitations().filter(delegation=delegation, state="sent", reception__ends__gt=clock.now())
    for invitation in passed.order_by("reception__starts"):
        who = {"what": invitation.reception, "who": invitation.guest.full_name}
        if not invitation.is_guest_there:
            words, remedy = (
                filled(_("“%(what)s”: %(who)s is no longer head of delegation, and nobody is invited instead."), who),
                _("See the invitation"),
            )
        elif invitation.former_guest_id:
            words = filled(_("“%(what)s”: the new head, %(who)s, is asked again. Answer by:"), who)
            remedy = _("Answer")
        else:
            continue
        yield Unsettled(
            words,
            remedy,
            reverse("receptions:invitation", args=[code, invitation.public_id]),
            reverse("receptions:reception", args=[invitation.reception.code]) + f"#guest-{invitation.public_id}",
            "receptions.see",
            invitation.answer_by if invitation.is_guest_there else None,
            is_listed=invitation.is_guest_there,
        )


topics.add("receptions", Topic(50, _before, _after))
