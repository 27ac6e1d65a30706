"""Security's views of an objection to a person, which is shown on the person's page in the queue."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from conference.core.access import Actor, staff
from conference.core.concurrency import VersionForm
from conference.core.errors import AlreadyDecided
from delegations.accreditation.holds import actions
from delegations.accreditation.holds.models import LONGEST_WHY
from delegations.accreditation.review.views_desk import act_on_person, get_person, redirect_to_person
from delegations.registration.models import Delegate


class WhyForm(VersionForm):
    why = forms.CharField(
        max_length=LONGEST_WHY, error_messages={"required": gettext_lazy("Say why. Nothing was changed.")}
    )


@staff(actions.RIGHT)
@require_POST
@never_cache
def place_hold(request: HttpRequest, public_id: UUID) -> HttpResponse:
    delegate = get_person(public_id)
    if refusal := act_on_person(request, delegate, WhyForm(request.POST), actions.place_hold, "hold"):
        return refusal
    if delegate.state == "accredited":
        message = _("You object to %(who)s. The badge still gives access: send the person back to review to stop it.")
        messages.warning(request, message % {"who": delegate})
        return redirect_to_person(request, public_id, "reopen")
    messages.success(request, _("%(who)s cannot be accredited until you lift the objection.") % {"who": delegate})
    return redirect_to_person(request, public_id)


@staff(actions.RIGHT)
@require_POST
@never_cache
def lift(request: HttpRequest, public_id: UUID) -> HttpResponse:
    delegate = get_person(public_id)
    if refusal := act_on_person(request, delegate, WhyForm(request.POST), _lift_hold_in_force, "lift"):
        return refusal
    messages.success(request, _("The objection to %(who)s is lifted; the decision may go on.") % {"who": delegate})
    return redirect_to_person(request, public_id)


def _lift_hold_in_force(*, actor: Actor, delegate: Delegate, **values: Any) -> None:
    hold = actions.in_force(delegate)
    if hold is None:
        raise AlreadyDecided(
            _("The objection to %(who)s has already been lifted. Nothing was changed.") % {"who": delegate}
        )
    actions.lift(actor=actor, hold=hold, **values)
