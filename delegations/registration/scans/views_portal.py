from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from conference.core.access import actor_of
from conference.core.errors import UserError
from conference.models import current_conference
from conference.retention import periods
from delegations.registration.delegations import access_log, queries
from delegations.registration.delegations.opened import page_context
from delegations.registration.members.queries import get_member
from delegations.registration.scans import actions
from delegations.registration.scans.forms import ScanForm


@require_http_methods(["GET", "HEAD", "POST"])
def scan(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    """Say whether there is a scan, and take one. The delegation cannot read it: it is for the security check alone."""
    actor = actor_of(request)
    delegation = queries.delegation_for(actor, code, write=True)
    member = get_member(delegation, public_id)
    conference = current_conference()
    if not conference.asks_scan:
        raise Http404
    access_log.log_person(request, member, "registration:member")
    form = ScanForm(request.POST, request.FILES) if request.method == "POST" else ScanForm()
    if request.method == "POST" and form.is_valid():
        try:
            actions.send_scan(actor=actor, member=member, document=form.document)
        except UserError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The scan of %(who)s is stored, encrypted.") % {"who": member})
            return redirect("registration:member", code=delegation.party.slug, public_id=member.public_id)
    context = page_context(delegation, member=member, form=form, scan_days=periods.get_lengths()[actions.KEPT])
    return render(request, "portal/registration/scans/scan.html", context, status=422 if form.errors else 200)
