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
    """Show the scan to whoever vets, unless the member is a draft, which nobody has submitted yet."""
    scans = DocumentScan.objects.select_related("member__delegation__party").exclude(member__state="draft")
    document = get_object_or_404(scans, member__public_id=public_id)
    body = actions.read_scan(actor=actor_of(request), scan=document)
    return send_made(body, name=f"document.{document.kind}", kind=KINDS[document.kind], inline=document.kind == "jpg")
