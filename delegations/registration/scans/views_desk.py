from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from conference.core.access import actor_of, staff
from conference.files.responses import send_made
from delegations.registration.models import DocumentScan
from delegations.registration.scans import actions

KINDS = {"jpg": "image/jpeg", "pdf": "application/pdf"}


@staff(actions.READ)
@require_safe
def scan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the scan to whoever vets; of a draft, which nobody submitted yet, it is the delegation's own affair."""
    known = DocumentScan.objects.select_related("member__delegation__party").exclude(member__state="draft")
    found = get_object_or_404(known, member__public_id=public_id)
    body = actions.read_scan(actor=actor_of(request), scan=found)
    return send_made(body, name=f"document.{found.kind}", kind=KINDS[found.kind], inline=found.kind == "jpg")
