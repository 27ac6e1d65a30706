"""The scan that a member sends by the link to the own page."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from conference.core import lifecycle
from conference.core.access import bearer, public
from conference.core.errors import UserError
from conference.core.links import opened_by_secret
from conference.files.documents import Document
from conference.look.lists import sentences
from conference.models import current_conference
from delegations.registration.delegations import places
from delegations.registration.own_page.actions import LinkOver, find
from delegations.registration.scans import actions
from delegations.registration.scans.forms import ScanForm


@public
@opened_by_secret
@sensitive_variables("secret")
@require_POST
def own_scan(request: HttpRequest, secret: str) -> HttpResponse:
    if not current_conference().asks_scan:
        raise Http404
    form = ScanForm(request.POST, request.FILES)
    try:
        find(secret)
        if form.is_valid():
            _send(secret, form.document)
            messages.success(request, _("Your scan is stored, encrypted. Only the security check sees it."))
        else:
            messages.error(request, sentences(form.errors["scan"]))
    except LinkOver as over:
        return HttpResponse(str(over), status=404 if over.why == "unknown" else 410, content_type="text/plain")
    except UserError as problem:
        messages.error(request, str(problem))
    return redirect("registration:own", secret=secret)


@lifecycle.use_case
def _send(secret: str, document: Document) -> None:
    held = places.hold(find(secret).member.delegation)
    member = find(secret).member  # again, since the link may have ended while this waited
    actions.keep(held, member, document, bearer(str(member)))
