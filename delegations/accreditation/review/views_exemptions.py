"""Views of one person's exemption from giving a photo; also for a draft, which needs it to be submitted."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from conference.core import concurrency
from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from conference.parties import queries as parties_queries
from delegations.accreditation.review import queries
from delegations.accreditation.review.actions import exemptions
from delegations.accreditation.review.actions.exemptions import RIGHT
from delegations.accreditation.review.forms import EXEMPTIONS, ExemptForm
from delegations.registration.delegations import access_log
from delegations.registration.members.rules import photo_wanted
from delegations.registration.models import Delegate

PAGE = "accreditation:exemption"


@staff(RIGHT)
@require_safe
@never_cache
def exemption(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _page(request, _found(public_id))


@staff(RIGHT)
@require_POST
@never_cache
def exempt(request: HttpRequest, public_id: UUID) -> HttpResponse:
    delegate, form = _found(public_id), ExemptForm(request.POST)
    if not form.is_valid():
        return _page(request, delegate, form=form, status=422)
    version = form.cleaned_data.pop("version")
    try:
        exemptions.exempt(actor=actor_of(request), delegate=delegate, expected_version=version, **form.cleaned_data)
    except UserError as problem:
        return _page(request, _found(public_id), form=form, problem=problem, status=problem.status)
    messages.success(request, _("%(who)s is exempt from providing a photo.") % {"who": delegate})
    return redirect(PAGE, public_id)


@staff(RIGHT)
@require_POST
@never_cache
def ask_for_photo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    delegate = _found(public_id)
    try:
        expected_version = concurrency.posted_version(request.POST)
        exemptions.ask_for_photo(actor=actor_of(request), delegate=delegate, expected_version=expected_version)
    except UserError as problem:
        return _page(request, _found(public_id), problem=problem, status=problem.status)
    messages.success(request, _("%(who)s must provide a photo again.") % {"who": delegate})
    return redirect(PAGE, public_id)


def _found(public_id: UUID) -> Delegate:
    rows = Delegate.objects.select_related("delegation__party", "category", "protocol_rank")
    return get_object_or_404(
        parties_queries.prefetch_names(rows.defer("date_of_birth", "document_number"), "delegation__party"),
        public_id=public_id,
    )


def _page(request: HttpRequest, delegate: Delegate, *, status: int = 200, **more: Any) -> HttpResponse:
    access_log.log_person(request, delegate, PAGE)
    context = {
        "delegate": delegate,
        "form": ExemptForm(initial={"version": delegate.version}),
        "is_photo_wanted": not delegate.photo
        and photo_wanted(delegate.category, delegate.protocol_rank, delegate.photo_exempt),
        "history": [
            (entry, EXEMPTIONS.get(entry.details.get("code", ""), "")) for entry in queries.get_exemptions(delegate)
        ],
        **more,
    }
    return render(request, "desk/accreditation/review/exemption.html", context, status=status)
