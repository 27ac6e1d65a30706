from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from conference.core import access_log as core_access_log
from conference.core import characters
from conference.core.access import actor_of, confirm_identity, staff
from conference.core.concurrency import VersionField
from delegations.registration.delegations import access_log
from delegations.registration.erasure.actions import RIGHT, erase_member, refusal_of
from delegations.registration.models import Delegate

PAGE = "registration:erase"
core_access_log.register_pages({PAGE: gettext_lazy("Erase personal data")})


class EraseForm(characters.Form):
    understood = forms.BooleanField(
        label=gettext_lazy("I have read what goes and what stays. It cannot be undone."),
        error_messages={"required": gettext_lazy("Tick the box: an erasure cannot be undone.")},
    )
    version = VersionField(min_value=1, max_value=10**9)


@confirm_identity(reading=False)
@staff(RIGHT)
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what goes and what stays by law, and erase the person's data."""
    person = get_object_or_404(Delegate.objects.select_related("delegation__party"), public_id=public_id)
    access_log.log_person(request, person, PAGE)
    posted = request.POST if request.method == "POST" else None
    form = EraseForm(posted, initial={"version": person.version})
    refusal = refusal_of(person)
    if posted is None or refusal or not form.is_valid():
        status = 200 if posted is None else 422
        context = {"person": person, "form": form, "refusal": refusal}
        return render(request, "desk/registration/erasure/erase.html", context, status=status)
    erase_member(actor=actor_of(request), member=person, expected_version=form.cleaned_data["version"])
    messages.success(request, _("The person's data are erased."))
    return redirect("registration:desk_one", person.delegation.party.slug)
