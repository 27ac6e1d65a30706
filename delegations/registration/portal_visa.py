"""The delegation's letters in support of visas: the list, and each paper while it is in force."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from conference.access import actor_of
from conference.files import send_made
from conference.models import current_conference
from delegations.registration import queries, visa
from delegations.registration.models import VisaLetter


@require_safe
def letters(request: HttpRequest, code: str) -> HttpResponse:
    """Who asks for a letter and has none; every letter of the delegation, the newest first."""
    found = queries.delegation_for(actor_of(request), code, write=True)
    context = {
        "delegation": found,
        "party": found.party,
        "asked": visa.asked_by(found),
        "letters": visa.letters_of(found),
        "nav_label": found.party.short,
    }
    return render(request, "portal/registration/visa.html", context)


@require_safe
def letter(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One letter as PDF, while it is in force. It holds a passport's number, so that only those who may enter one get it."""
    found = queries.delegation_for(actor_of(request), code, write=True)
    row = get_object_or_404(VisaLetter.objects.select_related("member"), pk=pk, member__delegation=found)
    if not visa.holds(row, row.member, current_conference().ends_on):
        raise Http404
    return send_made(visa.paper(row), name=visa.file_name(row), kind="application/pdf")
