from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from conference.core import concurrency
from conference.core.access import actor_of, staff
from conference.core.errors import CodeTaken, UserError
from conference.models import current_conference
from schedule.receptions.events import actions
from schedule.receptions.events.forms import ReceptionForm
from schedule.receptions.invitations.queries import to_tell_of_a_change
from schedule.receptions.models import Reception


@staff("receptions.invite")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    return _page(request, None)


@staff("receptions.invite")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, get_object_or_404(Reception, code=code))


def _page(request: HttpRequest, reception: Reception | None) -> HttpResponse:
    form, status = ReceptionForm(request.POST or None, reception=reception, conference=current_conference()), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                saved = _save(request, form, reception)
                messages.success(request, _("%(what)s is saved.") % {"what": saved})
                return redirect("receptions:reception", saved.code)
            except UserError as refusal:
                form.add_error("code" if isinstance(refusal, CodeTaken) else None, str(refusal))
                status = refusal.status
    informed = to_tell_of_a_change(reception).count() if reception else 0
    context = {"form": form, "reception": reception, "informed": informed}
    return render(request, "desk/receptions/events/form.html", context, status=status)


def _save(request: HttpRequest, form: ReceptionForm, reception: Reception | None) -> Reception:
    actor, facts = actor_of(request), form.facts()
    if reception is None:
        return actions.create_reception(actor=actor, code=form.cleaned_data["code"], facts=facts)
    version = concurrency.posted_version(request.POST) or 0
    return actions.edit_reception(actor=actor, reception=reception, facts=facts, expected_version=version)
