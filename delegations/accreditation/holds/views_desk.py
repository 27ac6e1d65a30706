"""Security's views of an objection to a person, which is shown on the person's page in the queue."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from delegations.accreditation.holds import actions
from delegations.accreditation.holds.forms import WhyForm
from delegations.accreditation.review import queries
from delegations.accreditation.review.queries import Filter, Place
from delegations.accreditation.review.views_desk import queue_page
from delegations.registration.models import Delegate


@staff(actions.RIGHT)
@require_POST
@never_cache
def hold(request: HttpRequest, public_id: UUID) -> HttpResponse:
    delegate, form = _found(public_id), WhyForm(request.POST)
    again: dict[str, Any] = {"opened": True, "open": "hold", "form": form}
    if not form.is_valid():
        return queue_page(request, delegate, status=422, **again)
    cleaned = form.cleaned_data
    try:
        actions.place(
            actor=actor_of(request), delegate=delegate, why=cleaned["why"], expected_version=cleaned["version"]
        )
    except UserError as problem:
        return queue_page(request, _found(public_id), status=problem.status, problem=problem, **again)
    messages.success(request, _("%(who)s cannot be accredited until you lift the objection.") % {"who": delegate})
    return _back(request, public_id)


@staff(actions.RIGHT)
@require_POST
@never_cache
def lift(request: HttpRequest, public_id: UUID) -> HttpResponse:
    delegate, form = _found(public_id), WhyForm(request.POST)
    again: dict[str, Any] = {"opened": True, "open": "lift", "form": form}
    if not form.is_valid():
        return queue_page(request, delegate, status=422, **again)
    cleaned, standing = form.cleaned_data, actions.in_force(delegate)
    try:
        if standing is None:
            raise actions.nothing_to_lift(delegate)
        actions.lift(actor=actor_of(request), hold=standing, why=cleaned["why"], expected_version=cleaned["version"])
    except UserError as problem:
        return queue_page(request, _found(public_id), status=problem.status, problem=problem, **again)
    messages.success(request, _("The objection to %(who)s is lifted; the decision may go on.") % {"who": delegate})
    return _back(request, public_id)


def _found(public_id: UUID) -> Delegate:
    delegate = queries.person(public_id)
    if delegate is None:
        raise Http404
    return delegate


def _back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    wanted, after = Filter.read(request.GET, actor_of(request)), Place.read(request.GET.get("after", ""))
    return redirect(reverse("accreditation:person", args=[public_id]) + wanted.query(after))
